using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Fixtures;

/// <summary>A request that the fake server got.</summary>
internal sealed partial record FakeRequest(int Number, string Path, string? Authorization, JsonNode Body, long Milliseconds)
{
    public string[] Messages { get; } = [.. Body["messages"]!.AsArray().Select(m => (string)m!["content"]!)];

    public string Category => Label().Match(Messages[0]).Groups[1].Value;

    /// <summary>The row that is asked about: the last message, or the one before a wrong answer and its reminder.</summary>
    public string Row => Messages.Last(m => m.StartsWith("REQUEST:", StringComparison.Ordinal));

    public bool IsReminder => !Messages[^1].StartsWith("REQUEST:", StringComparison.Ordinal);

    [GeneratedRegex("The label '([a-z_]+)'")]
    private static partial Regex Label();
}
