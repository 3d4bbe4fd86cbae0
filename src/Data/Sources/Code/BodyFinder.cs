namespace TreasureMarkers.Data.Sources.Code;

/// <summary>Finds where a definition ends.</summary>
internal static class BodyFinder
{
    private const int MostLines = 60;

    /// <summary>The index of the definition's last line, or -1 when it has no body or is too long.</summary>
    public static int LastLine(IReadOnlyList<string> lines, int start, BodyEnd end) => end switch
    {
        BodyEnd.Brace => Closing(lines, start),
        BodyEnd.Indent => Dedent(lines, start),
        BodyEnd.EndWord => First(lines, start, l => l == lines[start][..Indent(lines[start])] + "end"),
        _ => First(lines, start - 1, l => l.EndsWith(';')),
    };

    /// <summary>The number of blanks that a line begins with.</summary>
    public static int Indent(string line) => line.Length - line.TrimStart().Length;

    private static int First(IReadOnlyList<string> lines, int start, Func<string, bool> isLast)
    {
        for (var i = start + 1; i < Math.Min(lines.Count, start + MostLines + 1); i++)
        {
            if (isLast(lines[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static int Dedent(IReadOnlyList<string> lines, int start)
    {
        var last = start;
        for (var i = start + 1; i < lines.Count && i - start <= 2 * MostLines; i++)
        {
            if (lines[i].Length == 0 || lines[i].StartsWith(')') || lines[i].TrimStart().StartsWith(')'))
            {
                continue;
            }

            if (Indent(lines[i]) <= Indent(lines[start]))
            {
                return last;
            }

            last = i;
        }

        return -1;
    }

    /// <summary>Counts braces outside strings and line comments; a file that counts wrongly gives a definition that is too long and is left out.</summary>
    private static int Closing(IReadOnlyList<string> lines, int start)
    {
        var depth = 0;
        for (var i = start; i < Math.Min(lines.Count, start + MostLines); i++)
        {
            if (lines[i].Length == 0 && depth == 0)
            {
                // It was one expression, as Kotlin allows: what follows is another definition.
                return -1;
            }

            var quote = '\0';
            for (var j = 0; j < lines[i].Length; j++)
            {
                var c = lines[i][j];
                if (quote != '\0')
                {
                    j += c == '\\' ? 1 : 0;
                    quote = c == quote ? '\0' : quote;
                }
                else if (c == '/' && j + 1 < lines[i].Length && lines[i][j + 1] == '/')
                {
                    break;
                }
                else if (c is '"' or '`')
                {
                    quote = c;
                }
                else if (c == ';' && depth == 0)
                {
                    return -1;
                }
                else if (c is '{' or '}')
                {
                    depth += c == '{' ? 1 : -1;
                    if (depth <= 0)
                    {
                        return depth == 0 ? i : -1;
                    }
                }
            }
        }

        return -1;
    }
}
