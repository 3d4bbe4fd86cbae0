using System.Data.Common;

namespace TreasureMarkers.ChatServer.Storage;

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
            await connection.ExecuteAsync("INSERT INTO schema_version (version) VALUES (@version)", cancellationToken, ("version", (int)next + 1));
        }
    }
}
