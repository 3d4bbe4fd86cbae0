using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TreasureMarkers.Models.Configuration;
using static TorchSharp.torch;

namespace TreasureMarkers.Training.Kernels;

/// <summary>Loops over memory with sixteen numbers at a time, on as many threads as libtorch uses.</summary>
internal sealed unsafe partial class CpuKernels(ModelConfiguration shape, ScalarType type) : LayerKernels
{
    private const int Lanes = 16;
    private readonly bool _narrow = type == ScalarType.BFloat16;
    private readonly float _epsilon = (float)shape.RmsNormEps;
    private readonly int _threads = get_num_threads();

    /// <inheritdoc/>
    public override (Tensor Normed, Tensor Scale) Normalize(Tensor x, Tensor? added, Tensor gain)
    {
        var width = (int)x.shape[^1];
        var rows = (int)(x.numel() / width);
        var (normed, scale) = (empty(x.shape, type), empty(rows, ScalarType.Float32));
        var (from, plus, weight, to, factor) =
            (Start(x), added is null ? 0 : Start(added), Start(gain), Start(normed), Start(scale));
        switch (x.dtype == ScalarType.Float32, _narrow)
        {
            case (true, true): Rows(rows, width, (row, _) => Row<Single32, Brain16>(row)); break;
            case (true, false): Rows(rows, width, (row, _) => Row<Single32, Single32>(row)); break;
            default: Rows(rows, width, (row, _) => Row<Brain16, Brain16>(row)); break;
        }

        return (normed, scale);

        void Row<TX, T>(int row)
            where TX : struct, INumber
            where T : struct, INumber
        {
            var (input, output) = (from + ((nint)row * width * TX.Size), to + ((nint)row * width * T.Size));
            if (plus != 0)
            {
                AddRow<TX, T>(input, plus + ((nint)row * width * T.Size), width);
            }

            var factorOfRow = 1 / MathF.Sqrt((SquareSum<TX>(input, width) / width) + _epsilon);
            ((float*)factor)[row] = factorOfRow;
            ScaleRow<TX, T>(input, weight, output, factorOfRow, width);
        }
    }

    /// <inheritdoc/>
    public override Tensor Renormalize(Tensor x, Tensor scale, Tensor gain)
    {
        var width = (int)x.shape[^1];
        var normed = empty(x.shape, type);
        var (from, weight, to, factor) = (Start(x), Start(gain), Start(normed), Start(scale));
        var rows = (int)(x.numel() / width);
        switch (x.dtype == ScalarType.Float32, _narrow)
        {
            case (true, true): Rows(rows, width, (row, _) => Row<Single32, Brain16>(row)); break;
            case (true, false): Rows(rows, width, (row, _) => Row<Single32, Single32>(row)); break;
            default: Rows(rows, width, (row, _) => Row<Brain16, Brain16>(row)); break;
        }

        return normed;

        void Row<TX, T>(int row)
            where TX : struct, INumber
            where T : struct, INumber =>
            ScaleRow<TX, T>(
                from + ((nint)row * width * TX.Size), weight, to + ((nint)row * width * T.Size), ((float*)factor)[row], width);
    }

    /// <inheritdoc/>
    public override Tensor NormalizeBackward(
        Tensor gradient, Tensor x, Tensor scale, Tensor gain, Tensor? stream, Tensor? gainGradient)
    {
        var width = (int)x.shape[^1];
        var rows = (int)(x.numel() / width);
        var result = empty(x.shape, type);
        using var partial = gainGradient is null ? null : zeros([_threads, width]);
        var (incoming, from, factor, weight, whole, sums, to) = (
            Start(gradient), Start(x), Start(scale), Start(gain), stream is null ? 0 : Start(stream),
            partial is null ? 0 : Start(partial), Start(result));
        switch (x.dtype == ScalarType.Float32, _narrow)
        {
            case (true, true): Rows(rows, width, Row<Single32, Brain16>); break;
            case (true, false): Rows(rows, width, Row<Single32, Single32>); break;
            default: Rows(rows, width, Row<Brain16, Brain16>); break;
        }

        if (partial is not null)
        {
            using var sum = partial.sum(0L);
            _ = gainGradient!.add_(sum);
        }

        return result;

        void Row<TX, T>(int row, int thread)
            where TX : struct, INumber
            where T : struct, INumber
        {
            var (dy, input) = (incoming + ((nint)row * width * T.Size), from + ((nint)row * width * TX.Size));
            var (total, output) = (whole + ((nint)row * width * sizeof(float)), to + ((nint)row * width * T.Size));
            var r = ((float*)factor)[row];
            var gainSum = sums == 0 ? 0 : sums + ((nint)thread * width * sizeof(float));
            var dot = 0f;
            var dots = Vector512<float>.Zero;
            var i = 0;
            for (; i <= width - Lanes; i += Lanes)
            {
                var product = T.Load(dy, i) * TX.Load(input, i);
                dots += product * Single32.Load(weight, i);
                if (gainSum != 0)
                {
                    Single32.Store(gainSum, i, Single32.Load(gainSum, i) + (product * r));
                }
            }

            for (; i < width; i++)
            {
                var product = T.Get(dy, i) * TX.Get(input, i);
                dot += product * ((float*)weight)[i];
                if (gainSum != 0)
                {
                    ((float*)gainSum)[i] += product * r;
                }
            }

            // d/dx of x·r·gain with r = 1/√(mean(x²) + ε): r·(gain·dy − x·r²·mean(gain·dy·x)).
            var pull = r * r * r * (dot + Vector512.Sum(dots)) / width;
            for (i = 0; i <= width - Lanes; i += Lanes)
            {
                var value = (T.Load(dy, i) * Single32.Load(weight, i) * r) - (TX.Load(input, i) * pull);
                if (whole != 0)
                {
                    value += Single32.Load(total, i);
                    Single32.Store(total, i, value);
                }

                T.Store(output, i, value);
            }

            for (; i < width; i++)
            {
                var value = (T.Get(dy, i) * ((float*)weight)[i] * r) - (TX.Get(input, i) * pull);
                if (whole != 0)
                {
                    value += ((float*)total)[i];
                    ((float*)total)[i] = value;
                }

                T.Set(output, i, value);
            }
        }
    }

    /// <inheritdoc/>
    public override Tensor Gate(Tensor gateAndUp)
    {
        var (rows, width) = ((int)gateAndUp.shape[0], (int)gateAndUp.shape[1] / 2);
        var result = empty([rows, width], type);
        var (from, to) = (Start(gateAndUp), Start(result));
        Rows(rows, 4 * width, _narrow ? (row, _) => Row<Brain16>(row) : (row, _) => Row<Single32>(row));
        return result;

        void Row<T>(int row)
            where T : struct, INumber
        {
            var (gate, output) = (from + ((nint)row * 2 * width * T.Size), to + ((nint)row * width * T.Size));
            var up = gate + ((nint)width * T.Size);
            var i = 0;
            for (; i <= width - Lanes; i += Lanes)
            {
                var value = T.Load(gate, i);
                T.Store(output, i, value * Sigmoid(value) * T.Load(up, i));
            }

            for (; i < width; i++)
            {
                var value = T.Get(gate, i);
                T.Set(output, i, value / (1 + MathF.Exp(-value)) * T.Get(up, i));
            }
        }
    }

    /// <inheritdoc/>
    public override (Tensor Gated, Tensor Gradient) GateBackward(Tensor gateAndUp, Tensor gradient)
    {
        var (rows, width) = ((int)gateAndUp.shape[0], (int)gateAndUp.shape[1] / 2);
        var (gated, result) = (empty([rows, width], type), empty([rows, 2 * width], type));
        var (from, incoming, again, to) = (Start(gateAndUp), Start(gradient), Start(gated), Start(result));
        Rows(rows, 8 * width, _narrow ? (row, _) => Row<Brain16>(row) : (row, _) => Row<Single32>(row));
        return (gated, result);

        void Row<T>(int row)
            where T : struct, INumber
        {
            var (gate, dGate) = (from + ((nint)row * 2 * width * T.Size), to + ((nint)row * 2 * width * T.Size));
            var (up, dUp) = (gate + ((nint)width * T.Size), dGate + ((nint)width * T.Size));
            var (dy, output) = (incoming + ((nint)row * width * T.Size), again + ((nint)row * width * T.Size));
            var i = 0;
            for (; i <= width - Lanes; i += Lanes)
            {
                var (value, other, slope) = (T.Load(gate, i), T.Load(up, i), T.Load(dy, i));
                var sigmoid = Sigmoid(value);
                var silu = value * sigmoid;
                T.Store(output, i, silu * other);
                T.Store(dUp, i, slope * silu);
                T.Store(dGate, i, slope * other * sigmoid * (Vector512<float>.One + value - silu));
            }

            for (; i < width; i++)
            {
                var (value, other, slope) = (T.Get(gate, i), T.Get(up, i), T.Get(dy, i));
                var sigmoid = 1 / (1 + MathF.Exp(-value));
                var silu = value * sigmoid;
                T.Set(output, i, silu * other);
                T.Set(dUp, i, slope * silu);
                T.Set(dGate, i, slope * other * sigmoid * (1 + value - silu));
            }
        }
    }

    /// <inheritdoc/>
    public override Tensor CrossEntropy(Tensor logits, Tensor targets, Tensor? weights, double scale)
    {
        var (rows, width) = ((int)logits.shape[0], (int)logits.shape[1]);
        var losses = new double[rows];
        var (from, wanted) = (Start(logits), Start(targets));
        var weight = weights is null ? (nint)0 : Start(weights);
        Rows(rows, 8 * width, _narrow ? (row, _) => Row<Brain16>(row) : (row, _) => Row<Single32>(row));
        return tensor(losses.Sum(), ScalarType.Float64).reshape(1);

        void Row<T>(int row)
            where T : struct, INumber
        {
            var values = from + ((nint)row * width * T.Size);
            var target = (nint)((long*)wanted)[row];
            var largest = Largest<T>(values, width);
            var sum = ExponentialSum<T>(values, 1, largest, width);
            var logSum = largest + MathF.Log(sum);
            losses[row] = logSum - T.Get(values, target);
            if (scale == 0)
            {
                return;
            }

            var factor = (float)scale * (weight == 0 ? 1 : ((float*)weight)[row]);
            var wantedValue = ((float)Math.Exp(-losses[row]) - 1) * factor;
            var shift = Vector512.Create(logSum);
            var i = 0;
            for (; i <= width - Lanes; i += Lanes)
            {
                T.Store(values, i, Vector512.Exp(T.Load(values, i) - shift) * factor);
            }

            for (; i < width; i++)
            {
                T.Set(values, i, MathF.Exp(T.Get(values, i) - logSum) * factor);
            }

            T.Set(values, target, wantedValue);
        }
    }

    /// <inheritdoc/>
    public override void Accumulate(Tensor sum, Tensor term)
    {
        var (to, from) = (Start(sum), Start(term));
        if (_narrow && term.dtype == ScalarType.BFloat16)
        {
            Spans(sum.numel(), (start, end) => Span<Brain16>(start, end));
        }
        else
        {
            Spans(sum.numel(), (start, end) => Span<Single32>(start, end));
        }

        void Span<T>(nint start, nint end)
            where T : struct, INumber
        {
            var i = start;
            for (; i <= end - Lanes; i += Lanes)
            {
                Single32.Store(to, i, Single32.Load(to, i) + T.Load(from, i));
            }

            for (; i < end; i++)
            {
                ((float*)to)[i] += T.Get(from, i);
            }
        }
    }

    /// <inheritdoc/>
    public override Tensor SumOfSquares(Tensor values)
    {
        const int Piece = 4096;
        var from = Start(values);
        var count = (nint)values.numel();
        var sums = new double[(count + Piece - 1) / Piece];
        Rows(sums.Length, Piece, (piece, _) =>
        {
            var start = (nint)piece * Piece;
            sums[piece] = SquareSum<Single32>(from + (start * sizeof(float)), (int)Math.Min(Piece, count - start));
        });
        return tensor(sums.Sum(), ScalarType.Float64).reshape(1);
    }

    /// <inheritdoc/>
    public override void AdamW(WeightBlock weight, double gradientScale, AdamWStep step)
    {
        var (value, gradient, first, second) =
            (Start(weight.Master!), Start(weight.Gradient!), Start(weight.First!), Start(weight.Second!));
        var copy = ReferenceEquals(weight.Working, weight.Master) ? 0 : Start(weight.Working);
        var (scale, keep, rate) = ((float)gradientScale, (float)(1 - (step.LearningRate * step.WeightDecay)), (float)step.Rate);
        var (beta1, beta2) = ((float)step.Beta1, (float)step.Beta2);
        var (rest1, rest2) = ((float)(1 - step.Beta1), (float)(1 - step.Beta2));
        var (correction, epsilon) = ((float)(1 / step.RootCorrection), (float)step.Epsilon);
        Spans(weight.Master!.numel(), (start, end) =>
        {
            var i = start;
            for (; i <= end - Lanes; i += Lanes)
            {
                var slope = Single32.Load(gradient, i) * scale;
                var mean = (Single32.Load(first, i) * beta1) + (slope * rest1);
                var square = (Single32.Load(second, i) * beta2) + (slope * slope * rest2);
                var divisor = (Vector512.Sqrt(square) * correction) + Vector512.Create(epsilon);
                var moved = (Single32.Load(value, i) * keep) - (mean / divisor * rate);
                Single32.Store(first, i, mean);
                Single32.Store(second, i, square);
                Single32.Store(value, i, moved);
                Single32.Store(gradient, i, Vector512<float>.Zero);
                if (copy != 0)
                {
                    Brain16.Store(copy, i, moved);
                }
            }

            for (; i < end; i++)
            {
                var slope = ((float*)gradient)[i] * scale;
                var mean = ((float*)first)[i] = (((float*)first)[i] * beta1) + (slope * rest1);
                var square = ((float*)second)[i] = (((float*)second)[i] * beta2) + (slope * slope * rest2);
                var moved = ((float*)value)[i] = (((float*)value)[i] * keep) - (mean / ((MathF.Sqrt(square) * correction) + epsilon) * rate);
                ((float*)gradient)[i] = 0;
                if (copy != 0)
                {
                    Brain16.Set(copy, i, moved);
                }
            }
        });
    }

    private static void AddRow<TX, T>(nint to, nint from, int width)
        where TX : struct, INumber
        where T : struct, INumber
    {
        var i = 0;
        for (; i <= width - Lanes; i += Lanes)
        {
            TX.Store(to, i, TX.Load(to, i) + T.Load(from, i));
        }

        for (; i < width; i++)
        {
            TX.Set(to, i, TX.Get(to, i) + T.Get(from, i));
        }
    }

    private static void ScaleRow<TX, T>(nint from, nint gain, nint to, float factor, int width)
        where TX : struct, INumber
        where T : struct, INumber
    {
        var i = 0;
        for (; i <= width - Lanes; i += Lanes)
        {
            T.Store(to, i, TX.Load(from, i) * factor * Single32.Load(gain, i));
        }

        for (; i < width; i++)
        {
            T.Set(to, i, TX.Get(from, i) * factor * ((float*)gain)[i]);
        }
    }

    private static float SquareSum<T>(nint values, int width)
        where T : struct, INumber
    {
        var sums = Vector512<float>.Zero;
        var i = 0;
        for (; i <= width - Lanes; i += Lanes)
        {
            var some = T.Load(values, i);
            sums += some * some;
        }

        var sum = Vector512.Sum(sums);
        for (; i < width; i++)
        {
            sum += T.Get(values, i) * T.Get(values, i);
        }

        return sum;
    }

    private static float Largest<T>(nint values, int width)
        where T : struct, INumber
    {
        var largest = float.NegativeInfinity;
        var i = 0;
        if (width >= Lanes)
        {
            var most = T.Load(values, 0);
            for (i = Lanes; i <= width - Lanes; i += Lanes)
            {
                most = Vector512.Max(most, T.Load(values, i));
            }

            for (var lane = 0; lane < Lanes; lane++)
            {
                largest = MathF.Max(largest, most[lane]);
            }
        }

        for (; i < width; i++)
        {
            largest = MathF.Max(largest, T.Get(values, i));
        }

        return largest;
    }

    private static float ExponentialSum<T>(nint values, float scale, float largest, int width)
        where T : struct, INumber
    {
        var (sums, most) = (Vector512<float>.Zero, Vector512.Create(largest));
        var i = 0;
        for (; i <= width - Lanes; i += Lanes)
        {
            sums += Vector512.Exp((T.Load(values, i) - most) * scale);
        }

        var sum = Vector512.Sum(sums);
        for (; i < width; i++)
        {
            sum += MathF.Exp((T.Get(values, i) - largest) * scale);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Sigmoid(Vector512<float> x) =>
        Vector512<float>.One / (Vector512<float>.One + Vector512.Exp(-x));

    // Where a contiguous tensor's numbers begin.
    private static nint Start(Tensor tensor)
    {
        if (!tensor.is_contiguous())
        {
            throw new ArgumentException("A kernel was given a view that is not contiguous.", nameof(tensor));
        }

        using var flat = tensor.view(-1);
        using var first = flat.narrow(0, 0, Math.Min(1, tensor.numel()));
        return (nint)Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetReference(first.bytes));
    }

    // Rows in as many equal runs as there are threads; which thread has which row depends on their numbers alone, so that sums
    // over a thread's rows are the same at every run.
    private void Rows(int rows, int width, Action<int, int> row)
    {
        const int Inline = 1 << 14;
        var threads = _threads;
        if (threads == 1 || (long)rows * width < Inline)
        {
            for (var i = 0; i < rows; i++)
            {
                row(i, 0);
            }

            return;
        }

        _ = Parallel.For(0, threads, thread =>
        {
            var end = (int)((long)rows * (thread + 1) / threads);
            for (var i = (int)((long)rows * thread / threads); i < end; i++)
            {
                row(i, thread);
            }
        });
    }

    private void Spans(long count, Action<nint, nint> span)
    {
        const int Piece = 1 << 16;
        Rows((int)((count + Piece - 1) / Piece), Piece, (piece, _) => span((nint)piece * Piece, (nint)Math.Min(count, (piece + 1L) * Piece)));
    }
}
