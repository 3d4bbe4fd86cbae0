using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Models.Tokenization.Training;

namespace TreasureMarkers.Models.Tests.Tokenization.Training;

public class BpeTrainerTests
{
    private static readonly string[] Texts =
    [
        "The package contains a small library that reads and writes files, and the library reads the files.",
        "Das Paket enthält eine kleine Bibliothek, die Dateien liest und Dateien schreibt.",
        "Пакет содержит библиотеку, которая читает файлы и записывает файлы.",
        "このパッケージにはライブラリが含まれています。このライブラリは小さい。",
    ];

    [Fact]
    public void Merges_are_those_of_counting_every_pair_anew() =>
        Prop.ForAll(Gen.ArrayOf(Gen.Elements("aab", "abab", "baba", "aaaa", "abcabc", "cab", "bbbbb")).ToArbitrary(), words =>
        {
            (byte[] Word, long Count)[] counted = [.. words.CountBy(w => w).OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => (Encoding.UTF8.GetBytes(w.Key), (long)w.Value))];
            return BpeTrainer.Learn(counted, 12).SequenceEqual(Naive(counted, 12));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_written_tokenizer_loads_has_the_wanted_size_and_decodes_what_it_encodes()
    {
        var size = TokenizerJsonWriter.MergesIn(0, MarkerTaxonomy.Default) * -1 + 100;
        var tokenizer = BpeTokenizer.Parse(Json(100));
        Assert.Equal(size, tokenizer.VocabularySize);
        Assert.All(Texts, text => Assert.Equal(text, tokenizer.Decode(tokenizer.EncodeOrdinary(text))));
        Assert.True(Texts.Sum(t => tokenizer.EncodeOrdinary(t).Length) < Texts.Sum(Encoding.UTF8.GetByteCount) * 0.7);
        Prop.ForAll<string>(text => (text ?? "").Any(char.IsSurrogate) || tokenizer.Decode(tokenizer.EncodeOrdinary(text ?? "")) == (text ?? "")).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Control_tokens_come_first_and_marker_tokens_last()
    {
        var tokenizer = BpeTokenizer.Parse(Json(50));
        Assert.True(tokenizer.TryGetId("<|pad|>", out var pad));
        Assert.True(tokenizer.TryGetId("<|assistant|>", out var assistant));
        Assert.True(tokenizer.TryGetId(" <lang> German </lang>", out var german));
        Assert.Equal((0, 5), (pad, assistant));
        Assert.InRange(german, 6 + 256 + 50, tokenizer.VocabularySize - 1);
    }

    [Fact]
    public void The_same_text_gives_the_same_file_and_small_languages_get_merges()
    {
        Assert.Equal(Json(80), Json(80));
        var table = new WordTable();
        table.Add("English", string.Concat(Enumerable.Repeat(Texts[0], 400)));
        table.Add("Japanese", Texts[3]);
        var merges = BpeTrainer.Learn(table.Weighted(), 250);
        var tokenizer = BpeTokenizer.Parse(TokenizerJsonWriter.Write(merges, MarkerTaxonomy.Default));
        // Fifteen bytes, once or twice in all the text beside four hundred English sentences.
        Assert.True(tokenizer.EncodeOrdinary("ライブラリ").Length < 10);
    }

    private static string Json(int merges)
    {
        var table = new WordTable();
        foreach (var text in Texts)
        {
            table.Add("any", text);
        }

        return TokenizerJsonWriter.Write(BpeTrainer.Learn(table.Weighted(), merges), MarkerTaxonomy.Default);
    }

    /// <summary>The definition: count all pairs, merge the most frequent, again and again.</summary>
    private static List<(int Left, int Right)> Naive((byte[] Word, long Count)[] counted, int merges)
    {
        var words = counted.Select(w => (Symbols: w.Word.Select(b => (int)b).ToList(), w.Count)).ToList();
        var learned = new List<(int Left, int Right)>();
        while (learned.Count < merges)
        {
            var best = words.SelectMany(w => w.Symbols.Zip(w.Symbols.Skip(1)).Select(pair => (pair, w.Count)))
                .GroupBy(p => p.pair).Select(g => (g.Key, Count: g.Sum(p => p.Count)))
                .OrderByDescending(p => p.Count).ThenBy(p => p.Key.First).ThenBy(p => p.Key.Second).FirstOrDefault();
            if (best.Count < 2)
            {
                break;
            }

            foreach (var (symbols, _) in words)
            {
                for (var i = 0; i + 1 < symbols.Count; i++)
                {
                    if (symbols[i] == best.Key.First && symbols[i + 1] == best.Key.Second)
                    {
                        symbols[i] = 256 + learned.Count;
                        symbols.RemoveAt(i + 1);
                    }
                }
            }

            learned.Add(best.Key);
        }

        return learned;
    }
}
