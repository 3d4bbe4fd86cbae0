namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>A page or chapter of a manual in one language.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Sections">Its sections in order; the first one bears the title.</param>
internal sealed record ManualDocument(string Title, IReadOnlyList<ManualSection> Sections)
{
    /// <summary>What the page says about itself in a phrase, or null.</summary>
    public string? Summary { get; init; }

    /// <summary>The command, function or file that a reference page describes, or null.</summary>
    public string? Command { get; init; }

    /// <summary>The number of pieces in each section: two languages with the same shape say the same at the same place.</summary>
    public string Shape => string.Join(' ', Sections.Select(s => s.Blocks.Count));
}
