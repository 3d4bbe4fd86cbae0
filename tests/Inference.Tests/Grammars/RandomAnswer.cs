using TreasureMarkers.Inference.Grammars;

namespace TreasureMarkers.Inference.Tests.Grammars;

/// <summary>Answers of a model that knows nothing: tokens drawn at random among those that a grammar allows.</summary>
internal static class RandomAnswer
{
    /// <summary>Draws one, by a fresh logit for each token; the end is made likelier or not at all likely.</summary>
    public static string Draw(Grammar grammar, int seed, int tokens)
    {
        var random = new Random(seed);
        var endLogit = random.Next(3) * 6f;
        var constraint = new TokenConstraint(grammar, DefaultVocabulary.Trie, [DefaultVocabulary.End], tokens);
        var ids = new List<int>();
        var logits = new float[DefaultVocabulary.Tokenizer.VocabularySize + 3];
        while (!constraint.MustEnd)
        {
            Fill(logits, random, endLogit);
            constraint.Mask(logits);
            var id = Array.IndexOf(logits, logits.Max());
            Assert.True(float.IsFinite(logits[id]), "Nothing may come next.");
            if (id == DefaultVocabulary.End)
            {
                break;
            }

            constraint.Accept(id);
            ids.Add(id);
        }

        Assert.True(constraint.MayEnd, "The answer may not end.");
        Assert.True(ids.Count <= tokens);
        return StrictText(ids);
    }

    /// <summary>Short tokens are preferred at times, or brackets and quotes would hardly be drawn.</summary>
    private static void Fill(float[] logits, Random random, float endLogit)
    {
        var preferred = random.Next(2) * 6f;
        for (var id = 0; id < logits.Length; id++)
        {
            logits[id] = random.NextSingle() * 5;
            if (id < DefaultVocabulary.Tokenizer.VocabularySize && DefaultVocabulary.Tokenizer.BytesOf(id) is [< 0x80])
            {
                logits[id] += preferred;
            }
        }

        logits[DefaultVocabulary.End] = endLogit;
    }

    private static string StrictText(List<int> ids) =>
        new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true)
            .GetString([.. ids.SelectMany(id => DefaultVocabulary.Tokenizer.BytesOf(id).ToArray())]);
}
