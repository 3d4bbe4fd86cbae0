using System.Text.Json;

namespace TreasureMarkers.Models.Tests.Support;

/// <summary>The real llama.cpp, from npm's node-llama-cpp.</summary>
internal static class LlamaCppProgram
{
    private static readonly NpmProgram Program = new(Path.Combine("Gguf", "llama.cpp"));

    /// <summary>What it writes after each prompt with greedy decoding, and how it tokenises the texts.</summary>
    public static async Task<LlamaCppAnswer> RunAsync(string gguf, IReadOnlyList<int[]> prompts, int steps, IReadOnlyList<string> texts) =>
        JsonSerializer.Deserialize<LlamaCppAnswer>(
            await Program.RunAsync("greedy.mjs", gguf, JsonSerializer.Serialize(new { prompts, steps, texts })), ModelFiles.Json)!;
}

/// <summary>What llama.cpp made of a GGUF file; -1 where it names no bos token.</summary>
internal sealed record LlamaCppAnswer(int[][] Written, int Bos, int Eos, int[][] Tokens);
