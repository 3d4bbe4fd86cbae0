namespace TreasureMarkers.Data.Sources.Debian;

/// <summary>Reads deb822 text: stanzas of <c>Field: value</c> lines parted by blank lines, with indented continuation lines.</summary>
internal static class ControlFile
{
    /// <summary>The stanzas in order. A continuation line is kept with its leading space, after a line feed.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, string>> Read(TextReader reader)
    {
        var stanza = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string? field = null;
        while (reader.ReadLine() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                if (stanza.Count > 0)
                {
                    yield return stanza;
                    stanza = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                }

                field = null;
            }
            else if (line[0] is ' ' or '\t')
            {
                if (field is not null)
                {
                    stanza[field] += "\n" + line;
                }
            }
            else if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                field = line[..colon];
                stanza[field] = line[(colon + 1)..].Trim();
            }
        }

        if (stanza.Count > 0)
        {
            yield return stanza;
        }
    }
}
