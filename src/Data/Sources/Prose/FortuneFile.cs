namespace TreasureMarkers.Data.Sources.Prose;

/// <summary>A file of sayings whose name says what they are.</summary>
/// <param name="Package">The Debian package.</param>
/// <param name="Path">The file below the package's folder of fortunes.</param>
/// <param name="Language">The taxonomy's language.</param>
/// <param name="Form">What its items are: quote, joke, poem, proverb, law or riddle.</param>
/// <param name="Topic">A key of the phrases' topics, or null when the file is about everything.</param>
/// <param name="Domain">The taxonomy's domain.</param>
/// <param name="Style">The taxonomy's style, or null.</param>
internal sealed record FortuneFile(string Package, string Path, string Language, string Form, string? Topic, string Domain, string? Style);
