using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.LanguageId;

/// <summary>
/// Learns the identifier's weights: naive Bayes over hashed character n-grams, then logistic regression from there, which tells close
/// languages apart.
/// </summary>
internal static class LanguageIdentifierTrainer
{
    private const double Smoothing = 0.5;

    private static readonly (WritingScript Script, int Bits, string[] Languages)[] Groups =
    [
        (WritingScript.Latin, 14,
        [
            "English", "French", "Spanish", "Italian", "German", "Portuguese", "Polish", "Turkish", "Vietnamese", "Dutch",
            "Czech", "Indonesian", "Romanian",
        ]),
        (WritingScript.Cyrillic, 13, ["Russian", "Ukrainian"]),
        (WritingScript.Arabic, 13, ["Arabic", "Persian"]),
        (WritingScript.Han, 13, ["Chinese", "Japanese"]),
    ];

    /// <summary>Learns from the samples that are not held out. The same samples give the same weights.</summary>
    public static LanguageIdentifier Train(IReadOnlyList<LanguageSample> samples)
    {
        LanguageSample[] learned = [.. samples.Where(s => !s.IsHeldOut).OrderBy(s => StableHash.Of("order", s.Text))
            .ThenBy(s => s.Language, StringComparer.Ordinal)];
        return new LanguageIdentifier([.. Groups.Select(g => Train(g.Script, g.Bits, g.Languages, learned))]);
    }

    private static LanguageGroup Train(WritingScript script, int bits, string[] languages, IReadOnlyList<LanguageSample> samples)
    {
        var texts = new List<LabelledFeatures>();
        foreach (var sample in samples)
        {
            var language = Array.IndexOf(languages, sample.Language);
            var features = language < 0 ? [] : Features(sample.Text, script, bits);
            if (features.Length > 0)
            {
                texts.Add(new LabelledFeatures(language, features));
            }
        }

        var weights = NaiveBayes(texts, 1 << bits, languages.Length);
        new LogisticRegression(weights, languages.Length, LanguageGroup.Independence).Learn(texts);
        return new LanguageGroup(script, languages,
            Array.ConvertAll(weights, w => (sbyte)Math.Clamp(MathF.Round(w * (float)LanguageGroup.Scale), -127, 127)));
    }

    private static ushort[] Features(string text, WritingScript script, int bits)
    {
        var features = new List<ushort>();
        LanguageFeatures.ForEach(text, script, hash => features.Add((ushort)(hash & ((1 << bits) - 1))));
        return [.. features];
    }

    private static float[] NaiveBayes(IReadOnlyList<LabelledFeatures> texts, int buckets, int languages)
    {
        var counts = new double[buckets * languages];
        var totals = Enumerable.Repeat(Smoothing * buckets, languages).ToArray();
        foreach (var (language, features) in texts)
        {
            totals[language] += features.Length;
            foreach (var feature in features)
            {
                counts[(feature * languages) + language]++;
            }
        }

        var weights = new float[counts.Length];
        for (var first = 0; first < counts.Length; first += languages)
        {
            var logs = Enumerable.Range(0, languages).Select(l => Math.Log((counts[first + l] + Smoothing) / totals[l])).ToArray();
            var mean = logs.Average();
            for (var l = 0; l < languages; l++)
            {
                weights[first + l] = (float)(logs[l] - mean);
            }
        }

        return weights;
    }
}

/// <summary>A text as the identifier sees it.</summary>
/// <param name="Language">The index of its language within the group.</param>
/// <param name="Features">The buckets of its n-grams, as often as they occur.</param>
internal readonly record struct LabelledFeatures(int Language, ushort[] Features);

/// <summary>
/// Multinomial logistic regression by stochastic gradient descent from given weights, one thread, in the order of the texts.
/// </summary>
/// <param name="weights">One per bucket and language, bucket by bucket; changed in place.</param>
/// <param name="languages">How many languages there are.</param>
/// <param name="scale">What the sum of a text's weights is multiplied by to be a log-odds.</param>
internal sealed class LogisticRegression(float[] weights, int languages, double scale)
{
    private const int Epochs = 5;
    private const double FirstRate = 0.1;

    /// <summary>
    /// Rare languages weigh more: by the square root of how much rarer they are than the most frequent one. The rate
    /// falls to zero in a straight line.
    /// </summary>
    public void Learn(IReadOnlyList<LabelledFeatures> texts)
    {
        var counts = new int[languages];
        foreach (var text in texts)
        {
            counts[text.Language]++;
        }

        var importance = Array.ConvertAll(counts, c => Math.Min(2, Math.Sqrt((double)counts.Max() / Math.Max(1, c))));
        var probabilities = new double[languages];
        for (var step = 0; step < Epochs * texts.Count; step++)
        {
            var text = texts[step % texts.Count];
            Predict(text.Features, probabilities);
            probabilities[text.Language] -= 1;
            var rate = FirstRate * importance[text.Language] * (1 - ((double)step / (Epochs * texts.Count))) * scale;
            Move(text.Features, probabilities, rate);
        }
    }

    private void Predict(ushort[] features, double[] probabilities)
    {
        Array.Clear(probabilities);
        foreach (var feature in features)
        {
            var first = feature * languages;
            for (var l = 0; l < languages; l++)
            {
                probabilities[l] += weights[first + l];
            }
        }

        var (most, sum) = (probabilities.Max(), 0.0);
        for (var l = 0; l < languages; l++)
        {
            sum += probabilities[l] = Math.Exp((probabilities[l] - most) * scale);
        }

        for (var l = 0; l < languages; l++)
        {
            probabilities[l] /= sum;
        }
    }

    private void Move(ushort[] features, double[] errors, double rate)
    {
        if (errors.Max(Math.Abs) < 0.001)
        {
            return;
        }

        foreach (var feature in features)
        {
            var first = feature * languages;
            for (var l = 0; l < languages; l++)
            {
                weights[first + l] -= (float)(rate * errors[l]);
            }
        }
    }
}
