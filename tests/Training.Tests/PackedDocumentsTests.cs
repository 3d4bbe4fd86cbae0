using TorchSharp;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Training.Kernels;

namespace TreasureMarkers.Training.Tests;

public sealed class PackedDocumentsTests
{
    private static readonly ModelConfiguration Shape = PlainDecoder.Family("qwen3");

    [Theory]
    [InlineData(7)]
    [InlineData(5, 5, 5)]
    [InlineData(9, 3, 9, 1, 3)]
    [InlineData(70, 3, 128, 64, 1, 65)]
    public void The_loops_over_memory_compute_what_libtorch_s_operations_do(params int[] lengths)
    {
        using var scope = torch.NewDisposeScope();
        var tokens = lengths.Sum();
        torch.Tensor Random(string key, params long[] sizes)
        {
            var random = SplitMix64.For(3, 0, key);
            float[] values = [.. Enumerable.Range(0, (int)sizes.Aggregate(1L, (a, b) => a * b)).Select(_ => (float)random.NextNormal())];
            return torch.tensor(values, sizes);
        }

        List<torch.Tensor> Run(LayerKernels kernels, bool padded)
        {
            var (x, gain, stream, gainGradient) = (Random("x", tokens, 40), Random("gain", 40), Random("stream", tokens, 40), torch.zeros(40));
            var (normed, scale) = kernels.Normalize(x, Random("added", tokens, 40), gain);
            var normGradient = kernels.NormalizeBackward(Random("dy", tokens, 40), x, scale, gain, stream, gainGradient);
            var gates = Random("gates", tokens, 56);
            var (gated, gateGradient) = kernels.GateBackward(gates, Random("dg", tokens, 28));
            var documents = new PackedDocuments(lengths, padded);
            var all = Random("qkv", tokens, 8 * 16);
            var (attended, state) = kernels.Attend(new Part(all, 0, 4), new Part(all, 64, 2), new Part(all, 96, 2), documents);
            var gradient = torch.zeros(tokens, 8 * 16);
            kernels.AttendBackward(
                state, attended, Random("da", tokens, 64), documents, (new Part(gradient, 0, 4), new Part(gradient, 64, 2), new Part(gradient, 96, 2)));
            var logits = Random("logits", 5, 53);
            var loss = kernels.CrossEntropy(logits, torch.tensor([0L, 52, 7, 7, 31]), 0.3);
            return [x, normed, kernels.Renormalize(x, scale, gain), scale, normGradient, stream, gainGradient, kernels.Gate(gates), gated, gateGradient, attended, gradient, logits, loss];
        }

        var loops = Run(new CpuKernels(Shape, torch.ScalarType.Float32), padded: false);
        var operations = Run(new TensorKernels(Shape, torch.ScalarType.Float32, torch.CPU), padded: true);

        for (var i = 0; i < loops.Count; i++)
        {
            var difference = loops[i].sub(operations[i].reshape(loops[i].shape)).abs().max().to_type(torch.ScalarType.Float32).item<float>();
            Assert.True(difference < 1e-4f, $"result {i}: {difference}");
        }
    }

    [Fact]
    public void Documents_of_like_length_share_a_batch_and_padding_is_little()
    {
        int[] lengths = [.. Enumerable.Range(1, 200)];

        var tight = new PackedDocuments(lengths, padded: false).Batches;
        var padded = new PackedDocuments(lengths, padded: true).Batches;

        Assert.Equal([(72, 256), (64, 128), (64, 64)], padded.Select(batch => (batch.Documents, batch.Length)));
        Assert.InRange(tight.Count, 10, 45);
        Assert.InRange(tight.Sum(batch => batch.Documents * batch.Length), lengths.Sum(), 1.1 * lengths.Sum());
        Assert.Equal(Enumerable.Range(0, lengths.Sum()), tight.SelectMany(batch => batch.Rows).Where(row => row >= 0).Order());
    }
}
