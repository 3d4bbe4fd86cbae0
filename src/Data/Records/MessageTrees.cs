using System.Text.Json.Nodes;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Data.Records;

/// <summary>
/// Conversations as trees of messages, as Open Assistant exports them: flat (a message a record, with <c>parent_id</c>) or nested (a
/// tree a record, with <c>prompt.replies</c>). Collects all, since a parent may stand behind its replies.
/// </summary>
internal sealed class MessageTrees
{
    /// <summary>The shape's name for people.</summary>
    public const string Shape = "message trees (OASST)";

    /// <summary>Longer chains are no conversations.</summary>
    private const int LongestPath = 200;

    private readonly Dictionary<string, Node> _nodes = new(StringComparer.Ordinal);

    /// <summary>Whether a record is a message of a tree, or a tree.</summary>
    public static bool IsPart(JsonObject fields) => IsMessage(fields) || IsTree(fields);

    /// <summary>Takes a record.</summary>
    /// <param name="record">One for which <see cref="IsPart"/> is true.</param>
    /// <exception cref="DataFormatException">It lacks an id, a text or a role, or the id was used before.</exception>
    public void Add(SourceRecord record)
    {
        if (!IsTree(record.Fields!))
        {
            Add(record, record.Fields!, (string?)record.Fields!["parent_id"]);
            return;
        }

        // Not recursive: a tree may be as deep as somebody wants it to be.
        var open = new Stack<(JsonObject Message, string? Parent)>();
        open.Push(((JsonObject)record.Fields!["prompt"]!, null));
        var count = 0;
        while (open.TryPop(out var next))
        {
            var message = next.Message;
            var id = message["message_id"] is JsonValue given ? given.ToString() : $"{record.Fields["message_tree_id"]}/{count}";
            count++;
            message["message_id"] = id;
            message["message_tree_id"] ??= record.Fields["message_tree_id"]?.ToString();
            Add(record, message, next.Parent);
            foreach (var reply in (message["replies"] as JsonArray ?? []).OfType<JsonObject>())
            {
                open.Push((reply, id));
            }
        }
    }

    /// <summary>
    /// A row for each answer that no later answer follows, with the path that leads to it; each further record is part of such a path
    /// or comes with the reason why it is in no row.
    /// </summary>
    public IEnumerable<(SourceRecord Record, ShapedRow? Row, string? Group, string? Problem)> Rows()
    {
        var used = new HashSet<SourceRecord>(ReferenceEqualityComparer.Instance);
        var answered = Answered();
        foreach (var node in _nodes.Values.Where(node => node.Role == "assistant" && !answered.Contains(node.Id)))
        {
            var path = PathTo(node, out var problem);
            problem ??= path[0].Role == "user" ? null : "the conversation does not begin with a prompt";
            if (problem is null)
            {
                used.UnionWith(path.Select(step => step.Record));
                yield return (node.Record, new ShapedRow(Shape)
                {
                    Messages = [.. path.Select(step => new PromptMessage(step.Role, step.Text))],
                }, node.Tree ?? path[0].Id, null);
            }
        }

        foreach (var node in _nodes.Values.DistinctBy(node => node.Record, ReferenceEqualityComparer.Instance).Where(n => !used.Contains(n.Record)))
        {
            _ = PathTo(node, out var problem);
            yield return (node.Record, null, null, problem ?? "no answer follows the message");
        }
    }

    private static bool IsMessage(JsonObject fields) =>
        fields.ContainsKey("parent_id") && fields["message_id"] is JsonValue && fields["role"] is JsonValue && fields.ContainsKey("text");

    private static bool IsTree(JsonObject fields) =>
        fields["prompt"] is JsonObject prompt && prompt.ContainsKey("text") && prompt.ContainsKey("replies");

    private void Add(SourceRecord record, JsonObject message, string? parent)
    {
        var id = Content.Of(message["message_id"], "message_id");
        var role = Content.RoleOf(Content.Of(message["role"], "role"));
        var text = Content.Of(message["text"], "text");
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new DataFormatException("the message is empty");
        }

        if (!_nodes.TryAdd(id, new Node(id, parent, role, text, message["message_tree_id"]?.ToString(), record)))
        {
            throw new DataFormatException($"the message id '{id}' was used before");
        }
    }

    /// <summary>The answers below which another one stands.</summary>
    private HashSet<string> Answered() =>
        [.. _nodes.Values.Where(node => node.Role == "assistant" && node.Parent is not null && _nodes.ContainsKey(node.Parent))
            .Select(node => _nodes[node.Parent!].Parent).OfType<string>()];

    private List<Node> PathTo(Node node, out string? problem)
    {
        var path = new List<Node> { node };
        problem = null;
        while (path[^1].Parent is { } parent)
        {
            if (!_nodes.TryGetValue(parent, out var next) || path.Count == LongestPath)
            {
                problem = path.Count == LongestPath ? $"more than {LongestPath} messages lead to it, or in a circle"
                    : $"its parent '{parent}' is not in the data";
                break;
            }

            path.Add(next);
        }

        path.Reverse();
        return path;
    }

    private sealed record Node(string Id, string? Parent, string Role, string Text, string? Tree, SourceRecord Record);
}
