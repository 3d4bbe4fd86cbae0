using System.Data.Common;
using TreasureMarkers.ChatServer.Storage;

namespace TreasureMarkers.ChatServer.Hosting;

/// <summary>Opens the database that the options name.</summary>
internal static class StorageSetup
{
    /// <summary>An open database whose schema is up to date.</summary>
    /// <exception cref="StartupException">It cannot be opened.</exception>
    public static async Task<Database> OpenAsync(ServerOptions options)
    {
        try
        {
            var database = Database.Create(Folders.Database(options));
            await database.MigrateAsync(CancellationToken.None);
            return database;
        }
        catch (DataVersionException e)
        {
            throw new StartupException(e.Message, e);
        }
        catch (Exception e) when (e is DbException or ArgumentException or IOException or UnauthorizedAccessException or TimeoutException)
        {
            throw new StartupException($"The database cannot be opened: {e.Message} Check --database (Server:Database).", e);
        }
    }
}
