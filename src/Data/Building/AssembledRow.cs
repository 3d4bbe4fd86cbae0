namespace TreasureMarkers.Data.Building;

/// <summary>A measured row while the build decides about it: the row itself is kept as bytes, so that half a million fit in memory.</summary>
/// <param name="Json">The row as it will be written, but for its split and quality markers.</param>
/// <param name="Group">What must not cross splits.</param>
/// <param name="Fixed">The split that its source fixed, or null.</param>
/// <param name="Lang">The answer's language.</param>
/// <param name="Values">The categorical values, as <c>format/JSON</c>, that need evaluation rows.</param>
/// <param name="Quality">The answer's quality score; null for a call, which is no text.</param>
/// <param name="Content">A hash of all turns: equal rows have equal ones.</param>
/// <param name="Rank">Its place in the file.</param>
internal sealed record AssembledRow(byte[] Json, string Group, string? Fixed, string Lang, string[] Values, double? Quality, ulong Content, ulong Rank);
