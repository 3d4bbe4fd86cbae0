using TreasureMarkers.Data.Shards;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Data.Tests.Shards;

public sealed class TokenShardTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private readonly DocumentEncoder _encoder = new(
        BpeTokenizer.Load(Path.Combine(DefaultModel.Folder, "tokenizer.json")), MarkerTaxonomy.Default);

    [Fact]
    public async Task Documents_come_back_as_they_were_written_training_ones_first()
    {
        using var folder = new TemporaryFolder();
        // More than one chunk; lengths from none to many, ids up to the vocabulary's last.
        TokenDocument[] documents = [.. Enumerable.Range(0, 2500).Select(Document)];

        using var shard = await OpenAsync(folder["shards/rows.tokens"], Key, documents[..2400], documents[2400..]);

        Assert.Equal((2400, 2500), (shard.TrainCount, shard.Count));
        Assert.Equal(_encoder.ListIds, shard.ListIds);
        for (var i = 0; i < documents.Length; i++)
        {
            Assert.Equivalent(documents[i], shard.Read(i), strict: true);
        }
    }

    [Fact]
    public async Task A_shard_is_reused_under_its_key_and_written_anew_under_another()
    {
        using var folder = new TemporaryFolder();
        var path = folder["rows.tokens"];
        (await OpenAsync(path, Key, [Document(1)], [])).Dispose();

        using (var reused = await OpenAsync(path, Key, [Document(2)], []))
        {
            Assert.Equivalent(Document(1), reused.Read(0), strict: true);
        }

        using var other = await OpenAsync(path, [.. Key.Reverse()], [Document(2)], []);
        Assert.Equivalent(Document(2), other.Read(0), strict: true);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(90)]
    public async Task A_shard_that_was_cut_short_is_written_anew(int bytes)
    {
        using var folder = new TemporaryFolder();
        var path = folder["rows.tokens"];
        (await OpenAsync(path, Key, [Document(1)], [])).Dispose();
        await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path, Stop))[..bytes], Stop);

        using var shard = await OpenAsync(path, Key, [Document(1)], []);

        Assert.Equivalent(Document(1), shard.Read(0), strict: true);
    }

    [Fact]
    public async Task What_encoding_throws_comes_out_as_it_was_and_no_file_remains()
    {
        using var folder = new TemporaryFolder();

        var error = await Assert.ThrowsAsync<CommandException>(() => TokenShard.OpenAsync<int>(
            folder["rows.tokens"], Key, _encoder, row => throw new CommandException($"row {row}"),
            (AsyncEnumerable.Range(7, 1), AsyncEnumerable.Empty<int>()), new Progress<int>(), Stop));

        Assert.Equal("row 7", error.Message);
        Assert.Empty(Directory.GetFiles(folder.Root));
    }

    private async Task<TokenShard> OpenAsync(string path, byte[] key, TokenDocument[] train, TokenDocument[] heldOut) =>
        await TokenShard.OpenAsync(
            path, key, _encoder, document => document, (train.ToAsyncEnumerable(), heldOut.ToAsyncEnumerable()), new Progress<int>(), Stop);

    private TokenDocument Document(int number)
    {
        var random = SplitMix64.For(1, number, "documents");
        int[] Part() => [.. Enumerable.Range(0, random.NextInt(40)).Select(_ => random.NextInt(_encoder.VocabularySize))];
        return new TokenDocument(Part(), Part(), Part(), Part(), Part(), [.. Enumerable.Range(0, number % 4).Select(_ => Part())])
        {
            Required = [.. Enumerable.Range(0, number % 4 / 2)],
        };
    }
}
