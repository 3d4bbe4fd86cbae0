namespace TreasureMarkers.Fixtures;

/// <summary>
/// The folder of large files beside the repository, which a clone does not have: what needs it is skipped without, but fails where
/// continuous integration should have it.
/// </summary>
internal static class SharedFiles
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(DefaultModel.Folder, "..", "..", "..", "shared"));

    /// <summary>A file's path; ends the test where it is missing.</summary>
    public static string Require(params ReadOnlySpan<string> parts)
    {
        var path = Path.Combine([Root, .. parts]);
        if (!File.Exists(path))
        {
            var missing = $"{string.Join('/', parts)} is not in the folder 'shared' beside the repository.";
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", missing);
            Assert.Skip(missing);
        }

        return path;
    }
}
