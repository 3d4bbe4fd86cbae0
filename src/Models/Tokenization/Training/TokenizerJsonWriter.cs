using TreasureMarkers.Markers;

namespace TreasureMarkers.Models.Tokenization.Training;

/// <summary>
/// Writes the tokenizer.json of a tokenizer trained here. Ids: control tokens, the 256 bytes, merges, then the markers' added tokens.
/// </summary>
internal static class TokenizerJsonWriter
{
    /// <summary>How many of a vocabulary's ids merges can have.</summary>
    /// <param name="vocabularySize">All ids.</param>
    /// <param name="taxonomy">Whose markers get tokens.</param>
    public static int MergesIn(int vocabularySize, MarkerTaxonomy taxonomy) =>
        vocabularySize - ControlTokens.All.Count - 256 - MarkerVocabulary.Contents(taxonomy).Count();

    /// <summary>The file's text.</summary>
    /// <param name="merges">What <see cref="BpeTrainer"/> learned.</param>
    /// <param name="taxonomy">Whose markers get tokens.</param>
    public static string Write(IReadOnlyList<(int Left, int Right)> merges, MarkerTaxonomy taxonomy)
    {
        var spellings = Enumerable.Range(0, 256).Select(value => ByteLevelAlphabet.ToCharacter((byte)value).ToString()).ToList();
        spellings.AddRange(merges.Select(_ => ""));
        for (var i = 0; i < merges.Count; i++)
        {
            spellings[256 + i] = spellings[merges[i].Left] + spellings[merges[i].Right];
        }

        // Two merges can spell the same bytes; they are one token.
        string[] tokens = [.. ControlTokens.All.Concat(spellings).Distinct()];
        var ids = tokens.Index().ToDictionary(token => token.Item, token => token.Index);
        var markers = MarkerVocabulary.Contents(taxonomy).ToArray();
        return TokenizerJson.Write(new TokenizerModel(
            [.. tokens, .. markers],
            [.. merges.Select((merge, i) => new Merge(ids[spellings[merge.Left]], ids[spellings[merge.Right]], ids[spellings[256 + i]]))],
            [
                .. ControlTokens.All.Select((content, id) => new AddedToken(id, content, IsSpecial: true)),
                .. markers.Select((content, index) => new AddedToken(tokens.Length + index, content, IsSpecial: false)),
            ],
            new TextRules(TokenSpelling.ByteLevel) { Split = SplitRule.TreasureMarkers },
            new TextBoundary()));
    }
}
