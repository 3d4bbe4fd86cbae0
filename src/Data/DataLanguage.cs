namespace TreasureMarkers.Data;

/// <summary>A language as the taxonomy names it and as the sources do.</summary>
/// <param name="Name">The taxonomy's value, such as <c>Portuguese</c>.</param>
/// <param name="Locales">gettext locale names, the preferred one first, such as <c>pt_BR</c> and <c>pt</c>.</param>
internal sealed record DataLanguage(string Name, params IReadOnlyList<string> Locales)
{
    /// <summary>All languages of the default taxonomy.</summary>
    public static IReadOnlyList<DataLanguage> All { get; } =
    [
        new("English", "en"),
        new("Italian", "it"),
        new("French", "fr"),
        new("German", "de"),
        new("Japanese", "ja"),
        new("Portuguese", "pt_BR", "pt"),
        new("Ukrainian", "uk"),
        new("Korean", "ko"),
        new("Polish", "pl"),
        new("Russian", "ru"),
        new("Spanish", "es"),
        new("Czech", "cs"),
        new("Arabic", "ar"),
        new("Chinese", "zh_CN"),
        new("Turkish", "tr"),
        new("Vietnamese", "vi"),
        new("Dutch", "nl"),
        new("Indonesian", "id"),
        new("Romanian", "ro"),
        new("Greek", "el"),
        new("Hindi", "hi"),
        new("Hebrew", "he"),
        new("Persian", "fa"),
    ];
}
