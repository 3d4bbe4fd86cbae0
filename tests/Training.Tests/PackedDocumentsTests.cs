using System.Runtime.InteropServices;
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
            var weighted = logits.clone();
            var targets = torch.tensor([0L, 52, 7, 7, 31]);
            var loss = kernels.CrossEntropy(logits, targets, null, 0.3);
            var sameLoss = kernels.CrossEntropy(weighted, targets, torch.tensor([1f, 12, 1, 5, 0]), 0.3);
            return
            [
                x, normed, kernels.Renormalize(x, scale, gain), scale, normGradient, stream, gainGradient, kernels.Gate(gates), gated, gateGradient, attended, gradient,
                logits, loss, weighted, sameLoss,
            ];
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
    public void Joined_blocks_step_as_each_does_by_itself()
    {
        using var scope = torch.NewDisposeScope();
        using var inPlace = torch.no_grad();
        WeightBlock[] Blocks()
        {
            long[][] shapes = [[3, 5], [130], [64, 2]];
            return
            [
                .. shapes.Select((shape, number) =>
                {
                    var block = new WeightBlock(shape, torch.ScalarType.BFloat16, torch.CPU, isTrained: true);
                    var random = SplitMix64.For(3, number, "block");
                    float[] Numbers() => [.. Enumerable.Range(0, (int)block.Working.numel()).Select(_ => (float)random.NextNormal())];
                    block.Add("weight", Numbers());
                    _ = block.Gradient!.copy_(torch.tensor(Numbers(), shape));
                    return block;
                }),
            ];
        }

        var (alone, joined) = (Blocks(), Blocks());
        var kernels = new TensorKernels(Shape, torch.ScalarType.BFloat16, torch.CPU);
        var step = new AdamWStep(0.01, 0.9, 0.95, 1e-8, 0.1, 1);

        var whole = WeightBlock.Join(joined);
        Assert.Equal(alone.Sum(block => kernels.SumOfSquares(block.Gradient!).item<double>()), kernels.SumOfSquares(whole.Gradient!).item<double>(), 1e-6);
        kernels.AdamW(whole, 0.5, step);
        Array.ForEach(alone, block => new CpuKernels(Shape, torch.ScalarType.BFloat16).AdamW(block, 0.5, step));

        foreach (var (one, other) in alone.Zip(joined))
        {
            foreach (var (wanted, got) in new[] { (one.Master!, other.Master!), (one.First!, other.First!), (one.Second!, other.Second!), (one.Gradient!, other.Gradient!) })
            {
                Assert.InRange(wanted.sub(got).abs().max().item<float>(), 0, 1e-6f);
            }

            Assert.InRange(one.Working.sub(other.Working).abs().max().to_type(torch.ScalarType.Float32).item<float>(), 0, 0.02f);
        }
    }

    [Fact]
    public void Documents_know_where_they_begin_and_each_token_its_place()
    {
        var documents = new PackedDocuments([3, 1, 2], padded: false);

        Assert.Equal([0, 3, 4, 6], documents.Offsets());
        Assert.Equal([0L, 1, 2, 0, 0, 1], documents.Positions());
    }

    [Fact]
    public void Flash_attention_is_an_operation_of_this_libtorch_that_a_CPU_does_not_have()
    {
        using var scope = torch.NewDisposeScope();
        var heads = torch.ones([4, 2, 16], torch.ScalarType.BFloat16);

        var error = Assert.Throws<ExternalException>(() => TensorScript.Flash(heads, heads, heads, torch.tensor([0, 4]), 4));

        Assert.Contains("_flash_attention_forward", error.Message, StringComparison.Ordinal);
        Assert.Contains("'CPU'", error.Message, StringComparison.Ordinal);
        Assert.False(TensorScript.HasFlash(Shape, torch.ScalarType.BFloat16, torch.CPU));
    }

    [Fact]
    public void Flash_attention_over_offsets_computes_what_padded_groups_do()
    {
        Assert.SkipUnless(torch.cuda.is_available(), "needs a GPU and a CUDA build of libtorch");
        using var scope = torch.NewDisposeScope();
        var shape = Shape with { HeadDim = 64 };
        int[] lengths = [70, 3, 128, 64, 1, 65];
        float[] Run(torch.ScalarType type)
        {
            var kernels = new TensorKernels(shape, type, torch.CUDA);
            torch.Tensor Random(string key, long columns)
            {
                var random = SplitMix64.For(3, 0, key);
                float[] values = [.. Enumerable.Range(0, lengths.Sum() * (int)columns).Select(_ => (float)random.NextNormal())];
                return torch.tensor(values, [lengths.Sum(), columns]).to(torch.CUDA).to_type(type);
            }

            var documents = new PackedDocuments(lengths, padded: true);
            var (all, gradient) = (Random("qkv", 8 * 64), torch.zeros([lengths.Sum(), 8 * 64], type, torch.CUDA));
            var (attended, state) = kernels.Attend(new Part(all, 0, 4), new Part(all, 256, 2), new Part(all, 384, 2), documents);
            kernels.AttendBackward(
                state, attended, Random("da", 256), documents, (new Part(gradient, 0, 4), new Part(gradient, 256, 2), new Part(gradient, 384, 2)));
            return torch.cat([attended, gradient], 1).to_type(torch.ScalarType.Float32).cpu().data<float>().ToArray();
        }

        var (wanted, got) = (Run(torch.ScalarType.Float32), Run(torch.ScalarType.BFloat16));

        Assert.InRange(NanoModel.LargestDifference(wanted, got), 0, 0.1f);
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
