namespace TreasureMarkers.Inference;

/// <summary>A marker that the model chose itself.</summary>
/// <param name="Value">The chosen value, spelled as in the taxonomy.</param>
/// <param name="Probability">
/// For a categorical marker the softmax share of the value among the category's values; for a number the product of the
/// shares of its digits and its end among what could have stood there. Lengths are chosen so that they agree: what the others
/// leave as the only choice has 1. 0 to 1, at temperature 1 whatever the text is sampled with.
/// </param>
/// <param name="Top">The likeliest values, best first: up to three for a categorical marker, the chosen one for a number.</param>
public sealed record InferredMarker(string Value, double Probability, IReadOnlyList<MarkerCandidate> Top);
