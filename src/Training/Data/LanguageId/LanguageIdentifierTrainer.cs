using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Training.Data.LanguageId;

/// <summary>Counts character n-grams and turns them into the identifier's weights: naive Bayes over hashed features.</summary>
public static class LanguageIdentifierTrainer
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

    /// <summary>Learns from the samples that are not held out.</summary>
    public static LanguageIdentifier Train(IReadOnlyList<LanguageSample> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var byLanguage = samples.Where(s => !s.IsHeldOut).ToLookup(s => s.Language, s => s.Text);
        return new LanguageIdentifier([.. Groups.Select(g => Train(g.Script, g.Bits, g.Languages, byLanguage))]);
    }

    private static LanguageGroup Train(WritingScript script, int bits, string[] languages, ILookup<string, string> texts)
    {
        var buckets = 1 << bits;
        var logs = new double[languages.Length][];
        for (var l = 0; l < languages.Length; l++)
        {
            var counts = new double[buckets];
            foreach (var text in texts[languages[l]])
            {
                LanguageFeatures.ForEach(text, script, hash => counts[hash & (buckets - 1)]++);
            }

            var total = counts.Sum() + (Smoothing * buckets);
            logs[l] = Array.ConvertAll(counts, c => Math.Log((c + Smoothing) / total));
        }

        var weights = new sbyte[buckets * languages.Length];
        for (var b = 0; b < buckets; b++)
        {
            var mean = logs.Average(l => l[b]);
            for (var l = 0; l < languages.Length; l++)
            {
                weights[(b * languages.Length) + l] = (sbyte)Math.Clamp(Math.Round((logs[l][b] - mean) * LanguageGroup.Scale), -127, 127);
            }
        }

        return new LanguageGroup(script, languages, weights);
    }
}
