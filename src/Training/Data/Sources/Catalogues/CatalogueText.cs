using System.Text.RegularExpressions;

namespace TreasureMarkers.Training.Data.Sources.Catalogues;

/// <summary>The plain sentences among a program's messages.</summary>
public static partial class CatalogueText
{
    /// <summary>A message as text, or null when it is no sentence: too short, a format, or code.</summary>
    /// <param name="message">A source text or a translation, with gettext's context and plural forms.</param>
    public static string? Plain(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var text = message[(message.IndexOf('\u0004', StringComparison.Ordinal) + 1)..].Split('\0')[0];
        text = Markup().Replace(text.Replace("_", "", StringComparison.Ordinal), " ").Trim();
        return text.Length is < 15 or > 600 || Code().IsMatch(text) ? null : Whitespace.Collapse(text);
    }

    [GeneratedRegex(@"<[^>]*>|&[a-z]+;", RegexOptions.CultureInvariant)]
    private static partial Regex Markup();

    [GeneratedRegex(@"%[\d$]*[a-zA-Z]|\{\w*\}|\\|==|::|\bschema\b", RegexOptions.CultureInvariant)]
    private static partial Regex Code();
}
