using System.Data.Common;
using Npgsql;

namespace TreasureMarkers.ChatServer.Storage;

/// <summary>A PostgreSQL database, which several servers can share.</summary>
/// <param name="connectionString">Npgsql's connection string.</param>
internal sealed class PostgresDatabase(string connectionString) : Database
{
    // Any number that no other program of this database is likely to lock.
    private const long SchemaLock = 0x7472_6561_7375_7265;

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken) =>
        await _source.OpenConnectionAsync(cancellationToken);

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    protected override Task LockSchemaAsync(DbConnection connection, CancellationToken cancellationToken) =>
        connection.ExecuteAsync("SELECT pg_advisory_xact_lock(@key)", cancellationToken, ("key", SchemaLock));
}
