namespace TreasureMarkers.ChatServer.Hosting;

/// <summary>Finds what the repository or the published folder provides, wherever the server is started from.</summary>
internal static class Folders
{
    /// <summary>The first existing <paramref name="relative"/> folder from any of the starting folders upwards; null if there is none.</summary>
    public static string? FindUpwards(string relative, params ReadOnlySpan<string> starts)
    {
        foreach (string start in starts)
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

    /// <summary>The model folder to serve.</summary>
    /// <exception cref="StartupException">None was named and there is no default.</exception>
    public static string Model(ServerOptions options, string contentRoot) =>
        options.Model
        ?? FindUpwards(Path.Combine("models", "default"), contentRoot, AppContext.BaseDirectory)
        ?? throw new StartupException("No model: there is no models/default here or above. Name a model folder with --model DIR.");

    /// <summary>The folder of the built page; null if it is not built.</summary>
    public static string? Page(ServerOptions options, string contentRoot)
    {
        string published = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        string? folder = options.Page
            ?? (Directory.Exists(published) ? published : null)
            ?? FindUpwards(Path.Combine("web", "dist"), contentRoot, AppContext.BaseDirectory);
        return folder is not null && File.Exists(Path.Combine(folder, "index.html")) ? Path.GetFullPath(folder) : null;
    }

    /// <summary>The database to store in; the folder of the default one is made.</summary>
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
}
