namespace TreasureMarkers.Models.Configuration;

/// <summary>How the text's tokens are chosen.</summary>
/// <param name="Temperature">Divides the logits; 0 always takes the likeliest token.</param>
/// <param name="TopP">Keeps the smallest set of likeliest tokens that holds this share of the probability; 1 keeps all.</param>
/// <param name="TopK">Keeps the likeliest this many tokens; 0 keeps all.</param>
/// <param name="RepetitionPenalty">
/// Divides positive logits, and multiplies negative ones, of every token that is in the prompt or the answer; 1 changes nothing
/// (Keskar et al. 2019, as in GenAI and Hugging Face).
/// </param>
/// <param name="PresencePenalty">Subtracted from the logit of every token that is in the answer's text.</param>
/// <param name="FrequencyPenalty">Subtracted once for each time that the token is in the answer's text.</param>
/// <param name="Seed">Makes the choice repeatable; null draws anew each time.</param>
public sealed record SamplingSettings(
    float Temperature,
    float TopP,
    int TopK,
    float RepetitionPenalty,
    float PresencePenalty,
    float FrequencyPenalty,
    long? Seed)
{
    /// <summary>
    /// The repetition penalty that exported folders ask for: small models decoded greedily fall into loops. A request may ask for
    /// another value.
    /// </summary>
    public const double ExportedRepetitionPenalty = 1.15;

    /// <summary>Always the likeliest token: what a base asks for that says nothing itself.</summary>
    internal static SamplingSettings Greedy { get; } =
        new(0, TopP: 1, TopK: 0, RepetitionPenalty: 1, PresencePenalty: 0, FrequencyPenalty: 0, Seed: null);

    /// <summary>What a model asks for that was trained here from nothing.</summary>
    internal static SamplingSettings Exported { get; } = Greedy with { RepetitionPenalty = (float)ExportedRepetitionPenalty };
}
