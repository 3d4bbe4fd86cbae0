namespace TreasureMarkers.Data.Sources.Packages;

/// <summary>What the file system lacks.</summary>
internal static class Folders
{
    /// <summary>Deletes a folder with all that is in it, if it is there.</summary>
    public static void DeleteIfThere(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
