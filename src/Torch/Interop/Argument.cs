namespace TorchSharp.Interop;

/// <summary>An operator's argument in managed terms; everything an operator takes converts to it.</summary>
internal readonly struct Argument
{
    private Argument(ArgumentKind kind, object? reference = null, long bits = 0, int count = 0)
    {
        Kind = kind;
        Reference = reference;
        Bits = bits;
        Count = count;
    }

    public ArgumentKind Kind { get; }

    /// <summary>A Tensor, Tensor[] or long[].</summary>
    public object? Reference { get; }

    /// <summary>A number's bits, or a device's type.</summary>
    public long Bits { get; }

    /// <summary>The length of a list, or a device's index.</summary>
    public int Count { get; }

    public static Argument None => default;

    public static implicit operator Argument(torch.Tensor? value) =>
        value is null ? None : new(ArgumentKind.Tensor, value);

    public static implicit operator Argument(long value) => new(ArgumentKind.Integer, bits: value);

    public static implicit operator Argument(long? value) => value is { } number ? number : None;

    public static implicit operator Argument(double value) =>
        new(ArgumentKind.Real, bits: BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Argument(bool value) => new(ArgumentKind.Boolean, bits: value ? 1 : 0);

    public static implicit operator Argument(long[] value) => new(ArgumentKind.Integers, value, count: value.Length);

    public static implicit operator Argument(torch.ScalarType value) => (long)value;

    public static implicit operator Argument(torch.ScalarType? value) => value is { } type ? type : None;

    public static implicit operator Argument(torch.Device? value) =>
        value is null ? None : new(ArgumentKind.Device, bits: (long)value.type, count: value.index);

    public static implicit operator Argument(Scalar? value) => value is null ? None : value.ToArgument();

    public static Argument List(IEnumerable<torch.Tensor> tensors)
    {
        torch.Tensor[] list = [.. tensors];
        return new(ArgumentKind.Tensors, list, count: list.Length);
    }
}
