namespace TreasureMarkers.Models.Tests.Tokenization;

/// <summary>Texts that mix scripts, kinds of space, digits, marks and, every third, marker tokens.</summary>
internal static class MixedTexts
{
    private static readonly string[] Fragments =
    [
        "the", "Don't", "l'été", "a", " ", "  ", "\n", "\r\n", "\t", "\u00A0", "\u3000", "0", "42", ".", ", ", "(", "--", "'s", "ß", "Ж", "п'ять", "हिन्दी",
        "ة", "日本語", "、", "한국어", "e\u0301", "e\u0323\u0302", "😀", "👍🏽", "𝒳", "𝟘", "\u200D", "\uFEFF", "\uE000", "<", ">", "<|", "</lang>",
    ];

    private static readonly string[] Markers =
    [
        "<|user|>", "<|end|>", "<MARKER_LIST>", " </MARKER_LIST>", " <lang> German </lang>", " <length_tokens> ", " </length_tokens>", " <quality> 0.5 </quality>",
    ];

    public static IReadOnlyList<string> All { get; } = Make();

    private static string[] Make()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, 3000).Select(_ =>
            string.Concat(random.GetItems(random.Next(3) == 0 ? [.. Fragments, .. Markers] : Fragments, random.Next(1, 14))))];
    }
}
