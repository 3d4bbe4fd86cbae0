using System.Buffers;

namespace TreasureMarkers.Markers.Measurement;

/// <summary>
/// How free of damage an answer is: <c>exp(-damage)</c>, between 0 and 1. Damage adds up over broken characters
/// (<see cref="DamagedCharacters"/>: U+FFFD, control characters, text decoded twice, letters of a foreign script),
/// repetition (<see cref="Repetition"/>: sentences, lines, word loops) and, outside code, debris of markup and broken spacing.
/// </summary>
internal static class TextCleanness
{
    private const double PerDebris = 0.35;
    private const double PerSpacing = 0.12;
    private static readonly SearchValues<char> DebrisStarts = SearchValues.Create("&<\\{[%");
    private static readonly SearchValues<char> EntityCharacters = SearchValues.Create("#abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    /// <summary>The share.</summary>
    public static double Of(string answer, AnswerRequest request)
    {
        var damage = DamagedCharacters.Of(answer, request.Language);
        if (!request.IsCode)
        {
            damage += Repetition.Of(answer) + Math.Min(1.5, PerDebris * Debris(answer, request.Format));
            damage += request.Format is null or "Enumeration" or "Markdown" ? Math.Min(0.8, PerSpacing * Spacing(answer, request.Language)) : 0;
        }

        return Math.Exp(-damage);
    }

    private static int Debris(ReadOnlySpan<char> text, string? format)
    {
        var count = 0;
        for (var i = text.IndexOfAny(DebrisStarts); i >= 0 && i < text.Length;)
        {
            count += IsDebris(text[i..], format) ? 1 : 0;
            var next = text[(i + 1)..].IndexOfAny(DebrisStarts);
            i = next < 0 ? -1 : i + 1 + next;
        }

        return count;
    }

    private static bool IsDebris(ReadOnlySpan<char> rest, string? format) => rest[0] switch
    {
        '&' => format != "XML" && IsEntity(rest),
        '<' => format is not ("XML" or "Markdown") && IsTag(rest),
        '\\' => format is not ("JSON" or "Latex") && rest.Length > 1 && rest[1] is 'n' or 'u' && (rest.Length == 2 || rest[1] == 'u' || !char.IsAsciiLetter(rest[2])),
        '{' => rest.StartsWith("{{") && format is not ("JSON" or "Latex"),
        '[' => rest.StartsWith("[[") && format is not "JSON",
        _ => rest.StartsWith("%s") || rest.StartsWith("%d"),
    };

    private static bool IsEntity(ReadOnlySpan<char> rest)
    {
        var end = rest[..Math.Min(10, rest.Length)].IndexOf(';');
        return end > 2 && rest[1..end].IndexOfAnyExcept(EntityCharacters) < 0;
    }

    private static bool IsTag(ReadOnlySpan<char> rest) =>
        rest.StartsWith("</") || rest.StartsWith("<br") || rest.StartsWith("<p>") || rest.StartsWith("<div") || rest.StartsWith("<span")
        || rest.StartsWith("<b>") || rest.StartsWith("<i>") || rest.StartsWith("<a ");

    /// <summary>Marks after a space, two spaces within a line, no space after a comma, and sentences that begin small.</summary>
    private static double Spacing(ReadOnlySpan<char> text, string language)
    {
        var count = 0.0;
        for (var i = 1; i < text.Length - 1; i++)
        {
            var (before, c, after) = (text[i - 1], text[i], text[i + 1]);
            count += c switch
            {
                ' ' when after == ' ' && before is not ('\n' or ' ') => 1,
                ',' or ';' when char.IsLetter(before) && char.IsLetter(after) => 0.5,
                ',' or '.' when before == ' ' && after is ' ' or '\n' => 1,
                ';' or '!' or '?' when before == ' ' && after is ' ' or '\n' && language != "French" => 1,
                ' ' when before is '.' or '!' or '?' && char.IsLower(after) => i > 4 && char.IsLower(text[i - 3]) && char.IsLower(text[i - 4]) ? 0.5 : 0,
                _ => 0,
            };
        }

        return count;
    }
}
