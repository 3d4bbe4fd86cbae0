namespace TreasureMarkers.Data.Sources.Catalogues;

/// <summary>One message of a program in several languages.</summary>
/// <param name="Key">The catalogue's name, a colon and gettext's key.</param>
/// <param name="Domain">The taxonomy's domain.</param>
/// <param name="Texts">The text by the taxonomy's language name; English is the source text.</param>
internal sealed record CatalogueMessage(string Key, string Domain, IReadOnlyDictionary<string, string> Texts)
{
    /// <summary>The source text.</summary>
    public string English => Texts["English"];

    /// <summary>The group: messages whose English differs only in case, signs and digits are one, in whatever program.</summary>
    public string Group { get; } = "catalogue/" + StableHash.Id(string.Concat(Texts["English"].Where(char.IsLetter)).ToLowerInvariant());

    /// <summary>Whether it says something: four English words or more; the others are labels and names.</summary>
    public bool IsProse => MessageText.Words(English) >= 4 && English.Length >= 20;
}
