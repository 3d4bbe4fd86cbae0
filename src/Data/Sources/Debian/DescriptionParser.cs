using System.Text;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Debian;

/// <summary>
/// Reads Debian's description markup: the first line is the synopsis; then lines indented by one space are prose,
/// " ." parts paragraphs, and deeper indented lines are lists (with a bullet) or verbatim text (left out).
/// </summary>
internal static partial class DescriptionParser
{
    /// <summary>Parses the value of a Description field as <see cref="ControlFile"/> gives it.</summary>
    public static Description Parse(string value)
    {
        var lines = value.Split('\n');
        var paragraphs = new List<string>();
        var items = new List<string>();
        var prose = new StringBuilder();
        var inItem = false;
        var listEnded = false;
        foreach (var raw in lines.Skip(1))
        {
            var line = raw.Length > 0 ? raw[1..].TrimEnd() : raw;
            if (line is "." or "")
            {
                Flush(prose, paragraphs);
                listEnded |= items.Count > 0;
                inItem = false;
            }
            else if (Bullet().Match(line) is { Success: true } bullet)
            {
                Flush(prose, paragraphs);
                inItem = !listEnded;
                if (inItem)
                {
                    items.Add(line[bullet.Length..].Trim());
                }
            }
            else if (char.IsWhiteSpace(line[0]))
            {
                Flush(prose, paragraphs);
                if (inItem)
                {
                    items[^1] = Join(items[^1], line.Trim());
                }
            }
            else
            {
                listEnded |= items.Count > 0;
                inItem = false;
                var joined = Join(prose.ToString(), line.Trim());
                prose.Clear().Append(joined);
            }
        }

        Flush(prose, paragraphs);
        return new Description(lines[0].Trim().TrimEnd('.', '。', '।'), paragraphs, items);
    }

    /// <summary>Joins two lines of one paragraph: with a space, except between characters of scripts written without spaces.</summary>
    private static string Join(string before, string after) =>
        before.Length == 0 ? after
        : IsUnspaced(before[^1]) && IsUnspaced(after[0]) ? before + after
        : before + " " + after;

    private static bool IsUnspaced(char c) => c is (>= '\u3000' and <= '\u30FF') or (>= '\u4E00' and <= '\u9FFF') or (>= '\uFF00' and <= '\uFF65');

    private static void Flush(StringBuilder prose, List<string> paragraphs)
    {
        var text = prose.ToString();
        prose.Clear();
        // What introduces a list that is not part of the prose would dangle.
        if (text.Length > 0 && text[^1] is not (':' or '：'))
        {
            paragraphs.Add(text);
        }
    }

    [GeneratedRegex(@"^(\s*[*•·+-]|\s+o)\s+(?=\S)", RegexOptions.CultureInvariant)]
    private static partial Regex Bullet();
}
