namespace TreasureMarkers.Data.Sources.CppReference;

/// <summary>A whole program that shows what a page describes.</summary>
/// <param name="CodeType">The taxonomy's <c>code_type</c>: <c>cpp</c> or <c>c</c>.</param>
/// <param name="Code">The program.</param>
/// <param name="Output">What it prints, or null when the page does not say or another run may print something else.</param>
internal sealed record CppExample(string CodeType, string Code, string? Output);
