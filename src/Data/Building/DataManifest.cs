using TreasureMarkers.Data.Quality;

namespace TreasureMarkers.Data.Building;

/// <summary>What a data folder holds and what it was made from.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Sources">What each source read.</param>
/// <param name="Warnings">What is missing, and why.</param>
/// <param name="Rows">Rows per split.</param>
/// <param name="Values">Rows per value of each categorical marker, as <c>format/JSON</c>; <c>format/none</c> has no such marker.</param>
/// <param name="LanguageByTask">Rows per language and task, as <c>German/Translation</c>.</param>
/// <param name="TextBytes">UTF-8 bytes of running text per language.</param>
/// <param name="Quality">The quality quartiles of each language's training rows.</param>
/// <param name="Duplicates">What was left out because it was there already.</param>
/// <param name="Share">How much of the build this folder holds: 1 for all of it, less for a sample.</param>
internal sealed record DataManifest(
    string Profile,
    string Seed,
    IReadOnlyDictionary<string, string> Sources,
    IReadOnlyList<string> Warnings,
    IReadOnlyDictionary<string, int> Rows,
    IReadOnlyDictionary<string, ValueCount> Values,
    IReadOnlyDictionary<string, ValueCount> LanguageByTask,
    IReadOnlyDictionary<string, long> TextBytes,
    IReadOnlyDictionary<string, QualityThresholds> Quality,
    DuplicateCounts Duplicates,
    double Share = 1)
{
    /// <summary>One line about a folder with this manifest.</summary>
    /// <param name="folder">The folder, as the user named it.</param>
    public string Describe(string folder) =>
        $"{folder}: {Rows.GetValueOrDefault(DataSplit.Train)} training rows, {Rows.GetValueOrDefault(DataSplit.Eval)} evaluation rows, {TextBytes.Values.Sum() / 1e6:0.0} MB of running text";
}
