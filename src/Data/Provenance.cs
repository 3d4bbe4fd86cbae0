namespace TreasureMarkers.Data;

/// <summary>Where a text came from, so that every row can be traced and its licence known.</summary>
/// <param name="Package">The registry package that the text was taken from.</param>
/// <param name="Version">That package's version, or the index's own name and date where the text lives in an index.</param>
/// <param name="Licence">Licence of the text: an SPDX expression, or where to read it when a package decides it.</param>
/// <param name="Record">The record inside the package, such as a description's MD5 or a catalogue key.</param>
internal sealed record Provenance(string Package, string Version, string Licence, string Record);
