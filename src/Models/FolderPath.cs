namespace TreasureMarkers.Models;

/// <summary>Compares the ways in which a user may write one folder.</summary>
internal static class FolderPath
{
    /// <summary>Whether two paths name one folder, however they end and whatever they go through.</summary>
    public static bool AreSame(string one, string other) => Whole(one) == Whole(other);

    private static string Whole(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
