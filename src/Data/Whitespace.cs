using System.Text.RegularExpressions;

namespace TreasureMarkers.Data;

/// <summary>Undoes the spacing that markup and line ends leave.</summary>
internal static partial class Whitespace
{
    /// <summary>The text with every run of white space, line ends included, as one space.</summary>
    public static string Collapse(string text) => Runs().Replace(text, " ");

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Runs();
}
