using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Code;

/// <summary>The licences of a source tree's files as Debian's machine-readable copyright file names them.</summary>
internal sealed class CopyrightFile
{
    private readonly List<(Regex Pattern, bool IsAll, string Licence)> _stanzas = [];

    private CopyrightFile()
    {
    }

    /// <summary>The stanzas of a file; null when it is written in free form.</summary>
    /// <param name="text">The file's text.</param>
    public static CopyrightFile? Read(string text)
    {
        if (!text.StartsWith("Format:", StringComparison.Ordinal))
        {
            return null;
        }

        var file = new CopyrightFile();
        foreach (var stanza in text.ReplaceLineEndings("\n").Split("\n\n"))
        {
            var (files, licence) = (Field(stanza, "Files"), Field(stanza, "License").Split('\n')[0].Trim());
            foreach (var pattern in files.Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries))
            {
                var glob = Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal);
                file._stanzas.Add((new Regex($"^{glob}$", RegexOptions.CultureInvariant | RegexOptions.Singleline), pattern == "*", licence));
            }
        }

        return file;
    }

    /// <summary>The licence of a file as it is written there, by the last stanza that covers it, and whether that is the one of all other files; null when none covers it.</summary>
    /// <param name="path">The file's path in the source tree, with slashes.</param>
    public (string Licence, bool IsUsual)? Of(string path)
    {
        var found = _stanzas.FindLastIndex(s => s.Pattern.IsMatch(path));
        return found < 0 ? null : (_stanzas[found].Licence, _stanzas[found].IsAll);
    }

    /// <summary>A field's value with the lines that continue it, which begin with a blank.</summary>
    private static string Field(string stanza, string name) =>
        Regex.Match(stanza, $@"^{name}:(.*(?:\n[ \t].*)*)", RegexOptions.Multiline | RegexOptions.CultureInvariant).Groups[1].Value;
}
