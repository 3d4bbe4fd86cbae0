using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Views, parts and choices of the numbers 0, 1, 2 … in a [2, 3] tensor or other.</summary>
public sealed class ShapeTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly Tensor x = arange(6).view(2, 3);

    public void Dispose() => scope.Dispose();

    [Fact]
    public void ViewsShareMemory()
    {
        var view = x.t().narrow(0, 1, 2);
        view.zero_();
        Same(x, [2, 3], 0, 0, 0, 3, 0, 0);
    }

    [Fact]
    public void Shapes()
    {
        Same(x.view(3, -1), [3, 2], 0, 1, 2, 3, 4, 5);
        Same(x.t(), [3, 2], 0, 3, 1, 4, 2, 5);
        Same(x.transpose(0, 1).reshape(6), [6], 0, 3, 1, 4, 2, 5);
        Same(x.t().flatten(), [6], 0, 3, 1, 4, 2, 5);
        Same(x.view(1, 2, 3).permute(2, 0, 1), [3, 1, 2], 0, 3, 1, 4, 2, 5);
        Same(x.unsqueeze(-1).squeeze(-1).unsqueeze(0).squeeze(), [2, 3], 0, 1, 2, 3, 4, 5);
        Same(x.select(0, 1).expand(2, -1), [2, 3], 3, 4, 5, 3, 4, 5);
        Same(x.slice(1, 0, 3, 2), [2, 2], 0, 2, 3, 5);
        Same(x.repeat(1, 2), [2, 6], 0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5);
        Same(x.repeat_interleave(2, 0), [4, 3], 0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5);
        Same(x.tril(), [2, 3], 0, 0, 0, 3, 4, 0);
        Same(x.triu(1), [2, 3], 0, 1, 2, 0, 0, 5);
        Assert.Equal([3L, 1L], x.stride());
        Assert.False(x.t().is_contiguous());
        Assert.True(x.t().contiguous().is_contiguous());
        Assert.Equal((2, 6, 8, 3), (x.dim(), x.numel(), x.element_size(), x.size(-1)));
    }

    [Fact]
    public void Parts()
    {
        Same(x.chunk(2, 1)[1], [2, 1], 2, 5);
        Same(x.split(2, 1)[0], [2, 2], 0, 1, 3, 4);
        Same(x.split([1, 2], 1)[1], [2, 2], 1, 2, 4, 5);
        Same(x.unbind(1)[1], [2], 1, 4);
        Same(cat([x, x], 1), [2, 6], 0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5);
        Same(stack([x, x + 6]), [2, 2, 3], [.. Enumerable.Range(0, 12)]);
        var many = arange(200).split(1);
        Assert.Equal(200, many.Length);
        Same(cat(many), [200], [.. Enumerable.Range(0, 200)]);
    }

    [Fact]
    public void Choices()
    {
        Same(x.index_select(1, tensor(new long[] { 2, 0 })), [2, 2], 2, 0, 5, 3);
        Same(x.to(float64).index_select(0, tensor(new long[] { 1, 1, 0 })).to(int64), [3, 3], 3, 4, 5, 3, 4, 5, 0, 1, 2);
        Same(x.gather(1, tensor(new long[] { 2, 0 }).view(2, 1)), [2, 1], 2, 3);
        Same(x.scatter(1, tensor(new long[] { 2, 0 }).view(2, 1), full(2, 1, 9, int64)), [2, 3], 0, 1, 9, 9, 4, 5);
        Same(x.index_add(0, tensor(new long[] { 1, 1 }), x, 1), [2, 3], 0, 1, 2, 6, 9, 12);
        Same(x.where(x.gt(2), x * 10), [2, 3], 0, 10, 20, 3, 4, 5);
    }

    [Fact]
    public void Comparisons()
    {
        var three = full_like(x, 3);
        (Tensor Mask, bool[] Expected)[] all =
        [
            (x.eq(3), [false, false, false, true, false, false]), (x.ne(three), [true, true, true, false, true, true]),
            (x.lt(3), [true, true, true, false, false, false]), (x.le(three), [true, true, true, true, false, false]),
            (x.gt(three), [false, false, false, false, true, true]), (x.ge(3), [false, false, false, true, true, true]),
            (x.gt(1).logical_and(x.lt(4)), [false, false, true, true, false, false]), (x.lt(1).logical_or(x.gt(4)), [true, false, false, false, false, true]),
            (x.gt(0).logical_not(), [true, false, false, false, false, false]), ((x / (x - 1)).isfinite(), [true, false, true, true, true, true]),
            ((x * 0 / x).isnan(), [true, false, false, false, false, false]), (x.ge(3).any(0), [true, true, true]), (x.ge(3).all(1), [false, true]),
        ];
        Assert.All(all, one => Assert.Equal(one.Expected, one.Mask.data<bool>().ToArray()));
        Assert.True(x.ge(0).all().item<bool>());
        Assert.False(x.gt(5).any().item<bool>());
    }

    [Fact]
    public void ElementsAreReadAndWrittenInRowMajorOrderWhateverTheStrides()
    {
        var transposed = x.t();
        var elements = transposed.data<long>();
        Assert.Equal([0L, 3, 1, 4, 2, 5], elements.ToArray());
        Assert.Equal([0L, 3, 1, 4, 2, 5], elements);
        Assert.Equal((4L, 4L), (elements[3], elements[1, 1]));
        elements[2, 0] = 7;
        elements.CopyFrom([8, 9], tensorIndex: 2);
        Same(x, [2, 3], 0, 8, 7, 3, 9, 5);
        var copy = new long[4];
        elements.CopyTo(copy, arrayIndex: 1, tensorIndex: 4);
        Assert.Equal([0L, 7, 5, 0], copy);
        x.data<long>().CopyTo(copy.AsSpan());
        Assert.Equal([0L, 8, 7, 3], copy);
        Assert.Equal(8, BitConverter.ToInt64(x.bytes[8..]));
        x.bytes = new byte[48];
        Same(x, [2, 3], 0, 0, 0, 0, 0, 0);
    }

    [Fact]
    public void InPlaceOperationsReturnTheTensorTheyChange()
    {
        var y = zeros(2, 3);
        Assert.Same(y, y.copy_(x).add_(1).mul_(2).sub_(x).div_(2).add_(x, 0.5));
        Assert.Equal([1f, 2, 3, 4, 5, 6], y.data<float>().ToArray());
        Assert.Equal([2f, 2, 2, 2, 2, 2], y.fill_(4).sqrt_().data<float>().ToArray());
        Assert.Equal([4f, 4, 4, 4, 4, 4], y.addcmul_(y, y, 0.5).data<float>().ToArray());
        Assert.Equal([5f, 5, 5, 5, 5, 5], y.addcdiv_(y, y, 1).data<float>().ToArray());
        Assert.Equal([3f, 3, 3, 3, 3, 3], y.lerp_(ones(3), full(3, 0.5)).data<float>().ToArray());
        Assert.Equal([3f, 3, 3, 5, 5, 5], y.add_(x).clamp_(3, 5).masked_fill_(x.ge(3), 5).masked_fill_(x.lt(3), 3).data<float>().ToArray());
    }

    private static void Same(Tensor actual, long[] shape, params int[] expected)
    {
        Assert.Equal(shape, actual.shape);
        Assert.Equal(expected.Select(number => (long)number), actual.data<long>().ToArray());
    }
}
