using System.Text;
using TreasureMarkers.Data;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Tests.Support;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Models.Tokenization.Training;

namespace TreasureMarkers.Models.Tests.Tokenization.Training;

/// <summary>What the trainer writes, read by the runtime that serves it and by us.</summary>
public sealed class GenAIParityTests : IDisposable
{
    private const int Megabyte = 1_000_000;

    private static readonly string[] Sentences =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Excerpts", "held-out-sentences.tsv")).Select(line => line.Split('\t')[1])];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_trained_tokenizer_gives_GenAIs_ids_on_a_held_out_megabyte()
    {
        var ours = Train([.. Sentences.Where((_, i) => i % 2 == 0)]);
        using var model = GenAI.LoadModel(_folder.FullName);
        using var theirs = new Microsoft.ML.OnnxRuntimeGenAI.Tokenizer(model);
        var random = new StableRandom("parity");
        string[] unseen = [.. Sentences.Where((_, i) => i % 2 == 1)];
        string[] joints = [" ", "\n", "\n\n", "  ", " | ", "\t", "", "\n- ", "\": \"", ". "];
        var bytes = 0;
        while (bytes < Megabyte)
        {
            var text = string.Concat(random.Sample(unseen, 1 + random.Next(12)).Select(s => s[random.Next(s.Length)..] + random.Pick(joints)));
            using var sequences = theirs.Encode(text);
            Assert.Equal(sequences[0].ToArray(), ours.Encode(text));
            bytes += Encoding.UTF8.GetByteCount(text);
        }
    }

    [Fact]
    public void Every_token_that_is_whole_text_encodes_to_itself()
    {
        // GenAI looks a whole piece up in the vocabulary before it merges, so a token that merging misses would get another id there.
        var ours = Train(Sentences);
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        Assert.All(Enumerable.Range(ControlTokens.All.Count + 256, 2000), id =>
        {
            try
            {
                Assert.Equal([id], ours.EncodeOrdinary(strict.GetString(ours.BytesOf(id))));
            }
            catch (DecoderFallbackException)
            {
                // Part of a character: no text is this token alone.
            }
        });
    }

    private BpeTokenizer Train(IEnumerable<string> texts)
    {
        var table = new WordTable();
        foreach (var text in texts)
        {
            table.Add("any", text);
        }

        var json = TokenizerJsonWriter.Write(BpeTrainer.Learn(table.Weighted(), 3000), MarkerTaxonomy.Default);
        new RandomModel().WriteTo(_folder.FullName);
        File.WriteAllText(Path.Combine(_folder.FullName, "tokenizer.json"), json);
        File.WriteAllText(Path.Combine(_folder.FullName, "tokenizer_config.json"), """
            {"tokenizer_class":"PreTrainedTokenizerFast","bos_token":"<|bos|>","eos_token":"<|end|>","pad_token":"<|pad|>",
             "add_bos_token":false,"add_eos_token":false,"clean_up_tokenization_spaces":false}
            """);
        return BpeTokenizer.Parse(json);
    }
}
