using System.Text;

namespace TreasureMarkers.Models.Tests.Tokenization;

/// <summary>Texts that look for trouble, from a fixed seed: every script, marks, emoji, white space, digits, code, cut control texts.</summary>
internal static class HostileTexts
{
    // First and last code point.
    private static readonly (int First, int Last)[] Ranges =
    [
        (0x20, 0x7E), (0xA0, 0x24F), (0x250, 0x2FF), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x52F), (0x530, 0x58F), (0x590, 0x5FF),
        (0x600, 0x6FF), (0x900, 0x97F), (0xE00, 0xE7F), (0x0F00, 0x0FFF), (0x1000, 0x109F), (0x10A0, 0x10FF), (0x1100, 0x11FF),
        (0x1C80, 0x1CBF), (0x1E00, 0x1EFF), (0x1F00, 0x1FFF), (0x2000, 0x206F), (0x20A0, 0x20CF), (0x2150, 0x218F), (0x2460, 0x24FF),
        (0x2600, 0x27BF), (0x3000, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xE000, 0xE0FF), (0xF900, 0xFAFF), (0xFB00, 0xFB4F),
        (0xFE00, 0xFE0F), (0xFF00, 0xFFEF), (0x10400, 0x1044F), (0x104A0, 0x104A9), (0x16E40, 0x16E7F), (0x1D11E, 0x1D1FF),
        (0x1D400, 0x1D7FF), (0x1E900, 0x1E95F), (0x1F1E6, 0x1F1FF), (0x1F300, 0x1F64F), (0x1F900, 0x1F9FF), (0x20000, 0x200FF),
        (0x2F800, 0x2FA1D), (0xE0020, 0xE007F), (0, 0x10FFFF),
    ];

    private static readonly string[] Spaces =
    [
        " ", "  ", "   ", "    ", "\t", "\n", "\r", "\r\n", "\n\n", "\r\n\r\n", "\u0085", "\u00A0", "\u2003", "\u2028", "\u2029", "\u202F",
        "\u3000", "\u200B", "\u200D", "\uFEFF", "\v", "\f", "\u001C", "\u180E",
    ];

    private static readonly string[] Fragments =
    [
        "the", " the", "Hello", "world", " don't", "DON'T", "it's", "IT'S", "we'Re", "they'VE", "I'm", "I'LL", "he'd", "'ſ", "'ll", "'", "''s",
        "l'été", "naïve", "e\u0301", "o\u0308\u0323", "A\u030A", "\u212B", "\u1100\u1161\u11A8", "각", "가\u11A8", "\u0344", "\u0958", "ﬁ", "ǅ", "ʰ",
        "x\u0301\u0302", "İ", "ı", "ß", "ẞ", "ﬆ", "K", "日本語", "、", "한국어", "हिन्दी", "العربية", "עברית", "ไทย", "русский", "ελληνικά", "Tiếng Việt",
        "CamelCase", "camelCaseHTTPServer", "snake_case", "__init__", "if (a[0] == 'b') {\n\treturn x;\n}", "</div>", "http://a.b/c?d=e&f#g", "//", "!!/\n/",
        "{\"k\": [1, 2.5e-3]}", "C:\\dir", "$100", "#tag", "@user", "a+b=c", "→", "…", "—", "“q”", "0", "12", "123", "1234", "12345", "3.14", "1,000,000",
        "२०२६", "٣٤", "Ⅷ", "½", "²", "𝟘𝟙", "😀", "👍🏽", "👩‍🔬", "🇩🇪", "❤️", "𝒳", "𐐷", "\u0000", "\u0001", "\u007F", "\uFFFD", "\uFFFF", "\uE000",
        "<", "<|", "|>", "im_start", "<|im_", "start|>", "<s", "/s>", "[INST", "[/", "<|eot_", "id|>", "<unk", "▁", " ▁", "▁▁a", "<0x0A>", "Ġ", "Ċ", "tool_call>",
    ];

    /// <summary>Many of them, short and long, each without unpaired surrogates.</summary>
    public static IReadOnlyList<string> All { get; } = Make(10_000);

    private static string[] Make(int count)
    {
        var random = new Random(14);
        return [.. Enumerable.Range(0, count).Select(_ => Text(random))];
    }

    private static string Text(Random random)
    {
        var text = new StringBuilder();
        for (var parts = 1 + random.Next(random.Next(20) == 0 ? 80 : 10); parts > 0; parts--)
        {
            Append(text, random);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, Random random)
    {
        switch (random.Next(12))
        {
            case < 5:
                text.Append(random.GetItems(Fragments, 1)[0]);
                break;
            case < 7:
                text.Append(random.GetItems(Spaces, 1)[0]);
                break;
            case 7:
                text.Append(string.Concat(random.GetItems(Spaces, random.Next(1, 8))));
                break;
            case 8:
                // One character or a short word again and again.
                var unit = random.Next(2) == 0 ? Character(random).ToString() : random.GetItems(Fragments, 1)[0];
                text.Append(string.Concat(Enumerable.Repeat(unit, random.Next(2, random.Next(10) == 0 ? 300 : 20))));
                break;
            default:
                // A word of one script.
                var (first, last) = random.GetItems(Ranges, 1)[0];
                for (var length = random.Next(1, 10); length > 0; length--)
                {
                    text.Append(Character(random, first, last));
                }

                break;
        }
    }

    private static Rune Character(Random random)
    {
        var (first, last) = random.GetItems(Ranges, 1)[0];
        return Character(random, first, last);
    }

    private static Rune Character(Random random, int first, int last)
    {
        var point = random.Next(first, last + 1);
        return Rune.IsValid(point) ? new Rune(point) : Rune.ReplacementChar;
    }
}
