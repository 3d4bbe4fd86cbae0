namespace TreasureMarkers.Data.Statistics;

/// <summary>How much of a data folder has a licence.</summary>
/// <param name="Licence">The licence, as provenance names it.</param>
/// <param name="Packages">Different packages.</param>
/// <param name="Items">Rows and running texts.</param>
internal sealed record LicenceCount(string Licence, int Packages, int Items);
