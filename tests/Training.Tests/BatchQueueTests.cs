using TreasureMarkers.Models;

namespace TreasureMarkers.Training.Tests;

public sealed class BatchQueueTests
{
    private const int Block = 64;
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public void Batches_and_positions_are_the_streams()
    {
        var stream = Stream();
        using var queue = new BatchQueue(Stream(), 256, Block);

        for (var batch = 0; batch < 20; batch++)
        {
            var wanted = stream.Next(256, Block);
            var (blocks, after) = queue.Take(Ct);
            Assert.Equal(wanted.SelectMany(block => block.Inputs), blocks.SelectMany(block => block.Inputs));
            Assert.Equal((stream.Position.Epoch, stream.Position.Cursor), (after.Epoch, after.Cursor));
            Assert.Equal(stream.Position.Waiting, after.Waiting);
        }
    }

    [Fact]
    public void A_stream_that_fails_fails_every_take()
    {
        using var queue = new BatchQueue(new ExampleStream("rows", 3, 1, _ => null, StreamPosition.Start), 256, Block);

        Assert.Throws<CommandException>(() => queue.Take(Ct));
        Assert.Throws<CommandException>(() => queue.Take(Ct));
    }

    [Fact]
    public void What_encoding_a_row_throws_comes_out_as_it_was()
    {
        using var queue = new BatchQueue(new ExampleStream("rows", 3, 1, at => throw new CommandException($"row {at.Epoch}"), StreamPosition.Start), 256, Block);

        Assert.Equal("row 0", Assert.Throws<CommandException>(() => queue.Take(Ct)).Message);
    }

    [Fact]
    public void A_full_queue_is_disposed_of_at_once()
    {
        var queue = new BatchQueue(Stream(), 256, Block);
        _ = queue.Take(Ct);

        // Ends, or the test run does not: the thread waits for room that nobody makes.
        queue.Dispose();
    }

    private static ExampleStream Stream() => new("rows", 100, seed: 5, at =>
    {
        var tokens = Enumerable.Range(0, 3 + (((at.Index * 7) + at.Epoch) % 38)).Select(i => (at.Index * 100) + i).ToArray();
        return new Example(tokens, 1, 1, tokens.Length - 1);
    }, StreamPosition.Start);
}
