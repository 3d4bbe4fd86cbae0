namespace TreasureMarkers.Evaluation;

/// <summary>What an evaluation found and under which conditions; <c>report.json</c>.</summary>
/// <param name="CommandLine">The command that made it.</param>
/// <param name="Commit">The repository's commit; null outside a repository.</param>
/// <param name="Cores">The machine's processor cores.</param>
/// <param name="Data">The data folder's name and how many held-out rows it has.</param>
/// <param name="Samples">Questions a cell.</param>
/// <param name="Seed">What chose them.</param>
/// <param name="Models">One entry a model.</param>
internal sealed record EvalReport(
    string CommandLine, string? Commit, int Cores, string Data, int Samples, int Seed, IReadOnlyList<ModelReport> Models);
