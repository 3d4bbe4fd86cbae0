using static TorchSharp.torch;

namespace TorchSharp.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void AGradientReachesTheLeaves()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1, 2, 3, 4 }, [2, 2], requires_grad: true);
        var w = new Modules.Parameter(randn(3, 2));
        var y = nn.functional.linear(x, w).pow(2).sum() * 0.5 + 1;
        y.backward();
        Assert.Equal(2, x.grad!.dim());
        Assert.Equal([3, 2], w.grad!.shape);
        var a = nn.functional.scaled_dot_product_attention(randn([2, 4, 8, 16]), randn([2, 4, 8, 16]), randn([2, 4, 8, 16]), is_casual: true);
        Assert.Equal([2, 4, 8, 16], a.shape);
        var (values, indices) = a.topk(3);
        Assert.Equal([2, 4, 8, 3], indices.shape);
        Assert.Equal(values.max().item<float>(), a.max().item<float>());
        Assert.Equal(8, cat([x, x, x, x]).size(0));
        var loss = nn.functional.cross_entropy(randn(4, 10), tensor(new long[] { 1, 2, -100, 4 }));
        Assert.True(loss.isfinite().item<bool>());
        Assert.ThrowsAny<Exception>(() => x.matmul(randn(7, 7)));
    }
}
