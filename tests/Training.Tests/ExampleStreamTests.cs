using TreasureMarkers.Models;

namespace TreasureMarkers.Training.Tests;

public sealed class ExampleStreamTests
{
    private const int Rows = 100;
    private const int Block = 64;

    [Fact]
    public void A_stream_goes_on_from_any_position_as_it_would_have()
    {
        var whole = Stream(StreamPosition.Start);

        for (var batch = 0; batch < 30; batch++)
        {
            var resumed = Stream(whole.Position);
            var (wanted, got) = (whole.Next(256, Block), resumed.Next(256, Block));
            Assert.Equal(wanted.SelectMany(block => block.Inputs), got.SelectMany(block => block.Inputs));
            Assert.Equal(whole.Position.Waiting, resumed.Position.Waiting);
        }
    }

    [Fact]
    public void Every_epoch_has_every_row_once_in_an_order_of_its_own()
    {
        var stream = Stream(StreamPosition.Start);
        var seen = new List<ExampleReference>();
        while (stream.Position.Epoch < 4)
        {
            seen.AddRange(stream.Next(256, Block).SelectMany(block => block.Examples));
        }

        var epochs = seen.GroupBy(reference => reference.Epoch).Take(3).Select(epoch => epoch.Select(reference => reference.Index).ToList()).ToList();
        Assert.All(epochs, epoch => Assert.Equal(Enumerable.Range(0, Rows), epoch.Order()));
        Assert.NotEqual(epochs[0], epochs[1]);
    }

    [Fact]
    public void Blocks_are_nearly_full_and_never_too_full()
    {
        var stream = Stream(StreamPosition.Start);

        var filled = Enumerable.Range(0, 50).SelectMany(_ => stream.Next(256, Block)).Select(block => block.Inputs.Length).ToList();

        Assert.All(filled, inputs => Assert.InRange(inputs, 1, Block));
        Assert.True(filled.Average() > 0.95 * Block, $"{filled.Average()} of {Block}");
    }

    [Fact]
    public void A_packed_block_keeps_each_documents_targets_to_itself()
    {
        Example first = new([10, 11, 12, 13], LossStart: 2, TextStart: 3, Room: 3), second = new([20, 21, 22], LossStart: 1, TextStart: 2, Room: 2);

        var block = PackedBlock.Create([(default, first), (default, second)]);
        var text = PackedBlock.Create([(default, first), (default, second)], textOnly: true);

        Assert.Equal([10, 11, 12, 20, 21], block.Inputs);
        Assert.Equal([3, 2], block.Lengths);
        Assert.Equal([1, 2, 3, 4], block.Positions);
        Assert.Equal([12, 13, 21, 22], block.Targets);
        Assert.Equal([2, 4], text.Positions);
        Assert.Equal([13, 22], text.Targets);
    }

    [Fact]
    public void Data_without_a_usable_row_is_refused()
    {
        var stream = new ExampleStream("instruction", 3, 1, _ => null, StreamPosition.Start);

        Assert.Throws<CommandException>(() => stream.Next(256, Block));
    }

    private static ExampleStream Stream(StreamPosition position) => new("rows", Rows, seed: 5, Encode, position);

    // Lengths of 3 to 40 that depend on row and epoch.
    private static Example Encode(ExampleReference at)
    {
        var tokens = Enumerable.Range(0, 3 + (((at.Index * 7) + at.Epoch) % 38)).Select(i => (at.Index * 100) + i).ToArray();
        return new Example(tokens, 1, 1, tokens.Length - 1);
    }
}
