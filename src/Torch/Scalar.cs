using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>A number an operation takes; .NET's numbers convert to it.</summary>
public sealed class Scalar : IDisposable
{
    private readonly double real;
    private readonly long integer;

    private Scalar(double real, torch.ScalarType type)
    {
        this.real = real;
        Type = type;
    }

    private Scalar(long integer, torch.ScalarType type)
    {
        this.integer = integer;
        Type = type;
    }

    /// <summary>The type of the number: Float64, Int64 or Bool, as libtorch keeps scalars.</summary>
    public torch.ScalarType Type { get; }

    /// <summary>An integer.</summary>
    public static implicit operator Scalar(byte value) => new((long)value, torch.ScalarType.Int64);

    /// <summary>An integer.</summary>
    public static implicit operator Scalar(sbyte value) => new((long)value, torch.ScalarType.Int64);

    /// <summary>An integer.</summary>
    public static implicit operator Scalar(short value) => new((long)value, torch.ScalarType.Int64);

    /// <summary>An integer.</summary>
    public static implicit operator Scalar(int value) => new((long)value, torch.ScalarType.Int64);

    /// <summary>An integer.</summary>
    public static implicit operator Scalar(long value) => new(value, torch.ScalarType.Int64);

    /// <summary>A real number.</summary>
    public static implicit operator Scalar(Half value) => new((double)value, torch.ScalarType.Float64);

    /// <summary>A real number.</summary>
    public static implicit operator Scalar(float value) => new((double)value, torch.ScalarType.Float64);

    /// <summary>A real number.</summary>
    public static implicit operator Scalar(double value) => new(value, torch.ScalarType.Float64);

    /// <summary>A truth value.</summary>
    public static implicit operator Scalar(bool value) => new(value ? 1L : 0L, torch.ScalarType.Bool);

    /// <summary>Does nothing: the number lives in managed memory. TorchSharp's scalars are disposable.</summary>
    public void Dispose()
    {
    }

    internal Argument ToArgument() => Type switch
    {
        torch.ScalarType.Float64 => real,
        torch.ScalarType.Bool => integer != 0,
        _ => integer,
    };
}
