using System.Data.Common;

namespace TreasureMarkers.ChatServer.Storage;

/// <summary>
/// Conversations and their messages. An owner sees its own only. What a method has returned is durable. Every method throws
/// <see cref="DbException"/> where the database cannot be reached.
/// </summary>
internal interface IConversationStore
{
    /// <summary>Makes an empty conversation.</summary>
    Task<Conversation> CreateAsync(string owner, string title, CancellationToken cancellationToken);

    /// <summary>The conversations last written to, latest first.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="before">Only those last written to before this time; null for all.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    Task<IReadOnlyList<Conversation>> ListAsync(string owner, int limit, DateTimeOffset? before, CancellationToken cancellationToken);

    /// <summary>A conversation; null if the owner has none of that id.</summary>
    Task<Conversation?> FindAsync(string owner, string id, CancellationToken cancellationToken);

    /// <summary>The messages of a conversation, oldest first; none if the owner has none of that id.</summary>
    Task<IReadOnlyList<StoredMessage>> ReadAsync(string owner, string id, CancellationToken cancellationToken);

    /// <summary>Gives a conversation another title; false if the owner has none of that id.</summary>
    Task<bool> RenameAsync(string owner, string id, string title, CancellationToken cancellationToken);

    /// <summary>Deletes a conversation with its messages; false if the owner has none of that id.</summary>
    Task<bool> DeleteAsync(string owner, string id, CancellationToken cancellationToken);

    /// <summary>
    /// Appends a message, unless it repeats the last one (a question that is asked again because it was not answered); false if
    /// the owner has no conversation of that id.
    /// </summary>
    Task<bool> AppendAsync(string owner, string id, StoredMessage message, CancellationToken cancellationToken);
}
