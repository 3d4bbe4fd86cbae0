using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>One number as a tensor without dimensions.</summary>
    public static Tensor tensor(
        float scalar, Device? device = null, bool requires_grad = false) =>
        Copy([scalar], [], ScalarType.Float32, null, device, requires_grad);

    /// <summary>One number as a tensor without dimensions.</summary>
    public static Tensor tensor(
        double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copy([scalar], [], ScalarType.Float64, dtype, device, requires_grad);

    /// <summary>One number as a tensor without dimensions.</summary>
    public static Tensor tensor(
        long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copy([scalar], [], ScalarType.Int64, dtype, device, requires_grad);

    /// <summary>One number as a tensor without dimensions.</summary>
    public static Tensor tensor(
        int scalar, Device? device = null, bool requires_grad = false) =>
        Copy([scalar], [], ScalarType.Int32, null, device, requires_grad);

    /// <summary>One number as a tensor without dimensions.</summary>
    public static Tensor tensor(
        bool scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copy([scalar], [], ScalarType.Bool, dtype, device, requires_grad);

    /// <summary>A copy of an array as a tensor of one dimension; Float32 where no type is given.</summary>
    public static Tensor tensor(
        float[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copy<float>(rawArray, [rawArray.Length], ScalarType.Float32, dtype, device, requires_grad);

    /// <summary>A copy of an array's first elements in the shape given; Float32 where no type is given.</summary>
    public static Tensor tensor(
        float[] rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false) =>
        Copy<float>(rawArray, dimensions, ScalarType.Float32, dtype, device, requires_grad);

    /// <summary>A copy of an array as a tensor of one dimension; Float64 where no type is given.</summary>
    public static Tensor tensor(
        double[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copy<double>(rawArray, [rawArray.Length], ScalarType.Float64, dtype, device, requires_grad);

    /// <summary>A copy of an array's first elements in the shape given; Float64 where no type is given.</summary>
    public static Tensor tensor(
        double[] rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false) =>
        Copy<double>(rawArray, dimensions, ScalarType.Float64, dtype, device, requires_grad);

    /// <summary>A copy of an array as a tensor of one dimension; Int64 where no type is given.</summary>
    public static Tensor tensor(
        long[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copy<long>(rawArray, [rawArray.Length], ScalarType.Int64, dtype, device, requires_grad);

    /// <summary>A copy of an array's first elements in the shape given; Int64 where no type is given.</summary>
    public static Tensor tensor(
        IList<long> rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false) =>
        Copy<long>(rawArray as long[] ?? [.. rawArray], dimensions, ScalarType.Int64, dtype, device, requires_grad);

    /// <summary>A copy of an array as a tensor of one dimension; Int32 where no type is given.</summary>
    public static Tensor tensor(
        int[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copy<int>(rawArray, [rawArray.Length], ScalarType.Int32, dtype, device, requires_grad);

    /// <summary>A copy of an array's first elements in the shape given; Int32 where no type is given.</summary>
    public static Tensor tensor(
        int[] rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false) =>
        Copy<int>(rawArray, dimensions, ScalarType.Int32, dtype, device, requires_grad);

    /// <summary>A copy of an array as a tensor of one dimension; Byte where no type is given.</summary>
    public static Tensor tensor(
        byte[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copy<byte>(rawArray, [rawArray.Length], ScalarType.Byte, dtype, device, requires_grad);

    /// <summary>A copy of an array's first elements in the shape given; Byte where no type is given.</summary>
    public static Tensor tensor(
        byte[] rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false) =>
        Copy<byte>(rawArray, dimensions, ScalarType.Byte, dtype, device, requires_grad);

    /// <summary>A copy of an array as a tensor of one dimension; Bool where no type is given.</summary>
    public static Tensor tensor(
        bool[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copy<bool>(rawArray, [rawArray.Length], ScalarType.Bool, dtype, device, requires_grad);

    /// <summary>A copy of an array's first elements in the shape given; Bool where no type is given.</summary>
    public static Tensor tensor(
        bool[] rawArray,
        ReadOnlySpan<long> dimensions,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false) =>
        Copy<bool>(rawArray, dimensions, ScalarType.Bool, dtype, device, requires_grad);

    private static Tensor Copy<T>(
        ReadOnlySpan<T> elements,
        ReadOnlySpan<long> dimensions,
        ScalarType own,
        ScalarType? dtype,
        Device? device,
        bool requires_grad)
        where T : unmanaged
    {
        var count = 1L;
        foreach (var size in dimensions)
        {
            count = checked(count * size);
        }

        if (count < 0 || count > elements.Length)
        {
            throw new ArgumentException(
                $"shape [{string.Join(", ", dimensions.ToArray())}] takes {count} elements, the array has {elements.Length}");
        }

        using var scope = NewDisposeScope();
        var made = empty(dimensions, own);
        elements[..(int)count].CopyTo(MemoryMarshal.Cast<byte, T>(made.bytes));
        return made.to(dtype ?? own, InitializeDevice(device)).requires_grad_(requires_grad).MoveToOuterDisposeScope();
    }
}
