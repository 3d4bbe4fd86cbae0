using TorchSharp;
using TreasureMarkers.Models;

namespace TreasureMarkers.Training.Tests;

public sealed class PackedDocumentsTests
{
    private const int Heads = 2;
    private const int Size = 8;

    [Theory]
    [InlineData(false, 7)]
    [InlineData(false, 5, 5, 5)]
    [InlineData(false, 9, 3, 9, 1, 3)]
    [InlineData(true, 7)]
    [InlineData(true, 64, 64)]
    [InlineData(true, 70, 3, 128, 64, 1, 65)]
    public void Attention_over_batches_is_that_of_each_document_alone(bool padded, params int[] lengths)
    {
        using var scope = torch.NewDisposeScope();
        var batches = new PackedDocuments(lengths, torch.CPU, padded);
        var (together, alone) = (Packed(lengths.Sum()), Packed(lengths.Sum()));

        var joined = batches.Join([.. batches.Split(together).Select(Attention)]);
        var attended = Parts(alone, lengths).Select(part => Attention(part.unsqueeze(0).transpose(1, 2)).transpose(1, 2));
        var expected = torch.cat([.. attended.Select(part => part.reshape(-1, Heads * Size))], 0);

        Assert.Equal(expected.shape, joined.shape);
        Assert.InRange(Difference(expected, joined), 0, 1e-5f);
        // What padding adds must not reach the gradient either.
        expected.square().sum().backward();
        joined.square().sum().backward();
        Assert.InRange(Difference(alone.grad!, together.grad!), 0, 1e-4f);
        var positions = lengths.SelectMany(length => Enumerable.Range(0, length)).Select(position => (long)position);
        Assert.Equal(positions, batches.Positions.data<long>().ToArray());
    }

    [Fact]
    public void Padding_makes_few_batches_of_many_lengths()
    {
        using var scope = torch.NewDisposeScope();
        int[] lengths = [.. Enumerable.Range(1, 200)];

        Assert.Equal([(64, 64), (64, 128), (72, 256)], new PackedDocuments(lengths, torch.CPU, padded: true).Sizes);
        Assert.Equal(200, new PackedDocuments(lengths, torch.CPU, padded: false).Sizes.Count);
    }

    private static torch.Tensor Attention(torch.Tensor heads) =>
        torch.nn.functional.scaled_dot_product_attention(heads, heads.mul(0.5), heads.add(1), is_casual: true);

    private static torch.Tensor Packed(int tokens)
    {
        var random = SplitMix64.For(3, 0, "packed");
        float[] values = [.. Enumerable.Range(0, tokens * Heads * Size).Select(_ => (float)random.NextNormal())];
        return torch.tensor(values, [tokens, Heads, Size]).requires_grad_(true);
    }

    private static torch.Tensor[] Parts(torch.Tensor packed, int[] lengths) =>
        lengths.Length == 1 ? [packed] : packed.split([.. lengths.Select(length => (long)length)]);

    private static float Difference(torch.Tensor left, torch.Tensor right) => left.sub(right).abs().max().item<float>();
}
