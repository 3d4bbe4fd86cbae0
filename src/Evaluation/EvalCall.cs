namespace TreasureMarkers.Evaluation;

/// <summary>A function call that a served model answered with.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Arguments">Its arguments as they came: the text of a JSON object, if the server keeps its word.</param>
internal sealed record EvalCall(string Name, string Arguments);
