using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Numbers from start to before stop, step apart; Int64 where no type is given and all are integers.</summary>
    public static Tensor arange(
        Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var real = start.Type == ScalarType.Float64 || stop.Type == ScalarType.Float64 || step.Type == ScalarType.Float64;
        var type = dtype ?? (real ? float32 : int64);
        return Operators.arange.Call(start, stop, step, type, Argument.None, InitializeDevice(device))
            .requires_grad_(requires_grad);
    }

    /// <summary>Numbers from start to before stop, one apart.</summary>
    public static Tensor arange(
        Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    /// <summary>Numbers from zero to before stop, one apart.</summary>
    public static Tensor arange(
        Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    /// <summary>Integers drawn uniformly from [low, high); Int64 where no type is given.</summary>
    public static Tensor randint(
        long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Operators.randint.Call(low, high, size, dtype ?? int64, Argument.None, InitializeDevice(device))
            .requires_grad_(requires_grad);

    /// <summary>Integers drawn uniformly from [0, high).</summary>
    public static Tensor randint(
        long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        randint(0, high, size, dtype, device, requires_grad);

    /// <summary>The integers 0 to n - 1 in random order; Int64 where no type is given.</summary>
    public static Tensor randperm(
        long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Operators.randperm.Call(n, dtype ?? int64, Argument.None, InitializeDevice(device)).requires_grad_(requires_grad);

    /// <summary>Zeros in another tensor's shape; type and place are its own where none are given.</summary>
    public static Tensor zeros_like(
        Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Operators.zeros_like.Call(input, dtype, Argument.None, device).requires_grad_(requires_grad);

    /// <summary>Ones in another tensor's shape.</summary>
    public static Tensor ones_like(
        Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Operators.ones_like.Call(input, dtype, Argument.None, device).requires_grad_(requires_grad);

    /// <summary>A tensor of another's shape whose elements are whatever memory held.</summary>
    public static Tensor empty_like(
        Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Operators.empty_like.Call(input, dtype, Argument.None, device).requires_grad_(requires_grad);

    /// <summary>One number in another tensor's shape.</summary>
    public static Tensor full_like(
        Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Operators.full_like.Call(input, value, dtype, Argument.None, device).requires_grad_(requires_grad);

    /// <summary>Standard normal numbers in another tensor's shape.</summary>
    public static Tensor randn_like(
        Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Operators.randn_like.Call(input, dtype, Argument.None, device).requires_grad_(requires_grad);
}
