namespace TreasureMarkers.Data.Building;

/// <summary>How many rows have a marker's value, and how many of those were made up here.</summary>
/// <param name="Train">Training rows.</param>
/// <param name="Eval">Evaluation rows.</param>
/// <param name="SyntheticTrain">Training rows of source Synthetic.</param>
/// <param name="SyntheticEval">Evaluation rows of source Synthetic.</param>
internal sealed record ValueCount(int Train, int Eval, int SyntheticTrain, int SyntheticEval)
{
    /// <summary>With one row more.</summary>
    public ValueCount Plus(bool eval, bool synthetic) => new(
        Train + (eval ? 0 : 1), Eval + (eval ? 1 : 0), SyntheticTrain + (synthetic && !eval ? 1 : 0), SyntheticEval + (synthetic && eval ? 1 : 0));
}
