using System.Diagnostics;
using TreasureMarkers.Models.Tests.Support;
using TreasureMarkers.Models.Tokenization;
using Rust = Tokenizers.DotNet;

namespace TreasureMarkers.Models.Tests.Tokenization;

/// <summary>Encoding is at least as fast as Hugging Face's own library, measured in one run.</summary>
public sealed class TokenizerSpeedTests(ITestOutputHelper output)
{
    private const int Rounds = 10;

    public static TheoryData<string> Names => RealTokenizers.Names;

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Length", "long")]
    public async Task Encoding_is_at_least_as_fast(string name)
    {
        NpmProgram.Require();
        var path = await RealTokenizers.GetAsync(name);
        var ours = BpeTokenizer.Load(path);
        using var theirs = new Rust.Tokenizer(path);
        // Sentences of 23 languages and hostile texts, as documents of some pages.
        var sentences = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Excerpts", "held-out-sentences.tsv"))
            .Select(line => line.Split('\t')[1]);
        string[] documents = [.. sentences.Chunk(40).Concat(HostileTexts.All.Chunk(100)).Select(texts => string.Join('\n', texts))];
        var characters = documents.Sum(text => (double)text.Length);

        // Each document is new to both, so that their caches know words but no documents.
        new Random(1).Shuffle(documents);
        var (seconds, secondsOfTheirs) = (0.0, 0.0);
        foreach (var part in documents.Chunk((documents.Length / Rounds) + 1))
        {
            secondsOfTheirs += Seconds(() => part.Sum(text => theirs.Encode(text).Length));
            seconds += Seconds(() => part.Sum(text => ours.Encode(text).Length));
        }

        var figures = $"{name}: {characters / seconds / 1e6:F1} M characters/s, Hugging Face's library {characters / secondsOfTheirs / 1e6:F1} M";
        output.WriteLine(figures);
        Assert.True(seconds <= secondsOfTheirs, figures);
    }

    private static double Seconds(Func<int> work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed.TotalSeconds;
    }
}
