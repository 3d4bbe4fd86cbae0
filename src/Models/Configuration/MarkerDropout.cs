using System.Globalization;
using System.Text.RegularExpressions;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Models.Configuration;

/// <summary>
/// The paper's dual dropout of the prompt-side list: some examples lose the whole list, the others each marker by itself.
/// Markers that a row requires stay in every case, and the completion-side list is never dropped.
/// </summary>
/// <param name="DatasetPercent">Share of examples whose list is removed altogether, 0 to 100.</param>
/// <param name="SamplePercent">Chance of each marker of the other examples to be removed, 0 to 100.</param>
internal sealed partial record MarkerDropout(int DatasetPercent, int SamplePercent)
{
    /// <summary>Reads <c>50_50</c>, <c>0_50</c>, <c>70_50</c> and the like: data-set percent, sample percent.</summary>
    /// <exception cref="CommandException">The text is not two percentages.</exception>
    public static MarkerDropout Parse(string text)
    {
        if (Pattern().Match(text) is { Success: true } match
            && int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) is <= 100 and var dataset
            && int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) is <= 100 and var sample)
        {
            return new MarkerDropout(dataset, sample);
        }

        throw new CommandException(
            $"'{text}' is not a dropout. Give two percentages from 0 to 100, data set then sample, such as 50_50, 0_50 or 70_50.");
    }

    /// <summary>Draws which markers of a prompt's list remain.</summary>
    /// <param name="count">Markers in the list.</param>
    /// <param name="required">Places of the markers that remain whatever is drawn.</param>
    /// <param name="random">One number is drawn for the list, then one for each marker unless the list is gone.</param>
    /// <returns>For each marker in the list's order whether it remains.</returns>
    public bool[] Draw(int count, IReadOnlyList<int> required, SplitMix64 random)
    {
        var kept = new bool[count];
        if (random.NextDouble() * 100 >= DatasetPercent)
        {
            for (var i = 0; i < count; i++)
            {
                kept[i] = random.NextDouble() * 100 >= SamplePercent;
            }
        }

        foreach (var place in required)
        {
            kept[place] = true;
        }

        return kept;
    }

    /// <summary>Draws what remains of a prompt's list.</summary>
    /// <param name="markers">The list.</param>
    /// <param name="required">Places of the markers that remain whatever is drawn.</param>
    /// <param name="random">As <see cref="Draw"/> uses it.</param>
    public MarkerSet Apply(MarkerSet markers, IReadOnlyList<int> required, SplitMix64 random) => MarkerSet.Create(
        markers.Taxonomy, markers.Zip(Draw(markers.Count, required, random)).Where(pair => pair.Second).Select(pair => pair.First));

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => $"{DatasetPercent}_{SamplePercent}";

    [GeneratedRegex("^([0-9]{1,3})_([0-9]{1,3})$")]
    private static partial Regex Pattern();
}
