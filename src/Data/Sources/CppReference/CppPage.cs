using TreasureMarkers.Data.Sources.Manuals;

namespace TreasureMarkers.Data.Sources.CppReference;

/// <summary>A page of the reference.</summary>
/// <param name="Document">Its text.</param>
/// <param name="Example">The program of its section of examples, or null.</param>
/// <param name="ExampleText">What the page says of that program in sentences, or null.</param>
/// <param name="Implementation">How the function may be written, or null.</param>
internal sealed record CppPage(ManualDocument Document, CppExample? Example, string? ExampleText, string? Implementation);
