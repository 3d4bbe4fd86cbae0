using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public sealed class RandomTests
{
    [Fact]
    public void TheSameSeedGivesTheSameNumbers()
    {
        using var scope = NewDisposeScope();
        var first = Draw(11);
        Assert.Equal(first, Draw(11));
        Assert.NotEqual(first, Draw(12));
        Assert.Equal(12, initial_seed());
    }

    [Fact]
    public void ASavedStateContinuesWhereItWasSaved()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        _ = randn(5);
        var state = get_rng_state();
        var next = randn(40).data<float>().ToArray();
        var restored = tensor(state.data<byte>().ToArray());
        set_rng_state(restored);
        Assert.Equal(next, randn(40).data<float>().ToArray());
    }

    [Fact]
    public void TrainingTwiceFromOneSeedGivesTheSameBits() => Assert.Equal(Train(), Train());

    [Fact]
    public void DistributionsHaveTheirMeansAndSpreads()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var normal = empty(100_000).normal_(2, 3);
        Assert.InRange(normal.mean().item<float>(), 1.95, 2.05);
        Assert.InRange((normal - 2).square().mean().item<float>(), 8.8, 9.2);
        var uniform = empty(100_000).uniform_(-1, 3);
        Assert.InRange(uniform.mean().item<float>(), 0.97, 1.03);
        Assert.InRange(uniform.min().item<float>(), -1, -0.99);
        var drawn = multinomial(tensor(new float[] { 1, 0, 3 }), 10_000, replacement: true);
        Assert.InRange(drawn.eq(2).sum().item<long>(), 7300, 7700);
        Assert.False(drawn.eq(1).any().item<bool>());
    }

    [Fact]
    public void DropoutZeroesItsShareAndKeepsTheMean()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var dropped = nn.functional.dropout(ones(100_000), 0.25);
        Assert.InRange(dropped.eq(0).sum().item<long>(), 24_000, 26_000);
        Assert.InRange(dropped.mean().item<float>(), 0.98, 1.02);
        Assert.Equal(100_000, nn.functional.dropout(ones(100_000), 0.25, training: false).sum().item<float>());
    }

    private static float[] Draw(long seed)
    {
        manual_seed(seed);
        return cat([rand(10), randn(10), randperm(10).to(float32)]).data<float>().ToArray();
    }

    private static byte[] Train()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var weights = new Parameter(randn(16, 8));
        var (inputs, targets) = (randn(256, 8), randint(16, [256]));
        for (var step = 0; step < 10; step++)
        {
            nn.functional.cross_entropy(nn.functional.dropout(nn.functional.linear(inputs, weights), 0.1), targets).backward();
            using var unrecorded = no_grad();
            weights.add_(weights.grad!, -0.1);
            weights.grad!.zero_();
        }

        return weights.bytes.ToArray();
    }
}
