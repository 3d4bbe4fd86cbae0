using System.Text.Json;

namespace TreasureMarkers.Models.Tests.Support;

/// <summary>Hugging Face's tokenizers, in Rust and in JavaScript, and its Jinja, from npm.</summary>
internal static class HuggingFaceProgram
{
    private static readonly NpmProgram Program = new(Path.Combine("HuggingFace", "npm"));

    /// <summary>What they make of a folder's tokenizer and chat template.</summary>
    public static async Task<HuggingFaceAnswer> LoadAsync(string folder, IReadOnlyList<string> texts, params JsonElement[] conversations) =>
        JsonSerializer.Deserialize<HuggingFaceAnswer>(await Program.RunAsync("load.mjs", folder, JsonSerializer.Serialize(new { texts, conversations })), ModelFiles.Json)!;
}

/// <summary>Ids of the texts by each tokenizer, and the conversations' prompts.</summary>
internal sealed record HuggingFaceAnswer(int[][] Native, int[][] Script, string[] Prompts);
