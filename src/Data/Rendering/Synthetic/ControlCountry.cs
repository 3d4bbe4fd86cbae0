using TreasureMarkers.Data.Sources.IsoCodes;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Rendering.Synthetic;

/// <summary>A country that control requests are about, said in any language and format.</summary>
/// <param name="entry">The country.</param>
internal sealed class ControlCountry(IsoEntry entry)
{
    /// <summary>The formats that it can be said in.</summary>
    public static IReadOnlyList<string> Formats => AnswerFormat.All;

    /// <summary>The country's entry.</summary>
    public IsoEntry Entry => entry;

    /// <summary>Whether its name in the language is known.</summary>
    public bool IsKnownIn(string language) => entry.Names.ContainsKey(language);

    /// <summary>A question for its code.</summary>
    public string Question(string language, StableRandom random) => Phrases.For(language).Say(random, "control.ask", ("x", entry.Names[language]));

    /// <summary>The answer, as a sentence or in a format.</summary>
    public string Answer(string language, string? format)
    {
        var (phrases, name) = (Phrases.For(language), entry.Names[language]);
        if (format is null)
        {
            return phrases.All("answer.control.country")[0].Replace("{x}", name, StringComparison.Ordinal).Replace("{code}", entry.Code, StringComparison.Ordinal);
        }

        (string Key, string? Value)[] values = [("country", name), ("code", entry.Code), ("code3", entry.Code3), ("number", entry.Number)];
        Field[] fields = [.. values.Where(v => v.Value is not null).Select(v => new Field(phrases.Word("control.field", v.Key), v.Value!))];
        return AnswerFormat.Record(format, phrases.Word("control.field", "country"), fields);
    }
}
