using System.Buffers.Text;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using TreasureMarkers.ChatServer.Storage;

namespace TreasureMarkers.ChatServer.Access;

/// <summary>A stored API key, without its secret.</summary>
/// <param name="Id">The owner of the conversations that are made with the key.</param>
/// <param name="Name">The unique name that it was given when it was made.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Revoked">When it was revoked; null while it is valid.</param>
internal sealed record ApiKey(string Id, string Name, DateTimeOffset Created, DateTimeOffset? Revoked);

/// <summary>API keys in a <see cref="Database"/>, hashed.</summary>
/// <param name="database">The database.</param>
/// <param name="time">The clock.</param>
internal sealed class ApiKeyStore(Database database, TimeProvider time)
{
    private const string Columns = "id, name, created, revoked";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Makes a key and gives its secret, which is not stored; null if the name is taken.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public async Task<string?> CreateAsync(string name, CancellationToken cancellationToken)
    {
        string secret = ApiKeySecret.Create();
        await using DbConnection connection = await database.OpenAsync(cancellationToken);
        int made = await connection.ExecuteAsync(
            "INSERT INTO api_keys (id, name, hash, created) VALUES (@id, @name, @hash, @now) ON CONFLICT (name) DO NOTHING",
            cancellationToken,
            ("id", Guid.CreateVersion7().ToString("N")), ("name", name), ("hash", ApiKeySecret.Hash(secret)), ("now", Now));
        return made == 1 ? secret : null;
    }

    /// <summary>Every key, revoked ones included, oldest first.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken)
    {
        await using DbConnection connection = await database.OpenAsync(cancellationToken);
        return await connection.QueryAsync($"SELECT {Columns} FROM api_keys ORDER BY created, id", Read, cancellationToken)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Revokes a key, from the next request on; false if there is no valid one of that name.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public async Task<bool> RevokeAsync(string name, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteAsync(
            "UPDATE api_keys SET revoked = @now WHERE name = @name AND revoked IS NULL",
            cancellationToken, ("name", name), ("now", Now)) == 1;
    }

    /// <summary>The valid key of a secret; null if there is none.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public async Task<ApiKey?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await database.OpenAsync(cancellationToken);
        return await connection.QueryAsync(
            $"SELECT {Columns} FROM api_keys WHERE hash = @hash AND revoked IS NULL",
            Read, cancellationToken, ("hash", ApiKeySecret.Hash(secret))).FirstOrDefaultAsync(cancellationToken);
    }

    private static ApiKey Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), Time(row.GetInt64(2)), row.IsDBNull(3) ? null : Time(row.GetInt64(3)));

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}

/// <summary>
/// The text that a caller sends. It holds 256 random bits, so its SHA-256, which is all that is stored, cannot be guessed back
/// and needs neither salt nor slowness.
/// </summary>
internal static class ApiKeySecret
{
    /// <summary>How every key begins, so that scanners for leaked secrets can know it.</summary>
    public const string Prefix = "tm_";

    /// <summary>A new secret.</summary>
    public static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is stored of a secret: 64 hexadecimal digits.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
