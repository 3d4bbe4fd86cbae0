using System.Data.Common;

namespace TreasureMarkers.ChatServer.Storage;

/// <summary>One of the databases that the server can store in. Both take the same SQL; they differ in how they are opened and locked.</summary>
internal abstract class Database : IAsyncDisposable
{
    /// <summary>The database that an option names.</summary>
    /// <param name="name">The path of an SQLite file, or PostgreSQL's connection string (<c>Host=…;Database=…</c>).</param>
    /// <exception cref="ArgumentException">The connection string is malformed.</exception>
    public static Database Create(string name) =>
        name.Contains("Host=", StringComparison.OrdinalIgnoreCase) ? new PostgresDatabase(name) : new SqliteDatabase(name);

    /// <summary>An open connection; the caller disposes it, which returns it to the pool.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public abstract Task<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Brings the schema up to date; servers that start together wait for one another.</summary>
    /// <exception cref="DbException">The database cannot be reached or changed.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using DbConnection connection = await OpenAsync(cancellationToken);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LockSchemaAsync(connection, cancellationToken);
        await Schema.MigrateAsync(connection, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Whether the database answers now.</summary>
    public async Task<bool> IsReachableAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using DbConnection connection = await OpenAsync(cancellationToken);
            await connection.ExecuteAsync("SELECT 1", cancellationToken);
            return true;
        }
        catch (Exception e) when (e is DbException or TimeoutException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Keeps others from migrating until the open transaction ends.</summary>
    protected abstract Task LockSchemaAsync(DbConnection connection, CancellationToken cancellationToken);
}
