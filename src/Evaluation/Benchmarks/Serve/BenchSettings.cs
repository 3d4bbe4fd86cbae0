namespace TreasureMarkers.Evaluation.Benchmarks.Serve;

/// <summary>How much is measured.</summary>
/// <param name="Threads">Threads of a forward pass.</param>
/// <param name="Rounds">Rounds over the questions.</param>
/// <param name="Tokens">Most tokens of an answer.</param>
internal sealed record BenchSettings(int Threads, int Rounds, int Tokens);
