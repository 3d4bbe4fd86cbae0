namespace TreasureMarkers.Models.Tests.Prompts;

/// <summary>
/// The ids of <see cref="PromptLayoutTests"/>' example in the checked-in small tokenizer. Hugging Face's tokenizers 0.23
/// gives the same for the example's text.
/// </summary>
internal static class PinnedIds
{
    public static readonly int[] Prompt =
    [
        1, 3, 97, 383, 455, 40, 113, 118, 290, 543, 54, 2, 4, 501, 319, 119, 293, 291, 459, 326,
        456, 510, 71, 2, 5, 40, 73, 290, 561, 283, 553, 54, 2, 4, 81, 118, 40, 497, 52, 321,
        116, 109, 105, 123, 109, 54, 40, 584, 592, 57, 58, 56, 593, 662, 585, 2, 5,
    ];

    public static readonly int[] Completion =
    [
        584, 586, 56, 54, 63, 61, 587, 592, 57, 58, 56, 593, 606, 662, 585, 40, 491, 447, 40, 533,
        40, 371, 40, 559, 40, 490, 54, 2,
    ];

    public static readonly int[] Call =
    [
        584, 662, 585, 7, 576, 330, 359, 42, 116, 555, 358, 42, 506, 111, 125, 117, 372, 123, 359, 131, 133,
        133, 2,
    ];
}
