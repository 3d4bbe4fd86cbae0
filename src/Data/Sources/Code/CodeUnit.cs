namespace TreasureMarkers.Data.Sources.Code;

/// <summary>A documented definition, such as a function.</summary>
/// <param name="CodeType">The taxonomy's <c>code_type</c>.</param>
/// <param name="Doc">What it does, in the author's words: prose without tags.</param>
/// <param name="Signature">Its first line.</param>
/// <param name="Code">The whole definition without its documentation, not indented.</param>
/// <param name="Line">The line of the file that it begins on, from 1.</param>
internal sealed record CodeUnit(string CodeType, string Doc, string Signature, string Code, int Line);
