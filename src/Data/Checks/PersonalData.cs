using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Checks;

/// <summary>Finds what points to a person: e-mail addresses.</summary>
internal static partial class PersonalData
{
    /// <summary>The addresses in a text.</summary>
    public static IEnumerable<string> Find(string text) => EMail().Matches(text).Select(m => m.Value);

    /// <summary>Whether a text has one.</summary>
    public static bool IsIn(string text) => EMail().IsMatch(text);

    [GeneratedRegex(@"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex EMail();
}
