using System.Text.Json;
using System.Text.Json.Nodes;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Data.Records;

/// <summary>What a record says, whatever shape it has: a conversation that ends with an answer, or a running text.</summary>
/// <param name="Shape">The shape's name for people.</param>
internal sealed record ShapedRow(string Shape)
{
    /// <summary>The turns, the last one the assistant's; empty for a running text.</summary>
    public IReadOnlyList<PromptMessage> Messages { get; init; } = [];

    /// <summary>The record's fields, with lists that a table keeps as JSON text read.</summary>
    public JsonObject Fields { get; init; } = [];

    /// <summary>The running text, or null.</summary>
    public string? Text { get; init; }

    /// <summary>The functions that the conversation offers, or null.</summary>
    public IReadOnlyList<PromptTool>? Tools { get; init; }

    /// <summary>Whether turns stood behind the last answer, which <see cref="Messages"/> does not have.</summary>
    public bool IsCut { get; init; }

    /// <summary>The last user message before the answer.</summary>
    public string Prompt => Messages.LastOrDefault(m => m.Role == "user")?.Content ?? "";

    /// <summary>The answer's text; null when it is calls of functions, which are no text.</summary>
    public string? Answer => Messages is [.., { ToolCalls: null or { Count: 0 } } last] ? last.Content : null;
}

/// <summary>The shapes in which people keep their rows, told by the names of the fields.</summary>
internal static class RowShapes
{
    /// <summary>The shapes, in words, for messages.</summary>
    public const string Allowed =
        "messages; conversations; prompt and completion (or response); instruction, input and output (or context and response); "
        + "question and answer; text";

    /// <summary>Every field that some shape uses; others are named to the user.</summary>
    public static readonly IReadOnlySet<string> Fields = new HashSet<string>(StringComparer.Ordinal)
    {
        "messages", "conversations", "conversation", "prompt", "completion", "response", "instruction", "input", "output", "context",
        "question", "answer", "options", "choices", "text", "system", "system_prompt", "tools", "markers", "group", "split", "id",
        "provenance", "test", "required", "licence", "license", "message_id", "parent_id", "role", "message_tree_id",
    };

    private static readonly string[] ListFields = ["messages", "conversations", "conversation", "markers", "tools", "required"];

    /// <summary>Whether the fields are those of a row.</summary>
    public static bool IsRow(JsonObject fields) => MessageTrees.IsPart(fields) || Find(fields) is not null;

    /// <summary>Reads a record.</summary>
    /// <param name="fields">The record, which is left as it is.</param>
    /// <exception cref="DataFormatException">It has no known shape, or lacks what its shape needs; the message says what.</exception>
    public static ShapedRow Read(JsonObject fields)
    {
        fields = WithLists(fields);
        var shape = Find(fields) ?? throw new DataFormatException(Missing(fields));
        return shape.Read(fields) with { Fields = fields };
    }

    private static (string Name, Func<JsonObject, ShapedRow> Read)? Find(JsonObject fields)
    {
        bool Has(string name) => fields[name] is not null;
        if (Has("messages"))
        {
            var name = Has("provenance") && Has("split") ? "rows of a data folder" : "messages (OpenAI)";
            return (name, row => Turns(name, row, row["messages"], "messages"));
        }

        if (Has("conversations") || Has("conversation"))
        {
            var field = Has("conversations") ? "conversations" : "conversation";
            return ("conversations (ShareGPT)", row => Turns("conversations (ShareGPT)", row, row[field], field));
        }

        string[] answers = ["completion", "response", "output", "answer"];
        var answer = answers.FirstOrDefault(Has);
        if (Has("prompt") && answer is "completion" or "response")
        {
            return fields["prompt"] is JsonArray || fields[answer] is JsonArray
                ? ("prompt and completion as messages (TRL)", row => PromptAndCompletion(row, answer))
                : ($"prompt and {answer}", row => Pair($"prompt and {answer}", row, "prompt", null, answer));
        }

        if (Has("instruction") && answer is "output" or "response")
        {
            var (name, second) = Has("context") || (answer == "response" && !Has("input"))
                ? ("instruction, context, response (Dolly)", "context") : ("instruction, input, output (Alpaca)", "input");
            return (name, row => Pair(name, row, "instruction", second, answer));
        }

        if (Has("question") && answer is "answer" or "response")
        {
            var options = Has("options") ? "options" : Has("choices") ? "choices" : null;
            return options is not null ? ("question, answer and options", row => Choice(row, options, answer))
                : ("question and answer", row => Pair("question and answer", row, "question", "context", answer));
        }

        var texts = (string[])["prompt", "instruction", "question", "role"];
        return Has("text") && !texts.Any(Has)
            ? ("text (running text)", row => new ShapedRow("text (running text)") { Text = Content.Of(row["text"], "text") }) : null;
    }

    private static string Missing(JsonObject fields)
    {
        foreach (var (has, needs) in (ReadOnlySpan<(string, string)>)
            [("prompt", "'completion' or 'response'"), ("instruction", "'output' or 'response'"), ("question", "'answer' or 'response'")])
        {
            if (fields[has] is not null)
            {
                return $"the row has '{has}' and no answer, which would be {needs}";
            }
        }

        return MessageTrees.IsPart(fields) ? "a message of a tree is no row by itself; import the file first with `tm data import`"
            : fields.Count == 0 ? "the row has no fields"
            : $"no known shape; the fields are {string.Join(", ", fields.Take(12).Select(f => $"'{f.Key}'"))}. Known: {Allowed}. "
                + "Others by --map prompt=FIELD,completion=FIELD";
    }

    /// <summary>The fields, with lists that a table keeps as JSON text read.</summary>
    private static JsonObject WithLists(JsonObject fields)
    {
        var read = fields;
        foreach (var name in ListFields)
        {
            if (fields[name] is JsonValue value && value.TryGetValue(out string? text) && text.AsSpan().Trim() is ['[' or '{', ..])
            {
                read = ReferenceEquals(read, fields) ? (JsonObject)fields.DeepClone() : read;
                read[name] = SourceRecord.Parse($$"""{"list":{{text}}}""")["list"]!.DeepClone();
            }
        }

        return read;
    }

    private static ShapedRow Pair(string shape, JsonObject row, string first, string? second, string answer)
    {
        var prompt = Content.Of(row[first], first);
        if (second is not null && row[second] is { } more && Content.Of(more, second) is var text && !string.IsNullOrWhiteSpace(text))
        {
            prompt = $"{prompt.TrimEnd()}\n\n{text}";
        }

        return Finish(shape, row, [new("user", prompt), new("assistant", Content.Of(row[answer], answer))]);
    }

    /// <summary>The options stand below the question; an answer that is a number is the place of one, from 0.</summary>
    private static ShapedRow Choice(JsonObject row, string options, string answer)
    {
        if (row[options] is not JsonArray list || list.Count == 0)
        {
            throw new DataFormatException($"'{options}' must be a list of texts");
        }

        string[] texts = [.. list.Select(option => Content.Of(option, options))];
        var said = row[answer]!.GetValueKind() != JsonValueKind.Number ? Content.Of(row[answer], answer)
            : row[answer]!.AsValue().TryGetValue(out int place) && place >= 0 && place < texts.Length ? texts[place]
            : throw new DataFormatException($"'{answer}' is {row[answer]!.ToJsonString()}, and there are {texts.Length} options");
        var question = $"{Content.Of(row["question"], "question").TrimEnd()}\n{string.Join('\n', texts.Select(text => $"- {text}"))}";
        return Finish("question, answer and options", row, [new("user", question), new("assistant", said)]);
    }

    private static ShapedRow PromptAndCompletion(JsonObject row, string answer)
    {
        var completion = Messages(row[answer], answer, "assistant");
        return completion.All(m => m.Role is "assistant" or "tool")
            ? Finish("prompt and completion as messages (TRL)", row, [.. Messages(row["prompt"], "prompt", "user"), .. completion])
            : throw new DataFormatException($"'{answer}' has a message that is not the assistant's");
    }

    private static ShapedRow Turns(string shape, JsonObject row, JsonNode? turns, string field) =>
        Finish(shape, row, Messages(turns, field, null));

    private static List<PromptMessage> Messages(JsonNode? turns, string field, string? roleOfText) => turns switch
    {
        JsonArray list => [.. list.Select(Content.Turn)],
        JsonValue when roleOfText is not null => [new PromptMessage(roleOfText, Content.Of(turns, field))],
        _ => throw new DataFormatException($"'{field}' must be a list of messages"),
    };

    /// <summary>Cuts behind the last answer, puts the system's text in front, and refuses what cannot be learned from.</summary>
    private static ShapedRow Finish(string shape, JsonObject row, List<PromptMessage> messages)
    {
        var answered = messages.FindLastIndex(m => m.Role == "assistant");
        if (answered < 0)
        {
            throw new DataFormatException("no message has the role assistant");
        }

        var answer = messages[answered];
        if (string.IsNullOrWhiteSpace(answer.Content) && answer.ToolCalls is null)
        {
            throw new DataFormatException("the answer is empty");
        }

        if (!messages[..answered].Exists(m => m.Role is "user" && !string.IsNullOrWhiteSpace(m.Content)))
        {
            throw new DataFormatException("no text of a user stands before the answer");
        }

        var system = row["system"] ?? row["system_prompt"];
        if (system is not null && messages[0].Role != "system" && Content.Of(system, "system") is { Length: > 0 } said)
        {
            messages.Insert(0, new PromptMessage("system", said));
            answered++;
        }

        return new ShapedRow(shape)
        {
            Messages = messages[..(answered + 1)],
            Tools = row["tools"] is { } tools ? Content.Tools(tools) : null,
            IsCut = answered + 1 < messages.Count,
        };
    }
}
