namespace TreasureMarkers.Data.Sources.Catalogues;

/// <summary>A word of chemistry or a tool of the laboratory, in one language.</summary>
/// <param name="Id">Its English name.</param>
/// <param name="Language">The language of the texts.</param>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">What it is.</param>
internal sealed record ChemistryTerm(string Id, string Language, string Name, string Meaning);
