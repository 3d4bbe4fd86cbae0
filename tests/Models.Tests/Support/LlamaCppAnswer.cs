namespace TreasureMarkers.Models.Tests.Support;

/// <summary>What llama.cpp made of a GGUF file.</summary>
internal sealed record LlamaCppAnswer(int[][] Written, int Bos, int Eos, int[][] Tokens);
