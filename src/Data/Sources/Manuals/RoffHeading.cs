using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>The headings of manual pages, which are in capital letters by custom.</summary>
internal static class RoffHeading
{
    /// <summary>A heading as other texts write it: with one capital.</summary>
    /// <param name="arguments">The arguments of the heading's macro.</param>
    /// <param name="language">The page's language, for its small letters.</param>
    public static string Of(string arguments, string language)
    {
        var title = string.Join(' ', RoffText.Arguments(arguments).Select(a => RoffText.Plain(a) ?? ""));
        return IsUpper(title) ? title[0] + LanguageStyle.Of(language).Lower(title[1..]) : title;
    }

    private static bool IsUpper(string title) => title.Length > 3 && !title.Any(char.IsLower) && title.Any(char.IsUpper);
}
