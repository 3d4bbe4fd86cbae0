using static TorchSharp.torch;

namespace TreasureMarkers.Training.Kernels;

/// <summary>
/// Weights that are one tensor in memory, such as query, key and value one above the other. What is not trained has its working
/// numbers alone. What is trained has fp32 numbers with gradient and moments too, and the working numbers follow them.
/// </summary>
internal sealed class WeightBlock : IDisposable
{
    // What products and vector loads want of the first number's place, in numbers.
    private const long Alignment = 64;
    private readonly List<(string Name, long Start, long Rows)> _parts = [];

    /// <summary>Zeros.</summary>
    /// <param name="shape">Of the whole.</param>
    /// <param name="type">Of the working numbers.</param>
    /// <param name="device">Where they are.</param>
    /// <param name="isTrained">Whether it gets fp32 numbers, a gradient and moments.</param>
    public WeightBlock(long[] shape, ScalarType type, Device device, bool isTrained)
    {
        Working = Outlive(zeros(shape, type, device));
        if (isTrained)
        {
            Master = type == ScalarType.Float32 ? Working : Outlive(zeros(shape, ScalarType.Float32, device));
            (Gradient, First, Second) = (
                Outlive(zeros(shape, ScalarType.Float32, device)),
                Outlive(zeros(shape, ScalarType.Float32, device)),
                Outlive(zeros(shape, ScalarType.Float32, device)));
        }
    }

    /// <summary>What products are made with.</summary>
    public Tensor Working { get; private set; }

    /// <summary>The fp32 numbers; null when the block is not trained.</summary>
    public Tensor? Master { get; private set; }

    /// <summary>The loss's gradient so far; null when the block is not trained.</summary>
    public Tensor? Gradient { get; private set; }

    /// <summary>The running mean of gradients; null when the block is not trained.</summary>
    public Tensor? First { get; private set; }

    /// <summary>The running mean of squared gradients; null when the block is not trained.</summary>
    public Tensor? Second { get; private set; }

    /// <summary>Whether it is trained.</summary>
    public bool IsTrained => Master is not null;

    /// <summary>The weights that it is made of, in their order.</summary>
    public IEnumerable<string> Names => _parts.Select(part => part.Name);

    /// <summary>
    /// Puts the numbers of trained blocks side by side, so that an operation over all of them is one call: each block's tensors become
    /// views of the result's.
    /// </summary>
    /// <param name="blocks">At least one, all on one device and with working numbers of one type.</param>
    /// <returns>The whole, a vector without names; its numbers between the blocks are zero.</returns>
    public static WeightBlock Join(IReadOnlyList<WeightBlock> blocks)
    {
        using var inPlace = no_grad();
        using var scope = NewDisposeScope();
        static long Room(WeightBlock block) => (block.Working.numel() + Alignment - 1) / Alignment * Alignment;
        var whole = new WeightBlock([blocks.Sum(Room)], blocks[0].Working.dtype, blocks[0].Working.device, isTrained: true);
        var start = 0L;
        foreach (var block in blocks)
        {
            block.MoveInto(whole, start);
            start += Room(block);
        }

        return whole;
    }

    /// <summary>Gives rows to a weight, behind those that were given already.</summary>
    /// <param name="name">Of the weight.</param>
    /// <param name="values">Row-major numbers.</param>
    public void Add(string name, float[] values)
    {
        using var inPlace = no_grad();
        using var scope = NewDisposeScope();
        var start = _parts.Sum(part => part.Rows);
        var rows = values.LongLength / Math.Max(1, Working.numel() / Working.shape[0]);
        _parts.Add((name, start, rows));
        var target = (Master ?? Working).narrow(0, start, rows);
        _ = target.copy_(tensor(values, target.shape));
        if (!ReferenceEquals(Working, Master))
        {
            _ = Working.narrow(0, start, rows).copy_(target);
        }
    }

    /// <summary>One weight's rows of one of this block's tensors; belongs to the dispose scope around.</summary>
    public Tensor View(Tensor whole, string name)
    {
        var part = _parts.Find(part => part.Name == name);
        return whole.narrow(0, part.Start, part.Rows);
    }

    /// <summary>Copies the fp32 numbers into the working ones.</summary>
    public void Refresh()
    {
        if (IsTrained && !ReferenceEquals(Working, Master))
        {
            _ = Working.copy_(Master!);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in new[] { Working, Master, Gradient, First, Second })
        {
            tensor?.Dispose();
        }
    }

    private void MoveInto(WeightBlock whole, long start)
    {
        var isOne = ReferenceEquals(Working, Master);
        (Master, Gradient) = (Moved(Master!, whole.Master!), Moved(Gradient!, whole.Gradient!));
        (First, Second) = (Moved(First!, whole.First!), Moved(Second!, whole.Second!));
        Working = isOne ? Master : Moved(Working, whole.Working);

        Tensor Moved(Tensor from, Tensor to)
        {
            var view = Outlive(to.narrow(0, start, from.numel()).view(from.shape));
            _ = view.copy_(from);
            from.Dispose();
            return view;
        }
    }

    private static Tensor Outlive(Tensor tensor) => tensor.DetachFromDisposeScope();
}
