using System.Text.Json.Nodes;

namespace TreasureMarkers.Data.Annotation;

/// <summary>What became of an input line: a row with its markers, but for those that need all rows; or a reason why it is none.</summary>
/// <param name="Number">The line's number, from 1.</param>
internal sealed record AnnotatedLine(int Number)
{
    /// <summary>The row, or null.</summary>
    public JsonObject? Row { get; init; }

    /// <summary>The answer's language when <see cref="Quality"/> is given.</summary>
    public string? Lang { get; init; }

    /// <summary>The measured quality, when the row has none of its own and its language is known.</summary>
    public double? Quality { get; init; }

    /// <summary>Why the line is no row, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>The line that is no row.</summary>
    public string? Text { get; init; }

    /// <summary>The categories whose markers were added.</summary>
    public IReadOnlyList<string> Added { get; init; } = [];

    /// <summary>The categories for which the model found no value to fit.</summary>
    public IReadOnlyList<string> Unspecified { get; init; } = [];

    /// <summary>The categories for which the model twice gave no allowed value, or refused.</summary>
    public IReadOnlyList<string> Unanswered { get; init; } = [];
}
