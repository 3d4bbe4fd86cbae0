using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace TreasureMarkers.ChatServer.Storage;

/// <summary>An SQLite file. A committed message is on the disk, so it survives the process and the power.</summary>
/// <param name="path">The file; it and its folder are made when they are missing.</param>
internal sealed class SqliteDatabase(string path) : Database
{
    private readonly string _connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        ForeignKeys = true,
    }.ConnectionString;

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);

            // Readers do not wait for a writer; every commit is flushed to the disk before it is told.
            await connection.ExecuteAsync("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL", cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override ValueTask DisposeAsync()
    {
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }

    // A transaction of this provider takes the file's write lock when it begins.
    protected override Task LockSchemaAsync(DbConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;
}
