using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Fixtures.Tokenizers;

/// <summary>Learns a few hundred merges, the plain way, from a few sentences in many scripts.</summary>
internal static class SmallTokenizerJson
{
    private const int MergeCount = 320;

    private const string Text = """
        The package contains a small library that reads and writes files. It is used by the other packages, and it's
        the one that you want when you don't need the whole system. The answer is short: the list has 12 items, and
        each item has a name, a size and a value. What is the name of the language? The language of the answer is German.
        Das Paket enthält eine kleine Bibliothek, die Dateien liest und schreibt. Sie wird von den anderen Paketen benutzt.
        Le paquet contient une petite bibliothèque qui lit et écrit des fichiers. L'été, c'est la saison que j'aime.
        Пакет содержит небольшую библиотеку, которая читает и записывает файлы. П'ять файлів у пакеті.
        このパッケージには、ファイルを読み書きする小さなライブラリが含まれています。ファイルは小さい。
        이 패키지에는 파일을 읽고 쓰는 작은 라이브러리가 들어 있습니다. 파일은 작습니다.
        इस पैकेज में एक छोटी लाइब्रेरी है जो फाइलें पढ़ती और लिखती है। यह फाइल छोटी है।
        تحتوي الحزمة على مكتبة صغيرة تقرأ الملفات وتكتبها. الملفات صغيرة.
        {"name": "value", "items": ["one", "two"]}  <item>value</item>   | a | b |
        """;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Builds the tokenizer.json: control tokens, bytes, merges, marker tokens.</summary>
    public static string Build()
    {
        var merges = Learn();
        var vocabulary = new JsonObject();
        var contents = ControlTokens.All
            .Concat(Enumerable.Range(0, 256).Select(value => ByteLevelAlphabet.ToCharacter((byte)value).ToString()))
            .Concat(merges.Select(merge => merge.Left + merge.Right));
        foreach (var token in contents)
        {
            vocabulary.Add(token, vocabulary.Count);
        }

        var added = ControlTokens.All.Select((content, id) => Added(content, id, isSpecial: true))
            .Concat(MarkerVocabulary.Contents(MarkerTaxonomy.Default).Select((content, index) => Added(content, vocabulary.Count + index, isSpecial: false)));
        return new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray([.. added]),
            ["normalizer"] = null,
            ["pre_tokenizer"] = new JsonObject
            {
                ["type"] = "Sequence",
                ["pretokenizers"] = new JsonArray(
                    new JsonObject
                    {
                        ["type"] = "Split",
                        ["pattern"] = new JsonObject { ["Regex"] = SplitRule.TreasureMarkers.Pattern },
                        ["behavior"] = "Isolated",
                        ["invert"] = false,
                    },
                    ByteLevel()),
            },
            ["post_processor"] = null,
            ["decoder"] = ByteLevel(),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["dropout"] = null,
                ["unk_token"] = null,
                ["continuing_subword_prefix"] = null,
                ["end_of_word_suffix"] = null,
                ["fuse_unk"] = false,
                ["byte_fallback"] = false,
                ["ignore_merges"] = false,
                ["vocab"] = vocabulary,
                ["merges"] = new JsonArray([.. merges.Select(merge => (JsonNode)new JsonArray(merge.Left, merge.Right))]),
            },
        }.ToJsonString(Readable) + "\n";
    }

    private static JsonObject ByteLevel() =>
        new() { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = true, ["use_regex"] = false };

    private static JsonObject Added(string content, int id, bool isSpecial) => new JsonObject
    {
        ["id"] = id,
        ["content"] = content,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = isSpecial,
    };

    private static List<(string Left, string Right)> Learn()
    {
        var words = Regex.Matches(Text.ReplaceLineEndings("\n"), SplitRule.TreasureMarkers.Pattern)
            .Select(match => Encoding.UTF8.GetBytes(match.Value).Select(value => ByteLevelAlphabet.ToCharacter(value).ToString()).ToList())
            .ToList();
        var merges = new List<(string Left, string Right)>();
        while (merges.Count < MergeCount)
        {
            var best = words.SelectMany(word => word.Zip(word.Skip(1)))
                .GroupBy(pair => pair)
                .OrderByDescending(group => group.Count())
                .ThenBy(group => group.Key.First + " " + group.Key.Second, StringComparer.Ordinal)
                .First().Key;
            merges.Add(best);
            foreach (var word in words)
            {
                for (var i = 0; i + 1 < word.Count; i++)
                {
                    if (word[i] == best.First && word[i + 1] == best.Second)
                    {
                        word[i] += best.Second;
                        word.RemoveAt(i + 1);
                    }
                }
            }
        }

        return merges;
    }
}
