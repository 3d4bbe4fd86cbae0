namespace TreasureMarkers.Data.Sources.Catalogues;

/// <summary>A chemical element with its name in one language.</summary>
/// <param name="Symbol">Its symbol.</param>
/// <param name="Language">The language of the texts.</param>
/// <param name="Name">Its name.</param>
/// <param name="Origin">Where the name comes from, or null.</param>
/// <param name="Facts">Values by key of the phrases' table <c>catalogue.label</c>, in a fixed order: numbers with their units.</param>
internal sealed record ChemicalElement(string Symbol, string Language, string Name, string? Origin, IReadOnlyList<(string Key, string Value)> Facts);
