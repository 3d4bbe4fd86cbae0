using System.Collections;

namespace TreasureMarkers.Inference.Grammars;

/// <summary>Which tokens may come next.</summary>
/// <param name="Allowed">By id.</param>
/// <param name="LongestToEnd">The most bytes that any token that fits the grammar leaves to be written; with as many tokens left after it, nothing depends on their number.</param>
internal sealed record TokenMask(BitArray Allowed, int LongestToEnd);
