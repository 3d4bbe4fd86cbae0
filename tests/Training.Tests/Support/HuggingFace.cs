using System.Text.Json;
using TreasureMarkers.Training.Loop;

namespace TreasureMarkers.Training.Tests.Support;

/// <summary>Hugging Face's tokenizers, in Rust and in JavaScript, and its Jinja, from npm.</summary>
internal static class HuggingFace
{
    private static readonly NpmProgram Program = new(Path.Combine("Export", "HuggingFace"));

    /// <summary>What they make of a folder's tokenizer and chat template.</summary>
    public static async Task<HuggingFaceAnswer> LoadAsync(string folder, IReadOnlyList<string> texts, params JsonElement[] conversations) =>
        JsonSerializer.Deserialize<HuggingFaceAnswer>(await Program.RunAsync("load.mjs", folder, JsonSerializer.Serialize(new { texts, conversations })), RunFolder.Json)!;
}
