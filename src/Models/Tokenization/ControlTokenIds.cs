namespace TreasureMarkers.Models.Tokenization;

/// <summary>The ids that exported files name.</summary>
internal static class ControlTokenIds
{
    /// <summary>A control token's id.</summary>
    /// <exception cref="ModelException">The tokenizer lacks it.</exception>
    public static int Of(ByteLevelBpeTokenizer tokenizer, string control) => tokenizer.TryGetId(control, out var id)
        ? id
        : throw new ModelException($"The tokenizer lacks {control}. Train it with `tm tokenizer train` and train again.");
}
