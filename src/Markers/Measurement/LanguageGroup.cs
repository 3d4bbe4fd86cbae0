namespace TreasureMarkers.Markers.Measurement;

/// <summary>A linear model that tells languages of one script apart: per feature bucket and language one weight.</summary>
/// <param name="Script">The script.</param>
/// <param name="Languages">The taxonomy's names.</param>
/// <param name="Weights">Log-probability differences times <see cref="Scale"/>, bucket by bucket, one per language; the length is a power of two times the languages.</param>
public sealed record LanguageGroup(WritingScript Script, IReadOnlyList<string> Languages, sbyte[] Weights)
{
    /// <summary>What weights are multiplied by to be whole numbers.</summary>
    public const double Scale = 16;

    /// <summary>N-grams overlap, so their evidence counts less than that of as many independent features: what their sum is multiplied by.</summary>
    public const double Independence = 0.15;

    /// <summary>The most probable language.</summary>
    public LanguageGuess Identify(ReadOnlySpan<char> text)
    {
        var count = Languages.Count;
        var mask = (uint)(Weights.Length / count) - 1;
        var sums = new long[count];
        LanguageFeatures.ForEach(text, Script, hash =>
        {
            var bucket = (int)(hash & mask) * count;
            for (var i = 0; i < count; i++)
            {
                sums[i] += Weights[bucket + i];
            }
        });
        var best = Array.IndexOf(sums, sums.Max());
        var total = sums.Sum(s => Math.Exp((s - sums[best]) / Scale * Independence));
        return new LanguageGuess(Languages[best], 1 / total);
    }
}
