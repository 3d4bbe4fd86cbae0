using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;
using TreasureMarkers.ChatServer.Configuration;

namespace TreasureMarkers.ChatServer.Storage;

/// <summary>Sets up the database that the options name.</summary>
internal static class DatabaseSetup
{
    /// <summary>Adds the database, the conversations and the API keys in it.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services) => services
        .AddSingleton(TimeProvider.System)
        .AddSingleton(provider => Database.Create(Folders.Database(provider.GetRequiredService<IOptions<ServerOptions>>().Value)))
        .AddSingleton<ConversationStore>();

    /// <summary>Opens the database and brings its schema up to date.</summary>
    /// <exception cref="StartupException">The database cannot be opened.</exception>
    public static async Task OpenDatabaseAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        try
        {
            await services.GetRequiredService<Database>().MigrateAsync(cancellationToken);
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

/// <summary>
/// One of the databases that the server can store in. Both take the same SQL; they differ in how they are opened and locked.
/// </summary>
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

/// <summary>The tables. A version's statements never change once it was released; a later version adds its own.</summary>
internal static class Schema
{
    private static readonly string[] Versions =
    [
        """
        CREATE TABLE conversations (
            id TEXT PRIMARY KEY,
            owner TEXT NOT NULL,
            title TEXT NOT NULL,
            created BIGINT NOT NULL,
            updated BIGINT NOT NULL,
            length INTEGER NOT NULL
        );
        CREATE INDEX conversations_by_owner ON conversations (owner, updated);
        CREATE TABLE messages (
            conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            created BIGINT NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (conversation, position)
        );
        CREATE TABLE api_keys (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            hash TEXT NOT NULL UNIQUE,
            created BIGINT NOT NULL,
            revoked BIGINT
        )
        """,
    ];

    /// <summary>Runs the versions that the database lacks, in the open transaction.</summary>
    /// <exception cref="DataVersionException">A later release of the server has written the database.</exception>
    public static async Task MigrateAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)", cancellationToken);
        long version = Convert.ToInt64(await connection.ScalarAsync("SELECT MAX(version) FROM schema_version", cancellationToken) ?? 0L);
        if (version > Versions.Length)
        {
            throw new DataVersionException(version, Versions.Length);
        }

        for (long next = version; next < Versions.Length; next++)
        {
            await connection.ExecuteAsync(Versions[next], cancellationToken);
            await connection.ExecuteAsync(
                "INSERT INTO schema_version (version) VALUES (@version)", cancellationToken, ("version", (int)next + 1));
        }
    }
}

/// <summary>The database was written by a later release, whose tables this one does not know.</summary>
/// <param name="found">The database's version.</param>
/// <param name="known">The latest version that this server knows.</param>
internal sealed class DataVersionException(long found, int known)
    : Exception($"The database has version {found} and this server knows up to {known}. "
        + "Use the later server, or another database (--database).");
