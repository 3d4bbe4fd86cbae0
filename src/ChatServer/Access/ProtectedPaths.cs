namespace TreasureMarkers.ChatServer.Access;

/// <summary>What needs a key and counts against a client's limit: all but the page's files and the health checks.</summary>
internal static class ProtectedPaths
{
    private static readonly string[] Roots = ["/v1", "/api", "/hubs"];

    /// <summary>Whether a path is protected, however its letters are cased.</summary>
    public static bool Includes(PathString path) =>
        Roots.Any(root => path.StartsWithSegments(root, StringComparison.OrdinalIgnoreCase));
}
