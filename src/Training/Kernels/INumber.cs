using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Training.Kernels;

/// <summary>A number type in memory, computed with in fp32, sixteen at a time.</summary>
internal interface INumber
{
    /// <summary>Bytes of one number.</summary>
    static abstract int Size { get; }

    /// <summary>Sixteen numbers from a place on.</summary>
    static abstract Vector512<float> Load(nint start, nint index);

    /// <summary>Writes sixteen numbers, rounded to the nearest, from a place on.</summary>
    static abstract void Store(nint start, nint index, Vector512<float> values);

    /// <summary>One number.</summary>
    static abstract float Get(nint start, nint index);

    /// <summary>Writes one number, rounded to the nearest.</summary>
    static abstract void Set(nint start, nint index, float value);
}

/// <summary>32-bit floats.</summary>
internal readonly unsafe struct Single32 : INumber
{
    /// <inheritdoc/>
    public static int Size => sizeof(float);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(nint start, nint index) => Vector512.Load((float*)start + index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(nint start, nint index, Vector512<float> values) => values.Store((float*)start + index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Get(nint start, nint index) => ((float*)start)[index];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set(nint start, nint index, float value) => ((float*)start)[index] = value;
}

/// <summary>bfloat16: the upper half of a 32-bit float.</summary>
internal readonly unsafe struct Brain16 : INumber
{
    /// <inheritdoc/>
    public static int Size => sizeof(ushort);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(nint start, nint index)
    {
        var halves = Vector256.Load((ushort*)start + index);
        var wide = Avx512F.IsSupported
            ? Avx512F.ConvertToVector512UInt32(halves)
            : Vector512.Create(Vector256.WidenLower(halves), Vector256.WidenUpper(halves));
        return Vector512.ShiftLeft(wide, 16).AsSingle();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(nint start, nint index, Vector512<float> values)
    {
        var bits = values.AsUInt32();
        var even = Vector512.ShiftRightLogical(bits, 16) & Vector512<uint>.One;
        var rounded = Vector512.ShiftRightLogical(bits + Vector512.Create(0x7FFFu) + even, 16);
        var halves = Avx512F.IsSupported
            ? Avx512F.ConvertToVector256UInt16(rounded)
            : Vector256.Narrow(rounded.GetLower(), rounded.GetUpper());
        halves.Store((ushort*)start + index);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Get(nint start, nint index) => BFloat16.Widen(((ushort*)start)[index]);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set(nint start, nint index, float value) => ((ushort*)start)[index] = BFloat16.Round(value);
}
