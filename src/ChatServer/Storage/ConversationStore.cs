using System.Data.Common;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using TreasureMarkers.ChatServer.Contracts;

namespace TreasureMarkers.ChatServer.Storage;

/// <summary>A stored conversation, without its messages.</summary>
/// <param name="Id">32 lower-case hexadecimal digits.</param>
/// <param name="Title">Up to 200 characters; may be empty.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Updated">When it was last written to.</param>
/// <param name="Length">How many messages were appended.</param>
internal sealed record StoredConversation(string Id, string Title, DateTimeOffset Created, DateTimeOffset Updated, int Length);

/// <summary>One message of a stored conversation.</summary>
/// <param name="Role"><c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">Its text.</param>
internal sealed record StoredMessage(string Role, string Content)
{
    /// <summary>The <see cref="FinishReason"/> of an answer that its caller, the server's end or an error cut off.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>When it was stored; set by the store.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The markers that the caller set for an answer.</summary>
    public IReadOnlyDictionary<string, string>? Given { get; init; }

    /// <summary>The markers that the model chose for an answer.</summary>
    public IReadOnlyDictionary<string, InferredValue>? Inferred { get; init; }

    /// <summary>What an answer measures.</summary>
    public IReadOnlyDictionary<string, AdherenceResult>? Adherence { get; init; }

    /// <summary>Why an answer ended: a finish reason, or <c>interrupted</c>.</summary>
    public string? FinishReason { get; init; }
}

/// <summary>
/// Conversations and their messages in a <see cref="Database"/>. An owner sees its own conversations only. What a method has
/// returned is durable. Every method throws <see cref="DbException"/> where the database cannot be reached.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="time">The clock.</param>
internal sealed class ConversationStore(Database database, TimeProvider time)
{
    private const string Columns = "id, title, created, updated, length";

    // A message is stored as JSON: PostgreSQL's text cannot hold U+0000, JSON's escape of it can.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Makes an empty conversation.</summary>
    public async Task<StoredConversation> CreateAsync(string owner, string title, CancellationToken cancellationToken)
    {
        long now = Now;
        var id = Guid.CreateVersion7().ToString("N");
        await using DbConnection connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            "INSERT INTO conversations (id, owner, title, created, updated, length) VALUES (@id, @owner, @title, @now, @now, 0)",
            cancellationToken, ("id", id), ("owner", owner), ("title", title), ("now", now));
        return new StoredConversation(id, title, Time(now), Time(now), 0);
    }

    /// <summary>The conversations last written to, latest first.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="before">Only those last written to before this time; null for all.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<IReadOnlyList<StoredConversation>> ListAsync(
        string owner, int limit, DateTimeOffset? before, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await database.OpenAsync(cancellationToken);
        return await connection.QueryAsync(
            $"SELECT {Columns} FROM conversations WHERE owner = @owner AND updated < @before ORDER BY updated DESC, id DESC LIMIT @limit",
            ReadConversation, cancellationToken,
            ("owner", owner), ("limit", limit), ("before", before?.ToUnixTimeMilliseconds() ?? long.MaxValue))
            .ToListAsync(cancellationToken);
    }

    /// <summary>A conversation; null if the owner has none of that id.</summary>
    public async Task<StoredConversation?> FindAsync(string owner, string id, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await database.OpenAsync(cancellationToken);
        return await connection.QueryAsync(
            $"SELECT {Columns} FROM conversations WHERE id = @id AND owner = @owner",
            ReadConversation, cancellationToken, ("id", id), ("owner", owner)).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>The messages of a conversation, oldest first; none if the owner has none of that id.</summary>
    public async Task<IReadOnlyList<StoredMessage>> ReadAsync(string owner, string id, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await database.OpenAsync(cancellationToken);
        return await connection.QueryAsync(
            """
            SELECT m.body, m.created FROM messages m JOIN conversations c ON c.id = m.conversation
            WHERE c.id = @id AND c.owner = @owner ORDER BY m.position
            """,
            row => JsonSerializer.Deserialize<StoredMessage>(row.GetString(0), Json)! with { Created = Time(row.GetInt64(1)) },
            cancellationToken, ("id", id), ("owner", owner)).ToListAsync(cancellationToken);
    }

    /// <summary>Gives a conversation another title; false if the owner has none of that id.</summary>
    public async Task<bool> RenameAsync(string owner, string id, string title, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteAsync(
            "UPDATE conversations SET title = @title, updated = @now WHERE id = @id AND owner = @owner",
            cancellationToken, ("id", id), ("owner", owner), ("title", title), ("now", Now)) == 1;
    }

    /// <summary>Deletes a conversation with its messages; false if the owner has none of that id.</summary>
    public async Task<bool> DeleteAsync(string owner, string id, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteAsync(
            "DELETE FROM conversations WHERE id = @id AND owner = @owner", cancellationToken, ("id", id), ("owner", owner)) == 1;
    }

    /// <summary>
    /// Appends a message, unless it repeats the last one (a question that is asked again because it was not answered); false if
    /// the owner has no conversation of that id.
    /// </summary>
    public async Task<bool> AppendAsync(string owner, string id, StoredMessage message, CancellationToken cancellationToken)
    {
        string body = JsonSerializer.Serialize(message, Json);
        await using DbConnection connection = await database.OpenAsync(cancellationToken);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);

        // The update locks the conversation, so that two writers cannot take the same position.
        object? position = await connection.ScalarAsync(
            "UPDATE conversations SET length = length + 1, updated = @now WHERE id = @id AND owner = @owner RETURNING length",
            cancellationToken, ("id", id), ("owner", owner), ("now", Now));
        if (position is null)
        {
            return false;
        }

        int place = Convert.ToInt32(position);
        object? last = await connection.ScalarAsync(
            "SELECT body FROM messages WHERE conversation = @id AND position = @last", cancellationToken, ("id", id), ("last", place - 1));
        if (last is not string previous || previous != body)
        {
            await connection.ExecuteAsync(
                "INSERT INTO messages (conversation, position, created, body) VALUES (@id, @position, @now, @body)",
                cancellationToken, ("id", id), ("position", place), ("now", Now), ("body", body));
            await transaction.CommitAsync(cancellationToken);
        }

        return true;
    }

    private static StoredConversation ReadConversation(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), Time(row.GetInt64(2)), Time(row.GetInt64(3)), row.GetInt32(4));

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
