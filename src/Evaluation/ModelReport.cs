namespace TreasureMarkers.Evaluation;

/// <summary>What was found about one model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Hash">The hash of its files; of an endpoint, its address.</param>
/// <param name="Answers">Different questions asked.</param>
/// <param name="Refused">Of those, refused by the server (a prompt longer than the context); they are in no share but those of function calls, where they count as no call.</param>
/// <param name="CutOff">Of those, ended by the token limit and not by the model.</param>
/// <param name="Experiments">One table each.</param>
/// <param name="Agreement">With the first model of the same evaluation; null for that one.</param>
internal sealed record ModelReport(
    string Name, string Hash, int Answers, int Refused, int CutOff, IReadOnlyList<ExperimentReport> Experiments, Agreement? Agreement = null)
{
    /// <summary>What was found about its function calls beside the shares; null where the data has no rows that call.</summary>
    public FunctionCallReport? Functions { get; init; }
}
