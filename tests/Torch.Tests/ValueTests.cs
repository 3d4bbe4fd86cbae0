using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests;

/// <summary>Operations give the numbers that arithmetic in C# gives.</summary>
public sealed class ValueTests
{
    private static readonly double[] Numbers = [0.3, 0.7, 1.1, 2.9];

    public static TheoryData<string> Functions => [.. Formulas.Keys];

    private static Dictionary<string, (Func<Tensor, Tensor> Torch, Func<double, double> Exact)> Formulas => new()
    {
        ["abs"] = (x => x.neg().abs(), x => x),
        ["add"] = (x => x.add(x, 2), x => 3 * x),
        ["addcdiv"] = (x => x.addcdiv(x, x + 1, 0.5), x => x + 0.5 * x / (x + 1)),
        ["addcmul"] = (x => x.addcmul(x, x, 0.5), x => x + 0.5 * x * x),
        ["clamp"] = (x => x.clamp(0.5, 2), x => Math.Clamp(x, 0.5, 2)),
        ["clamp one side"] = (x => x.clamp(max: 1), x => Math.Min(x, 1)),
        ["cos"] = (x => x.cos(), Math.Cos),
        ["div"] = (x => x / (x + 1), x => x / (x + 1)),
        ["divided by"] = (x => 2 / x, x => 2 / x),
        ["exp"] = (x => x.exp(), Math.Exp),
        ["lerp"] = (x => x.lerp(x * 3, x), x => x + x * (2 * x)),
        ["log"] = (x => x.log(), Math.Log),
        ["minus"] = (x => 2 - x, x => 2 - x),
        ["neg"] = (x => x.neg(), x => -x),
        ["pow"] = (x => x.pow(x), x => Math.Pow(x, x)),
        ["pow number"] = (x => x.pow(1.5), x => Math.Pow(x, 1.5)),
        ["reciprocal"] = (x => x.reciprocal(), x => 1 / x),
        ["relu"] = (x => (x - 1).relu(), x => Math.Max(0, x - 1)),
        ["rsqrt"] = (x => x.rsqrt(), x => 1 / Math.Sqrt(x)),
        ["sigmoid"] = (x => x.sigmoid(), x => 1 / (1 + Math.Exp(-x))),
        ["silu"] = (x => x.silu(), x => x / (1 + Math.Exp(-x))),
        ["sin"] = (x => x.sin(), Math.Sin),
        ["sqrt"] = (x => x.sqrt(), Math.Sqrt),
        ["square"] = (x => x.square(), x => x * x),
        ["sub"] = (x => x - x * 3 - 1, x => -2 * x - 1),
        ["tanh"] = (x => x.tanh(), Math.Tanh),
        ["where"] = (x => where(x.gt(1), x, x.neg()), x => x > 1 ? x : -x),
        ["masked_fill"] = (x => x.masked_fill(x.lt(1), 9), x => x < 1 ? 9 : x),
        ["maximum"] = (x => maximum(x, ones_like(x)), x => Math.Max(x, 1)),
        ["minimum"] = (x => minimum(x, ones_like(x)), x => Math.Min(x, 1)),
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void ElementByElement(string function)
    {
        using var scope = NewDisposeScope();
        var (torch, exact) = Formulas[function];
        Same(Numbers.Select(exact), torch(tensor(Numbers)));
    }

    [Fact]
    public void Products()
    {
        using var scope = NewDisposeScope();
        var (left, right) = (arange(6, float64).view(2, 3), arange(6, float64).view(3, 2));
        Same([10, 13, 28, 40], left.mm(right), 2, 2);
        Same([10, 13, 28, 40], left.unsqueeze(0).bmm(right.unsqueeze(0)), 1, 2, 2);
        Same([21, 27, 57, 81], ones(2, float64).addmm(left, right, beta: 1, alpha: 2), 2, 2);
        Same([5, 14, 14, 50], functional.linear(left, left), 2, 2);
        Same([6, 16, 15, 52], functional.linear(left, left, tensor(new double[] { 1, 2 })), 2, 2);
        Same([5, 14], left.matmul(arange(3, float64)), 2);
    }

    [Fact]
    public void SumsAndExtremes()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new double[] { 3, -1, 4, 1, -5, 9 }, [2, 3]);
        Same([11], x.sum());
        Same([6, 5], x.sum(1), 2);
        Same([4, -6, 13], x.sum([0], keepdim: true), 1, 3);
        Same([2, 5.0 / 3], x.mean([1]), 2);
        Same([11.0 / 6], x.mean());
        Same([9], x.max());
        Same([-5], x.min());
        var (values, places) = x.max(1);
        Same([4, 9], values, 2);
        Assert.Equal([2L, 2L], places.data<long>().ToArray());
        Assert.Equal([1L, 1L], x.min(1).indexes.data<long>().ToArray());
        Assert.Equal(5, x.argmax().item<long>());
        Assert.Equal([2L, 2L], x.argmax(-1).data<long>().ToArray());
        Same([4, 3, 9, 1], x.topk(2).values, 2, 2);
        Assert.Equal([1L, 1L], x.topk(1, largest: false).indexes.data<long>().ToArray());
        Same([Math.Sqrt(133)], x.norm());
        Same([8, 15], x.norm(1, p: 1), 2);
        Same([3, 2, 6, 1, -4, 5], x.cumsum(1), 2, 3);
    }

    [Fact]
    public void Probabilities()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new double[] { 1, 2, 3, 1, 1, 1 }, [2, 3]);
        double[] exponentials = [Math.E, Math.Exp(2), Math.Exp(3)];
        var total = exponentials.Sum();
        Same([.. exponentials.Select(e => e / total), 1.0 / 3, 1.0 / 3, 1.0 / 3], x.softmax(-1), 2, 3);
        Same([1 - Math.Log(total), 2 - Math.Log(total), 3 - Math.Log(total)], functional.log_softmax(x, 1).select(0, 0), 3);
        Same([Math.Log(total), Math.Log(3 * Math.E)], x.logsumexp(1), 2);
        double[] losses = [Math.Log(total) - 2, Math.Log(3)];
        var targets = tensor(new long[] { 1, 0 });
        Same(losses, functional.cross_entropy(x, targets, reduction: Reduction.None), 2);
        Same([losses.Average()], functional.cross_entropy(x, targets));
        Same([losses[0]], functional.cross_entropy(x, targets, ignore_index: 0));
        Assert.Equal(float32, x.to(bfloat16).softmax(-1, float32).dtype);
    }

    private static void Same(IEnumerable<double> expected, Tensor actual, params long[] shape)
    {
        Assert.Equal(shape.Length == 0 && actual.NumberOfElements > 1 ? [actual.NumberOfElements] : shape, actual.shape);
        var elements = actual.data<double>().ToArray();
        Assert.Equal(expected.Count(), elements.Length);
        Assert.All(expected.Zip(elements), pair => Assert.Equal(pair.First, pair.Second, 1e-12 * (1 + Math.Abs(pair.First))));
    }
}
