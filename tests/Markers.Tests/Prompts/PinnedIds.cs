namespace TreasureMarkers.Markers.Tests.Prompts;

/// <summary>
/// The ids of <see cref="PromptLayoutTests"/>' example in the checked-in small tokenizer. Hugging Face's tokenizers 0.23
/// gives the same for the example's text.
/// </summary>
internal static class PinnedIds
{
    public static readonly int[] Prompt =
    [
        1, 3, 95, 381, 453, 38, 111, 116, 288, 541, 52, 2, 4, 499, 317, 117, 291, 289, 457, 324,
        454, 508, 69, 2, 5, 38, 71, 288, 559, 281, 551, 52, 2, 4, 79, 116, 38, 495, 50, 319,
        114, 107, 103, 121, 107, 52, 38, 582, 590, 55, 56, 54, 591, 660, 583, 2, 5,
    ];

    public static readonly int[] Completion =
    [
        582, 584, 54, 52, 61, 59, 585, 590, 55, 56, 54, 591, 604, 660, 583, 38, 489, 445, 38, 531,
        38, 369, 38, 557, 38, 488, 52, 2,
    ];
}
