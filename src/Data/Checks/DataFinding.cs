namespace TreasureMarkers.Data.Checks;

/// <summary>One thing that is wrong in a data folder.</summary>
/// <param name="Check">The check that noticed, such as <c>format</c> or <c>split</c>.</param>
/// <param name="Id">The row's or text's id.</param>
/// <param name="Detail">What was expected and what was found.</param>
internal sealed record DataFinding(string Check, string Id, string Detail);
