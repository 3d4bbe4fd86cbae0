using System.Diagnostics;
using TreasureMarkers.Models.Tests.Support;
using TreasureMarkers.Models.Tokenization;
using Rust = Tokenizers.DotNet;

namespace TreasureMarkers.Models.Tests.Tokenization;

/// <summary>Encoding is at least as fast as Hugging Face's own library, measured in one run.</summary>
public sealed class TokenizerSpeedTests(ITestOutputHelper output)
{
    private const int Rounds = 5;

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
        // Sentences of 23 languages and texts that no cache knows, as documents of some pages.
        var sentences = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Excerpts", "held-out-sentences.tsv"))
            .Select(line => line.Split('\t')[1]);
        string[] documents = [.. sentences.Chunk(40).Concat(HostileTexts.All.Chunk(100)).Select(texts => string.Join('\n', texts))];
        var characters = documents.Sum(text => (double)text.Length);

        var (fastest, fastestOfTheirs) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            fastestOfTheirs = Math.Min(fastestOfTheirs, Seconds(() => documents.Sum(text => theirs.Encode(text).Length)));
            fastest = Math.Min(fastest, Seconds(() => documents.Sum(text => ours.Encode(text).Length)));
        }

        var figures = $"{name}: {characters / fastest / 1e6:F1} M characters/s, Hugging Face's library {characters / fastestOfTheirs / 1e6:F1} M";
        output.WriteLine(figures);
        Assert.True(fastest <= fastestOfTheirs, figures);
    }

    private static double Seconds(Func<int> work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed.TotalSeconds;
    }
}
