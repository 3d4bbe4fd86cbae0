namespace TreasureMarkers.Data;

/// <summary>A program that decides whether a code answer is right: the answer, a line feed and this, run together, end with exit code 0.</summary>
/// <param name="Language">A value of <c>code_type</c> that says what runs it.</param>
/// <param name="Code">The program text that follows the answer.</param>
internal sealed record RowTest(string Language, string Code);
