using System.Globalization;
using System.Text;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Gguf;
using TreasureMarkers.Models.Tests.Support;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Tests.Gguf;

/// <summary>Tokenizers of real models, written to GGUF and read by the real llama.cpp.</summary>
public sealed class GgufTokenizerTests
{
    private const int Width = 32;

    // What llama.cpp does otherwise than Hugging Face: it composes nothing, so marks stand composed here.
    private static readonly string[] Texts =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Excerpts", "held-out-sentences.tsv"))
            .Select(line => line.Split('\t')).GroupBy(line => line[0]).SelectMany(language => language.Take(20))
            .Select(line => NfcNormalizer.Normalize(line[1])),
        "Hello  world", "  two\n\n  three\n", "if (a[0] == 'b') {\n\treturn f(-1.5e3);\n}\r\n", "I'm sure they'LL don't 'tis", "12345 1,000.50", "😀👍🏽 𝒳",
        "CamelCaseHTTPServer http://a.b/c", "a\n \n b", "",
    ];

    public static TheoryData<string> Names => RealTokenizers.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Llama_cpp_tokenises_as_we_do(string name)
    {
        NpmProgram.Require();
        var tokenizer = BpeTokenizer.LoadFolder(Path.GetDirectoryName(await RealTokenizers.GetAsync(name))!);
        using var folder = new TemporaryFolder();
        var ends = tokenizer.Boundary.End ?? tokenizer.AddedTokens[^1].Id;
        var added = tokenizer.AddedTokens.Where(token => token.IsSpecial).Select(token => token.Content).Take(3).ToArray();
        // tekken's classes of marks are cut otherwise by llama.cpp, in Hindi and Arabic with vowels.
        var texts = Texts.Where(text => name != "mistral_nemo" || !text.EnumerateRunes().Any(IsMark))
            .Concat(added.Select(content => $"{content}user\nHello{added[^1]}")).ToArray();
        Assert.InRange(texts.Length, 400, 500);
        await using (var stream = File.Create(folder["model.gguf"]))
        {
            using var file = new GgufFile();
            WriteModel(file, tokenizer.VocabularySize);
            GgufTokenizer.AddTokenizer(file, tokenizer, chatTemplate: null, new BoundaryTokens(tokenizer.BeginId, [ends], tokenizer.Boundary.Pad));
            file.WriteTo(stream);
        }

        var answer = await LlamaCppProgram.RunAsync(folder["model.gguf"], [], 0, texts);

        Assert.Equal((tokenizer.BeginId ?? -1, ends), (answer.Bos, answer.Eos));
        Assert.All(texts.Zip(answer.Tokens), pair => Assert.Equal(tokenizer.Encode(pair.First), pair.Second));
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>The smallest Llama model that llama.cpp loads: one layer of zeros.</summary>
    private static void WriteModel(GgufFile file, int vocabularySize)
    {
        file.Add("general.architecture", "llama");
        foreach (var (key, value) in (ReadOnlySpan<(string, int)>)
            [
                ("block_count", 1), ("context_length", 256), ("embedding_length", Width), ("feed_forward_length", Width),
                ("attention.head_count", 1), ("vocab_size", vocabularySize),
            ])
        {
            file.Add($"llama.{key}", value);
        }

        file.Add("llama.attention.layer_norm_rms_epsilon", 1e-6f);
        Add("token_embd.weight", vocabularySize, Width);
        foreach (var name in (string[])["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"])
        {
            Add($"blk.0.{name}.weight", Width, Width);
        }

        Add("blk.0.attn_norm.weight", Width);
        Add("blk.0.ffn_norm.weight", Width);
        Add("output_norm.weight", Width);

        void Add(string name, params long[] shape) =>
            file.Add(GgufTensor.Create(name, shape, GgmlType.F32, () => new float[shape.Aggregate(1L, (product, size) => product * size)]));
    }
}
