using TreasureMarkers.Data.Sources.IsoCodes;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Rendering;

/// <summary>What is known about an entry, as sentences and as fields in one language.</summary>
/// <param name="entry">The entry.</param>
/// <param name="language">The language, in which the entry has a name.</param>
/// <param name="random">Picks among paraphrases.</param>
internal sealed class IsoFacts(IsoEntry entry, string language, StableRandom random)
{
    private readonly Phrases _phrases = Phrases.For(language);
    private readonly string _name = entry.Names[language];

    /// <summary>"Germany is a country or territory."</summary>
    public string Kind => Say($"answer.kind.{entry.Kind}");

    /// <summary>"The country “Germany” has the code DE."</summary>
    public string Code => Say($"answer.code.{entry.Kind}");

    /// <summary>Sentences about all its codes, the main one first, and about its official name.</summary>
    public IReadOnlyList<string> Codes => [entry.Code.Length == 2 ? Say("answer.code2", entry.Code) : Code, .. OtherCodes];

    /// <summary>Sentences about the codes beside the main one and about the official name.</summary>
    public IReadOnlyList<string> OtherCodes
    {
        get
        {
            var official = entry.OfficialNames.GetValueOrDefault(language);
            (string Key, string? Value)[] facts =
                [("answer.code3", entry.Code3), ("answer.number", entry.Number), ("answer.official", official == _name ? null : official)];
            return [.. facts.Where(f => f.Value is not null).Select(f => Say(f.Key, f.Value!))];
        }
    }

    /// <summary>What it is and its codes.</summary>
    public IReadOnlyList<Field> Fields
    {
        get
        {
            (string Label, string? Value)[] fields =
                [("kind", _phrases.Label(entry.Kind)), ("code", entry.Code), ("code3", entry.Code3), ("number", entry.Number)];
            return [.. fields.Where(f => f.Value is not null).Select(f => new Field(_phrases.Label(f.Label), f.Value!))];
        }
    }

    private string Say(string key, string? value = null) =>
        LanguageStyle.Of(language).Capitalize(_phrases.Say(random, key, ("x", _name), ("code", entry.Code), ("v", value ?? "")));
}
