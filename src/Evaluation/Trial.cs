namespace TreasureMarkers.Evaluation;

/// <summary>One question and how its answer is judged.</summary>
/// <param name="Experiment">The experiment it belongs to.</param>
/// <param name="Cell">The row of the experiment's table: a language, a limit, a format, a category.</param>
/// <param name="Arm">The column of the table: what was fixed.</param>
/// <param name="RowId">The held-out row that it was made from; trials of one row and cell are compared as a pair.</param>
/// <param name="Request">The question.</param>
/// <param name="Counts">Whether the answer counts into the share.</param>
internal sealed record Trial(
    Experiment Experiment, string Cell, string Arm, string RowId, EvalRequest Request, Func<EvalAnswer, bool> Counts);
