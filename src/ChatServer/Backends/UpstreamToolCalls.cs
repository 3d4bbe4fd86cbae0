using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.OpenAI;

namespace TreasureMarkers.ChatServer.Backends;

/// <summary>Puts calls together whose arguments come in pieces.</summary>
internal sealed class UpstreamToolCalls
{
    private readonly SortedDictionary<int, (string Id, string Name, StringBuilder Arguments)> _calls = [];

    /// <summary>Takes what a chunk adds.</summary>
    public void Append(JsonElement delta)
    {
        if (delta.Member("tool_calls") is not { ValueKind: JsonValueKind.Array } pieces)
        {
            return;
        }

        foreach (JsonElement piece in pieces.EnumerateArray())
        {
            int index = piece.Member("index") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int place) ? place : _calls.Count;
            var (id, name, arguments) = _calls.TryGetValue(index, out var begun) ? begun : ("", "", new StringBuilder());
            JsonElement function = piece.Member("function") ?? default;
            _calls[index] = (id + Text(piece, "id"), name + Text(function, "name"), arguments.Append(Text(function, "arguments")));
        }
    }

    /// <summary>The whole calls; arguments that are no JSON object are left out.</summary>
    public IEnumerable<FunctionCallContent> Read() => _calls.Values.Select(call => FunctionCallContent.CreateFromParsedArguments(
        call.Arguments.Length == 0 ? "{}" : call.Arguments.ToString(),
        call.Id,
        call.Name,
        text => JsonSerializer.Deserialize<Dictionary<string, object?>>(text)));

    private static string Text(JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";
}
