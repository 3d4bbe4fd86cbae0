using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests;

public sealed class AttentionTests
{
    [Theory]
    [InlineData("none")]
    [InlineData("causal")]
    [InlineData("bool")]
    [InlineData("additive")]
    public void AgreesWithItsDefinition(string mask)
    {
        using var scope = NewDisposeScope();
        manual_seed(9);
        var (queries, keys, width) = (4, 4, 3);
        var (q, k, v) = (randn(queries, width, float64), randn(keys, width, float64), randn(keys, width, float64));
        var allowed = mask == "none" ? ones(queries, keys, @bool) : ones(queries, keys, @bool).tril();
        var result = mask switch
        {
            "bool" => scaled_dot_product_attention(q, k, v, allowed),
            "additive" => scaled_dot_product_attention(q, k, v, zeros(queries, keys, float64).masked_fill(allowed.logical_not(), double.NegativeInfinity)),
            _ => scaled_dot_product_attention(q, k, v, is_casual: mask == "causal"),
        };
        var (qs, ks, vs, may) = (q.data<double>(), k.data<double>(), v.data<double>(), allowed.data<bool>());
        for (var i = 0; i < queries; i++)
        {
            var weights = Enumerable.Range(0, keys)
                .Select(j => may[i, j] ? Math.Exp(Enumerable.Range(0, width).Sum(d => qs[i, d] * ks[j, d]) / Math.Sqrt(width)) : 0)
                .ToArray();
            for (var d = 0; d < width; d++)
            {
                Assert.Equal(weights.Select((weight, j) => weight * vs[j, d]).Sum() / weights.Sum(), result.data<double>()[i, d], 1e-12);
            }
        }
    }

    [Fact]
    public void AMaskAndCausalityExcludeEachOther()
    {
        using var scope = NewDisposeScope();
        Assert.ThrowsAny<Exception>(() => scaled_dot_product_attention(ones(2, 2), ones(2, 2), ones(2, 2), ones(2, 2), is_casual: true));
    }
}
