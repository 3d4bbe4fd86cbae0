namespace TreasureMarkers.Training;

/// <summary>One document as the model sees it.</summary>
/// <param name="Tokens">Ids, the first of them only an input and the last only a target; at least two.</param>
/// <param name="LossStart">Index of the first token that is a target with loss.</param>
/// <param name="TextStart">Index of the first target behind the completion's marker list.</param>
/// <param name="Room">Inputs it takes when packed, at least <c>Tokens.Length - 1</c>. The baseline takes the marked arm's room,
/// so that both arms see the same examples at every step.</param>
internal sealed record Example(int[] Tokens, int LossStart, int TextStart, int Room);
