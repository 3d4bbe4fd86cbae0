namespace TreasureMarkers.Models.Tokenization;

/// <summary>The special tokens of a tokenizer trained here; their ids are their places in <see cref="All"/>.</summary>
internal static class ControlTokens
{
    /// <summary>Fills up batches; never predicted. Id 0.</summary>
    public const string Pad = "<|pad|>";

    /// <summary>Begins every prompt. Id 1.</summary>
    public const string Begin = "<|bos|>";

    /// <summary>Ends every message, the answer included. Id 2.</summary>
    public const string End = "<|end|>";

    /// <summary>Begins a system message. Id 3.</summary>
    public const string System = "<|system|>";

    /// <summary>Begins a user's message. Id 4.</summary>
    public const string User = "<|user|>";

    /// <summary>Begins an answer. Id 5.</summary>
    public const string Assistant = "<|assistant|>";

    /// <summary>Begins what a function returned. Id 6; a tokenizer trained before functions lacks it.</summary>
    public const string Tool = "<|tool|>";

    /// <summary>Begins a function call within an answer. Id 7; a tokenizer trained before functions lacks it.</summary>
    public const string Call = "<|call|>";

    /// <summary>All of them, in the order of their ids.</summary>
    public static IReadOnlyList<string> All { get; } = [Pad, Begin, End, System, User, Assistant, Tool, Call];

    /// <summary>The ids that exported configuration files name: bos, eos and pad.</summary>
    /// <exception cref="ModelException">The tokenizer lacks one of the tokens.</exception>
    public static (int Begin, int End, int Pad) BoundaryIds(BpeTokenizer tokenizer)
    {
        return (IdOf(Begin), IdOf(End), IdOf(Pad));

        int IdOf(string token) => tokenizer.TryGetId(token, out var id)
            ? id
            : throw new ModelException($"The tokenizer lacks {token}. Train it with `tm tokenizer train` and train again.");
    }
}
