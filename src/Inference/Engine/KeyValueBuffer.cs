using System.Runtime.InteropServices;

namespace TreasureMarkers.Inference.Engine;

/// <summary>
/// The keys and values of several sequences: for each tensor a block [rows, heads, capacity, head size] of floats, as the
/// attention operator wants past and present in one place. Rows that follow one another are a batch without copying.
/// The memory is zeroed by the system when first touched, so a row costs what its sequence fills.
/// </summary>
internal sealed unsafe class KeyValueBuffer : IDisposable
{
    private readonly CacheShape _shape;
    private readonly float*[] _tensors;
    private readonly (int Tensor, int Head)[] _heads;

    /// <summary>Reserves the memory.</summary>
    /// <param name="shape">Sizes of the model's cache.</param>
    /// <param name="rows">Sequences.</param>
    /// <param name="capacity">Tokens that each can hold.</param>
    public KeyValueBuffer(CacheShape shape, int rows, int capacity)
    {
        _shape = shape;
        Capacity = capacity;
        _heads = [.. Enumerable.Range(0, shape.Tensors * shape.Heads).Select(i => (i / shape.Heads, i % shape.Heads))];
        _tensors = new float*[shape.Tensors];
        for (var i = 0; i < _tensors.Length; i++)
        {
            _tensors[i] = (float*)NativeMemory.AllocZeroed((nuint)(rows * RowFloats), sizeof(float));
        }
    }

    /// <summary>Tokens that a row can hold.</summary>
    public int Capacity { get; }

    private long RowFloats => (long)_shape.Heads * Capacity * _shape.HeadSize;

    /// <summary>Where a row of a tensor begins, and the bytes of some rows from there.</summary>
    public (nint Address, long Bytes) Rows(int tensor, int first, int count) =>
        ((nint)(_tensors[tensor] + (first * RowFloats)), count * RowFloats * sizeof(float));

    /// <summary>Copies a row's first tokens to the same place of a row of this or another buffer.</summary>
    /// <param name="row">The row.</param>
    /// <param name="tokens">How many tokens the other row then holds.</param>
    /// <param name="target">The other row's buffer.</param>
    /// <param name="targetRow">The other row.</param>
    /// <param name="skip">How many of them it holds already.</param>
    public void CopyRow(int row, int tokens, KeyValueBuffer target, int targetRow, int skip = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens, target.Capacity);
        foreach (var (tensor, head) in _heads)
        {
            var from = skip * _shape.HeadSize;
            Head(tensor, row, head, tokens)[from..].CopyTo(target.Head(tensor, targetRow, head, tokens)[from..]);
        }
    }

    /// <summary>Copies a row's first tokens out, head by head, into <see cref="CacheShape.FloatsPerToken"/> floats a token.</summary>
    public void Save(int row, int tokens, Span<float> saved)
    {
        foreach (var (tensor, head) in _heads)
        {
            Head(tensor, row, head, tokens).CopyTo(saved);
            saved = saved[(tokens * _shape.HeadSize)..];
        }
    }

    /// <summary>Copies the first tokens of what <see cref="Save"/> wrote into a row.</summary>
    /// <param name="saved">What was saved.</param>
    /// <param name="savedTokens">How many tokens were saved.</param>
    /// <param name="row">The row.</param>
    /// <param name="tokens">How many of them to copy.</param>
    public void Restore(ReadOnlySpan<float> saved, int savedTokens, int row, int tokens)
    {
        foreach (var (tensor, head) in _heads)
        {
            saved[..(tokens * _shape.HeadSize)].CopyTo(Head(tensor, row, head, tokens));
            saved = saved[(savedTokens * _shape.HeadSize)..];
        }
    }

    /// <summary>Copies one token of a row out, into <see cref="CacheShape.FloatsPerToken"/> floats.</summary>
    public float[] SaveToken(int row, int position)
    {
        var saved = GC.AllocateUninitializedArray<float>((int)_shape.FloatsPerToken);
        var rest = saved.AsSpan();
        foreach (var (tensor, head) in _heads)
        {
            Head(tensor, row, head, position + 1)[(position * _shape.HeadSize)..].CopyTo(rest);
            rest = rest[_shape.HeadSize..];
        }

        return saved;
    }

    /// <summary>Copies what <see cref="SaveToken"/> gave into a row.</summary>
    public void RestoreToken(ReadOnlySpan<float> saved, int row, int position)
    {
        foreach (var (tensor, head) in _heads)
        {
            saved[.._shape.HeadSize].CopyTo(Head(tensor, row, head, position + 1)[(position * _shape.HeadSize)..]);
            saved = saved[_shape.HeadSize..];
        }
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        for (var i = 0; i < _tensors.Length; i++)
        {
            NativeMemory.Free(_tensors[i]);
            _tensors[i] = null;
        }
    }

    private Span<float> Head(int tensor, int row, int head, int tokens) => new(
        _tensors[tensor] + (row * RowFloats) + ((long)head * Capacity * _shape.HeadSize), tokens * _shape.HeadSize);
}

/// <summary>Sizes of a model's key-value cache.</summary>
/// <param name="Layers">Layers, each with a tensor of keys and one of values.</param>
/// <param name="Heads">Key-value heads.</param>
/// <param name="HeadSize">Floats of one head and token.</param>
internal sealed record CacheShape(int Layers, int Heads, int HeadSize)
{
    /// <summary>Tensors: the keys and the values of each layer.</summary>
    public int Tensors => 2 * Layers;

    /// <summary>Floats that one token takes in all tensors.</summary>
    public long FloatsPerToken => (long)Tensors * Heads * HeadSize;
}
