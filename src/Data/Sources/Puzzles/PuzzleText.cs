using System.Globalization;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Puzzles;

/// <summary>A text of a puzzle in English, by which its translations are found; numbers stand in it as <c>[name]</c>.</summary>
/// <param name="English">The English text, for one thing.</param>
/// <param name="Plural">The English text for several things, or null when it does not depend on a number.</param>
/// <param name="Number">The name of the number that decides, or null.</param>
/// <param name="Context">The catalogue's context, or null.</param>
internal sealed partial record PuzzleText(string English, string? Plural = null, string? Number = null, string? Context = null)
{
    /// <summary>The text in a language with its numbers filled in; null when it has no translation or a number is missing or not whole.</summary>
    /// <param name="language">The taxonomy's name.</param>
    /// <param name="catalogue">The language's catalogue as <see cref="Catalogues.LocaleCatalogues"/> reads it; not used for English.</param>
    /// <param name="numbers">The numbers by name.</param>
    public string? In(string language, IReadOnlyDictionary<string, string> catalogue, IReadOnlyDictionary<string, double> numbers)
    {
        var count = Number is not null && numbers.TryGetValue(Number, out var found) ? (int)found : 1;
        if (language == "English")
        {
            return Fill(Plural is not null && count != 1 ? Plural : English, numbers);
        }

        if (!Word().IsMatch(Place().Replace(English, "")))
        {
            return Fill(English, numbers);
        }

        var key = "gbrainy:" + (Context is null ? "" : Context + '\u0004') + English + (Plural is null ? "" : '\0' + Plural);
        if (!catalogue.TryGetValue(key, out var translation))
        {
            return null;
        }

        var forms = translation.Split('\0');
        var form = forms[Plural is null ? 0 : Math.Min(PluralForm.Of(language, count), forms.Length - 1)];
        return form == English && Word().Count(English) > 3 ? null : Fill(form, numbers);
    }

    private static string? Fill(string text, IReadOnlyDictionary<string, double> numbers)
    {
        var whole = true;
        var filled = Place().Replace(text, place =>
        {
            var name = place.Groups[1].Value;
            if (name.StartsWith("option_", StringComparison.Ordinal) && !numbers.ContainsKey(name))
            {
                return "";
            }

            if (!numbers.TryGetValue(name, out var number) || Math.Abs(number - Math.Round(number)) > 1e-6)
            {
                whole = false;
                return "";
            }

            return Math.Round(number).ToString("0", CultureInfo.InvariantCulture);
        });
        return whole ? Whitespace.Collapse(filled).Trim() : null;
    }

    [GeneratedRegex(@"\[(\w+)\]")]
    private static partial Regex Place();

    [GeneratedRegex(@"\p{L}{2,}")]
    private static partial Regex Word();
}
