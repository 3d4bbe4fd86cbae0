using TreasureMarkers.Markers;

namespace TreasureMarkers.ChatServer.Configuration;

/// <summary>Finds what the repository or the published folder provides, wherever the server is started from.</summary>
internal static class Folders
{
    /// <summary>The model folder to serve.</summary>
    /// <exception cref="StartupException">None was named and there is no default.</exception>
    public static string Model(ServerOptions options) =>
        options.Model
        ?? FindUpwards(Path.Combine("models", "default"))
        ?? throw new StartupException("No model: there is no models/default here or above. Name a model folder with --model DIR.");

    /// <summary>The taxonomy of a model that another engine runs: that of the named model folder, else the default one.</summary>
    /// <exception cref="StartupException">The named folder has none, or it is malformed.</exception>
    public static MarkerTaxonomy Taxonomy(ServerOptions options)
    {
        try
        {
            return options.Model is { } folder ? MarkerTaxonomy.Load(Path.Combine(folder, "taxonomy.json")) : MarkerTaxonomy.Default;
        }
        catch (Exception e) when (e is IOException or FormatException or UnauthorizedAccessException)
        {
            throw new StartupException($"The model folder's taxonomy cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The folder of the built page; null if it is not built.</summary>
    public static string? Page(ServerOptions options)
    {
        string published = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        string? folder = options.Page
            ?? (Directory.Exists(published) ? published : null)
            ?? FindUpwards(Path.Combine("web", "dist"));
        return folder is not null && File.Exists(Path.Combine(folder, "index.html")) ? Path.GetFullPath(folder) : null;
    }

    /// <summary>The name of the database to store in. The folder of the default one is made.</summary>
    /// <exception cref="StartupException">None was named and this user has no folder for data.</exception>
    public static string Database(ServerOptions options)
    {
        if (options.Database is { } named)
        {
            return named;
        }

        string data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        if (data.Length == 0)
        {
            throw new StartupException("This user has no folder for application data. Name a database with --database FILE.");
        }

        string folder = Path.Combine(data, "treasuremarkers");
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, "server.db");
    }

    // The first existing folder of this relative path from the current folder or the program upwards; null if there is none.
    private static string? FindUpwards(string relative)
    {
        foreach (string start in (string[])[Directory.GetCurrentDirectory(), AppContext.BaseDirectory])
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                string candidate = Path.Combine(folder.FullName, relative);
                if (Directory.Exists(candidate))
                {
                    return candidate;
                }
            }
        }

        return null;
    }
}
