using System.Text.Json;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Data.Rendering.Synthetic;

/// <summary>The marker functions as a row offers and calls them.</summary>
internal static class ControlCall
{
    private static readonly PromptTool[] All = [.. MarkerFunctionDefinitions.For(MarkerTaxonomy.Default)];

    /// <summary>The functions that a row offers: all, or for a shorter prompt some with those that it calls.</summary>
    public static IReadOnlyList<PromptTool> Offer(StableRandom random, params string[] called)
    {
        if (random.Chance(0.5))
        {
            return All;
        }

        var extra = random.Pick(All).Name;
        return [.. All.Where(t => t.Name == extra || called.Contains(t.Name))];
    }

    /// <summary>Sets markers.</summary>
    public static PromptToolCall Set(ControlWishes wishes) => new(MarkerFunctionDefinitions.Set, Object(wishes.Settings));

    /// <summary>A call without arguments.</summary>
    public static PromptToolCall Plain(string name) => new(name, Object([]));

    /// <summary>Removes one marker.</summary>
    public static PromptToolCall Clear(string category) =>
        new(MarkerFunctionDefinitions.Clear, JsonSerializer.SerializeToElement(new Dictionary<string, string[]> { ["categories"] = [category] }));

    /// <summary>Infers the markers of a text.</summary>
    public static PromptToolCall Suggest(string text) =>
        new(MarkerFunctionDefinitions.Suggest, JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["text"] = text }));

    /// <summary>An assistant's turn that calls.</summary>
    public static PromptMessage Turn(PromptToolCall call) => new("assistant", "") { ToolCalls = [call] };

    /// <summary>What a call returned: the markers that are set now.</summary>
    public static PromptMessage Returned(IEnumerable<KeyValuePair<string, string>> markers) =>
        new("tool", $$"""{"markers":{{Object(markers).GetRawText()}}}""");

    private static JsonElement Object(IEnumerable<KeyValuePair<string, string>> members) =>
        JsonSerializer.SerializeToElement(members.ToDictionary(m => m.Key, m => m.Value));
}
