using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Fixtures;

/// <summary>Random values that look for trouble: sets over the default taxonomy, texts near the template, any Unicode.</summary>
internal static class Generators
{
    private static readonly string[] Fragments =
    [
        "<MARKER_LIST>", " </MARKER_LIST>", "</MARKER_LIST>", " <lang> German </lang>", " <lang> ", "German", " </lang>", " <quality> ",
        " </quality>", "0.5", "199", " <length_tokens> 12 </length_tokens>", "<|user|>", "<|end|>", "<|assistant|>", "<|bos|>", "<", ">", " ", "\n",
        "\r\n", "\t", "\0", "\u0085", "\u00A0", "a", "the", "Don't", "7", "हिन्दी", "é", "e\u0301", "日本語", "한국어", "😀", "👍🏽", "𝒳", "𝟘", "\uFFFD",
    ];

    public static Gen<MarkerSet> Sets { get; } = Gen.Constant(MarkerTaxonomy.Default.Categories)
        .SelectMany(categories => Gen.CollectToArray(categories, Marker))
        .Select(markers => MarkerSet.Create(MarkerTaxonomy.Default, markers.OfType<KeyValuePair<string, string>>()));

    /// <summary>Valid UTF-16: fragments of the template, of many scripts, and single random code points.</summary>
    public static Gen<string> Texts { get; } = Gen.Frequency(
            (8, Gen.Elements(Fragments)),
            (2, Gen.Choose(0, 0x10F7FF).Select(number => char.ConvertFromUtf32(number < 0xD800 ? number : number + 0x800))))
        .ListOf()
        .Select(string.Concat);

    /// <summary>Any sequence of UTF-16 units, unpaired surrogates included.</summary>
    public static Gen<string> BrokenTexts { get; } = Gen.Frequency(
            (3, Texts),
            (1, Gen.Choose(0xD800, 0xDFFF).Select(unit => ((char)unit).ToString())))
        .ListOf()
        .Select(string.Concat);

    /// <summary>A text cut into pieces, some of them empty.</summary>
    public static Gen<string[]> Cut(string text) =>
        Gen.Choose(0, text.Length).ListOf().Select(cuts =>
        {
            int[] bounds = [0, .. cuts.Order(), text.Length];
            return bounds.Zip(bounds.Skip(1)).Select(pair => text[pair.First..pair.Second]).ToArray();
        });

    private static Gen<KeyValuePair<string, string>?> Marker(MarkerCategory category)
    {
        var value = category.Kind switch
        {
            MarkerKind.Categorical => Gen.Elements(category.Values.ToArray()),
            MarkerKind.Integer => Gen.Choose(0, int.MaxValue).Select(number => number.ToString()),
            _ => Gen.Choose(0, 100_000_000).Select(hundredths => (hundredths / 100m).ToString()),
        };
        return Gen.Frequency(
            (2, Gen.Constant<KeyValuePair<string, string>?>(null)),
            (1, value.Select(KeyValuePair<string, string>? (text) => KeyValuePair.Create(category.Name, text))));
    }
}
