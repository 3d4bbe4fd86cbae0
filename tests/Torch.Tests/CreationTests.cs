using static TorchSharp.torch;

namespace TorchSharp.Tests;

public sealed class CreationTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void ShapesAndTypes()
    {
        Assert.Equal([2L, 3], zeros(2, 3).shape);
        Assert.Equal([2L, 3, 4, 5], ones(2, 3, 4, 5, int32).shape);
        Assert.Equal([2L, 3, 4], empty(2, 3, 4).shape);
        Assert.Equal([5L], rand(5).shape);
        Assert.Equal([0L, 7], randn([0, 7]).shape);
        Assert.Equal([], full([], 3).shape);
        Assert.Equal(float32, full(2, 7).dtype);
        Assert.Equal([7, 7], full(2, 7, int32).data<int>().ToArray());
        Assert.Equal([2L, 4, 6], arange(2, 8, 2).data<long>().ToArray());
        Assert.Equal([0f, 0.5f], arange(0, 1, 0.5).data<float>().ToArray());
        Assert.Equal([1d, 2], arange(1, 3, float64).data<double>().ToArray());
        Assert.Equal([0L, 1, 2], randperm(3).data<long>().Order());
        Assert.All(randint(3, 5, [100]).data<long>(), number => Assert.InRange(number, 3, 4));
        Assert.True(zeros(2, requires_grad: true).requires_grad);
    }

    [Fact]
    public void LikeAnother()
    {
        var model = ones(2, 3, float64);
        Tensor[] all = [zeros_like(model), ones_like(model), empty_like(model), full_like(model, 4), randn_like(model)];
        Assert.All(all, one => Assert.Equal((float64, 6), (one.dtype, one.numel())));
        Assert.Equal(24, full_like(model, 4).sum().item<double>());
        Assert.Equal(int32, zeros_like(model, int32).dtype);
    }

    [Fact]
    public void FromArrays()
    {
        Assert.Equal([1f, 2, 3, 4], tensor(new float[] { 1, 2, 3, 4 }, [2, 2]).data<float>().ToArray());
        Assert.Equal([1L, 2], tensor(new long[] { 1, 2, 3 }, [2]).data<long>().ToArray());
        Assert.Equal([1, 2], tensor(new[] { 1, 2 }).data<int>().ToArray());
        Assert.Equal([true, false], tensor(new[] { true, false }).data<bool>().ToArray());
        Assert.Equal(new byte[] { 1, 255 }, tensor(new byte[] { 1, 255 }).data<byte>().ToArray());
        Assert.Equal([1d], tensor(new double[] { 1 }, [1, 1]).data<double>().ToArray());
        Assert.Equal(float64, tensor(new float[] { 1 }, dtype: float64).dtype);
        Assert.Equal((2.5f, 2.5, 7L, 7, true), (tensor(2.5f).item<float>(), tensor(2.5).item<double>(), tensor(7L).item<long>(), tensor(7).item<int>(), tensor(true).item<bool>()));
        Assert.True(tensor(new float[] { 1 }, requires_grad: true).is_leaf);
    }

    [Fact]
    public void ACopyDoesNotFollowItsArray()
    {
        var array = new float[] { 1, 2 };
        var copy = tensor(array);
        array[0] = 9;
        Assert.Equal([1f, 2], copy.data<float>().ToArray());
    }

    [Fact]
    public void BFloat16KeepsEightBitsOfPrecision()
    {
        var numbers = tensor(new[] { 1f, -2.5f, 1.00390625f, 3.0e38f, 1e-30f, float.NaN, float.PositiveInfinity });
        var rounded = numbers.to(bfloat16);
        Assert.Equal((bfloat16, 2), (rounded.dtype, rounded.element_size()));
        var back = rounded.to(float32).data<float>().ToArray();
        foreach (var (number, result, bits) in numbers.data<float>().Zip(back, System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(rounded.bytes).ToArray()))
        {
            Assert.Equal(BitConverter.UInt32BitsToSingle((uint)bits << 16), result);
            Assert.True(float.IsNaN(number) ? float.IsNaN(result) : number == result || Math.Abs(number - result) <= Math.Abs(number) / 256);
        }

        Assert.Equal(rounded.bytes, rounded.to(bfloat16, copy: true).bytes);
    }

    [Fact]
    public void ConversionsReuseWhatFitsAndCopyOnRequest()
    {
        var x = ones(2);
        x.to(float32).add_(1);
        x.to(float32, copy: true).add_(1);
        x.to(CPU).add_(1);
        x.cpu().add_(1);
        Assert.Equal([4f, 4], x.data<float>().ToArray());
        Assert.Equal(int64, x.to(int64, CPU).dtype);
        Assert.Equal(float64, x.type_as(zeros(1, float64)).dtype);
        _ = x.to(float64, disposeAfter: true);
        Assert.True(x.IsInvalid);
    }

    [Fact]
    public void DevicesHaveNames()
    {
        Assert.Equal("cpu", zeros(1).device.ToString());
        Assert.Equal((DeviceType.CUDA, 1, "cuda:1"), (new Device("cuda:1").type, new Device("cuda:1").index, new Device(DeviceType.CUDA, 1).ToString()));
        Assert.Equal(DeviceType.CPU, device("cpu").type);
        Assert.Throws<ArgumentException>(() => device("abacus"));
        Assert.Equal("[2x3], type = Float32, device = cpu", zeros(2, 3).ToString());
    }
}
