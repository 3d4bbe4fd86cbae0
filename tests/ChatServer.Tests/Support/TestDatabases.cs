using TreasureMarkers.ChatServer.Storage;

namespace TreasureMarkers.ChatServer.Tests.Support;

/// <summary>A new database of each kind.</summary>
public static class TestDatabases
{
    /// <summary>The kinds.</summary>
    public static TheoryData<string> Kinds => ["sqlite", "postgres"];

    /// <summary>The path of an SQLite file that does not exist yet.</summary>
    public static string NewFile()
    {
        string folder = Directory.CreateTempSubdirectory("tm-db-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return Path.Combine(folder, "server.db");
    }

    /// <summary>What <c>--database</c> takes for a new database.</summary>
    public static async Task<string> CreateAsync(string kind, PostgresServer postgres) =>
        kind == "sqlite" ? NewFile() : await postgres.CreateDatabaseAsync();

    /// <summary>A new database with its schema.</summary>
    internal static async Task<Database> OpenAsync(string kind, PostgresServer postgres)
    {
        var database = Database.Create(await CreateAsync(kind, postgres));
        await database.MigrateAsync(CancellationToken.None);
        return database;
    }
}
