namespace TreasureMarkers.Data.Distillation;

/// <summary>A prompt, with where it is from.</summary>
/// <param name="Prompt">What the user says.</param>
/// <param name="Source">The file that it stood in, as FILE:LINE, or <see cref="Own"/> for one that the model wrote.</param>
/// <param name="Licence">Of the prompt: the file's own word for it, or the model's licence.</param>
internal sealed record DistilledPrompt(string Prompt, string Source, string Licence)
{
    /// <summary>The source of a prompt that the model wrote.</summary>
    public const string Own = "own";

    /// <summary>Whether the model ended it; always so for a file's.</summary>
    public bool Ended { get; init; } = true;
}

/// <summary>An answer as it was sampled, good or not: what is used of it is decided when rows are made.</summary>
/// <param name="Prompt">What the user says.</param>
/// <param name="Completion">What the model answered.</param>
/// <param name="Source">The prompt's <see cref="DistilledPrompt.Source"/>.</param>
/// <param name="Tokens">The answer's length by the model's tokenizer.</param>
/// <param name="Ended">Whether the model ended it; else it was cut at the most tokens.</param>
/// <param name="Licence">Of prompt and answer.</param>
/// <param name="Origin">The model's name.</param>
internal sealed record DistilledAnswer(string Prompt, string Completion, string Source, int Tokens, bool Ended, string Licence, string Origin)
{
    /// <summary>The answer's number among those to one prompt, from 0.</summary>
    public int Sample { get; init; }
}
