namespace TreasureMarkers.Markers.Measurement;

/// <summary>What one language's texts look like: what each n-gram costs, and how much texts of that language usually cost.</summary>
/// <param name="Language">The taxonomy's name, or <see cref="FluencyModel.Code"/>.</param>
/// <param name="Costs">Per bucket of <see cref="FluencyGrams"/> the negative binary logarithm of its probability, times <see cref="Scale"/>.</param>
/// <param name="Mean">The mean cost of an n-gram, in bits.</param>
/// <param name="Deviation">The standard deviation over texts of <see cref="Cost"/>, in bits.</param>
public sealed record FluencyTable(string Language, byte[] Costs, float Mean, float Deviation)
{
    /// <summary>What costs are multiplied by to be whole numbers.</summary>
    public const double Scale = 10;

    /// <summary>A text counts as if so many usual n-grams stood before it, so that a few words alone are neither good nor bad.</summary>
    private const int Prior = 30;

    /// <summary>The mean cost of a text's n-grams in bits, drawn towards <see cref="Mean"/> where the text is short.</summary>
    public double Cost(ReadOnlySpan<char> text)
    {
        var (sum, count) = Sum(text);
        return ((sum / Scale) + (Prior * Mean)) / (count + Prior);
    }

    /// <summary>How many standard deviations the text's cost lies above the usual: 0 is usual, 2 is odd, below 0 is plainer than most.</summary>
    public double Oddness(ReadOnlySpan<char> text) => (Cost(text) - Mean) / Deviation;

    /// <summary>The text's whole cost times <see cref="Scale"/>, and how many n-grams it has.</summary>
    public (long Sum, int Count) Sum(ReadOnlySpan<char> text)
    {
        var (sum, count) = (0L, 0);
        foreach (var bucket in new FluencyGrams(text, Language == FluencyModel.Code))
        {
            sum += Costs[bucket];
            count++;
        }

        return (sum, count);
    }
}
