using System.Collections;

namespace TorchSharp.Utils;

/// <summary>A CPU tensor's elements in row-major order, whatever its strides.</summary>
/// <typeparam name="T">The elements' type.</typeparam>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly torch.Tensor tensor;
    private readonly long[] shape;
    private readonly long[] strides;
    private readonly bool contiguous;

    internal TensorAccessor(torch.Tensor tensor)
    {
        this.tensor = tensor;
        shape = tensor.shape;
        strides = tensor.stride();
        contiguous = tensor.is_contiguous();
        Count = tensor.NumberOfElements;
    }

    /// <summary>The number of elements.</summary>
    public long Count { get; }

    /// <summary>Always false.</summary>
    public bool IsReadOnly => false;

    /// <summary>An element, by its place in row-major order or by one index per dimension.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such element.</exception>
    public unsafe T this[params long[] indices]
    {
        get => ((T*)tensor.Memory())[Offset(indices)];
        set => ((T*)tensor.Memory())[Offset(indices)] = value;
    }

    /// <summary>A copy of all elements.</summary>
    public T[] ToArray()
    {
        var copy = new T[Count];
        CopyTo(copy.AsSpan());
        return copy;
    }

    /// <summary>Copies elements from tensorIndex on into the array from arrayIndex on, until either ends.</summary>
    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) =>
        CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <inheritdoc cref="CopyTo(T[], int, long)"/>
    public unsafe void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var into = array[arrayIndex..];
        var from = (T*)tensor.Memory();
        var count = (int)Math.Min(into.Length, Remaining(tensorIndex));
        if (contiguous)
        {
            new ReadOnlySpan<T>(from + tensorIndex, count).CopyTo(into);
        }
        else
        {
            for (var i = 0; i < count; i++)
            {
                into[i] = from[Strided(tensorIndex + i)];
            }
        }

        GC.KeepAlive(tensor);
    }

    /// <summary>Copies an array's elements from arrayIndex on into the tensor from tensorIndex on, until either ends.</summary>
    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) =>
        CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    /// <inheritdoc cref="CopyFrom(T[], int, long)"/>
    public unsafe void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var from = array[arrayIndex..];
        var into = (T*)tensor.Memory();
        var count = (int)Math.Min(from.Length, Remaining(tensorIndex));
        if (contiguous)
        {
            from[..count].CopyTo(new Span<T>(into + tensorIndex, count));
        }
        else
        {
            for (var i = 0; i < count; i++)
            {
                into[Strided(tensorIndex + i)] = from[i];
            }
        }

        GC.KeepAlive(tensor);
    }

    /// <summary>The elements one by one.</summary>
    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0L; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Does nothing: the tensor owns the memory.</summary>
    public void Dispose()
    {
    }

    private long Remaining(long start) => start >= 0 && start <= Count
        ? Count - start
        : throw new IndexOutOfRangeException($"element {start} of a tensor of {Count}");

    private long Offset(long[] indices)
    {
        if (indices.Length == 1)
        {
            return indices[0] >= 0 && indices[0] < Count
                ? contiguous ? indices[0] : Strided(indices[0])
                : throw new IndexOutOfRangeException($"element {indices[0]} of a tensor of {Count}");
        }

        if (indices.Length != shape.Length)
        {
            throw new ArgumentException($"{indices.Length} indices for a tensor of {shape.Length} dimensions", nameof(indices));
        }

        var offset = 0L;
        for (var dim = 0; dim < shape.Length; dim++)
        {
            offset += indices[dim] >= 0 && indices[dim] < shape[dim]
                ? indices[dim] * strides[dim]
                : throw new IndexOutOfRangeException($"index {indices[dim]} in a dimension of {shape[dim]}");
        }

        return offset;
    }

    /// <summary>Where the element at a place in row-major order is stored.</summary>
    private long Strided(long place)
    {
        var offset = 0L;
        for (var dim = shape.Length - 1; dim >= 0; dim--)
        {
            (place, var index) = Math.DivRem(place, shape[dim]);
            offset += index * strides[dim];
        }

        return offset;
    }
}
