namespace TreasureMarkers.Models.Tests.Support;

/// <summary>Chat templates of the families that can be imported; Prompts/templates/README.md says where they are from.</summary>
internal static class ChatTemplates
{
    /// <summary>Their sources by name.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = Directory
        .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Prompts", "templates"), "*.jinja").Order(StringComparer.Ordinal)
        .ToDictionary(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);
}
