namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>A page or chapter in all languages that it is there in.</summary>
/// <param name="Group">The group: a page and its translations never cross splits.</param>
/// <param name="Domain">The taxonomy's domain.</param>
/// <param name="Style">Formal where the manual is written so, else null.</param>
/// <param name="Documents">The documents by the taxonomy's language name, in ordinal order.</param>
/// <param name="Origins">Where each document came from.</param>
internal sealed record ManualPage(
    string Group, string Domain, string? Style, SortedDictionary<string, ManualDocument> Documents, IReadOnlyDictionary<string, Provenance> Origins);
