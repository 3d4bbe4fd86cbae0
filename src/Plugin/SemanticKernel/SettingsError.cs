using System.Text.Json;

namespace TreasureMarkers.SemanticKernel;

/// <summary>Says in plain words which setting could not be read.</summary>
internal static class SettingsError
{
    private const string Allowed =
        "temperature, top_p, frequency_penalty, presence_penalty and repetition_penalty are numbers, top_k, seed and max_tokens whole numbers, stop_sequences and enforce lists of strings, markers an object from category to value";

    /// <summary>The setting and what is allowed.</summary>
    public static string Describe(JsonException e) =>
        e.InnerException is null && e.Path is null or "$" || e.Message.Contains("Allowed:", StringComparison.Ordinal)
            ? e.Message
            : $"{Name(e.Path!)} is not of the type it must have. Allowed: {Allowed}.";

    private static string Name(string path) => path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;
}
