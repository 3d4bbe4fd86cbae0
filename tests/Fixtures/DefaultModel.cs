namespace TreasureMarkers.Fixtures;

/// <summary>The model that the repository holds.</summary>
internal static class DefaultModel
{
    public static string Folder { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "TreasureMarkers.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.FullName, "models", "default");
    }
}
