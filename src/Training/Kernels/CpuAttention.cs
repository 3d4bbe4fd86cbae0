using System.Runtime.Intrinsics;
using TreasureMarkers.Models.Configuration;
using static TorchSharp.torch;

namespace TreasureMarkers.Training.Kernels;

/// <summary>
/// Attention by matrix products: the queries that share a key head are one matrix, so keys and values need no copies, and the
/// probabilities are not kept but made again from the scores' logarithmic sums. A batch's heads are worked on some at a time, so that
/// scores stay in the caches.
/// </summary>
internal sealed unsafe partial class CpuKernels
{
    private const long ScoresAtOnce = 4 << 20;
    private readonly int _size = shape.HeadDim;
    private readonly float _scale = 1 / MathF.Sqrt(shape.HeadDim);
    private float[] _cosines = [];
    private float[] _sines = [];

    /// <inheritdoc/>
    public override (Tensor Output, AttentionState State) Attend(Part query, Part key, Part value, PackedDocuments documents)
    {
        PrepareRotation(documents.Longest);
        var output = empty([documents.Tokens, (long)query.Heads * _size], type);
        var states = new List<Tensor[]>();
        foreach (var batch in documents.Batches)
        {
            var (queries, keys, values) = (Pack(query, key.Heads, batch, 1), Pack(key, key.Heads, batch, 1), Pack(value, key.Heads, batch, 0));
            var (logSums, attended) = (empty(queries.shape[..2], ScalarType.Float32), empty(queries.shape, type));
            foreach (var (start, count) in Slices(queries, batch.Length))
            {
                using var scope = NewDisposeScope();
                var scores = queries.narrow(0, start, count).bmm(keys.narrow(0, start, count).transpose(1, 2));
                Softmax(scores, logSums.narrow(0, start, count));
                _ = attended.narrow(0, start, count).copy_(scores.bmm(values.narrow(0, start, count)));
            }

            Unpack(attended, new Part(output, 0, query.Heads), batch, 0);
            states.Add([queries, keys, values, logSums]);
        }

        return (output, new AttentionState(states));
    }

    /// <inheritdoc/>
    public override void AttendBackward(
        AttentionState state, Tensor output, Tensor gradient, PackedDocuments documents, (Part Query, Part Key, Part Value) targets)
    {
        PrepareRotation(documents.Longest);
        var heads = targets.Query.Heads;
        for (var i = 0; i < documents.Batches.Count; i++)
        {
            using var batchScope = NewDisposeScope();
            var (batch, tensors) = (documents.Batches[i], state.Tensors[i]);
            var (queries, keys, values, logSums) = (tensors[0], tensors[1], tensors[2], tensors[3]);
            var incoming = Pack(new Part(gradient, 0, heads), targets.Key.Heads, batch, 0);
            var dots = RowDots(incoming, Pack(new Part(output, 0, heads), targets.Key.Heads, batch, 0));
            var (dQueries, dKeys, dValues) = (empty_like(queries), empty_like(keys), empty_like(values));
            foreach (var (start, count) in Slices(queries, batch.Length))
            {
                using var scope = NewDisposeScope();
                var (query, key, value, slope) = (
                    queries.narrow(0, start, count), keys.narrow(0, start, count), values.narrow(0, start, count), incoming.narrow(0, start, count));
                var probabilities = query.bmm(key.transpose(1, 2));
                var slopes = slope.bmm(value.transpose(1, 2));
                SoftmaxBackward(probabilities, slopes, logSums.narrow(0, start, count), dots.narrow(0, start, count));
                _ = dValues.narrow(0, start, count).copy_(probabilities.transpose(1, 2).bmm(slope));
                _ = dQueries.narrow(0, start, count).copy_(slopes.bmm(key));
                _ = dKeys.narrow(0, start, count).copy_(slopes.transpose(1, 2).bmm(query));
            }

            Unpack(dQueries, targets.Query, batch, -1);
            Unpack(dKeys, targets.Key, batch, -1);
            Unpack(dValues, targets.Value, batch, 0);
        }
    }

    private static IEnumerable<(long Start, long Count)> Slices(Tensor queries, int length)
    {
        var (all, rows) = (queries.shape[0], queries.shape[1]);
        var atOnce = Math.Max(1, ScoresAtOnce / (rows * length));
        for (var start = 0L; start < all; start += atOnce)
        {
            yield return (start, Math.Min(atOnce, all - start));
        }
    }

    private void PrepareRotation(int length)
    {
        var half = _size / 2;
        if (_cosines.Length < length * half)
        {
            var longer = shape with { MaxPositionEmbeddings = Math.Min(shape.MaxPositionEmbeddings, Math.Max(length, 2 * _cosines.Length / half)) };
            (_cosines, _sines) = (RotaryTable.Cosines(longer), RotaryTable.Sines(longer));
        }
    }

    // [documents · key heads, group · length, size] of a part's rows; turned by their positions, or not (turn 0). Padding is zero.
    private Tensor Pack(Part part, int keyHeads, DocumentBatch batch, int turn)
    {
        var group = part.Heads / keyHeads;
        var packed = empty([(long)batch.Documents * keyHeads, (long)group * batch.Length, _size], type);
        Move(part, batch, Start(packed), turn, isPacking: true);
        return packed;
    }

    // The way back; turned against the positions when turn is -1. Padding is left out.
    private void Unpack(Tensor packed, Part part, DocumentBatch batch, int turn) => Move(part, batch, Start(packed), turn, isPacking: false);

    private void Move(Part part, DocumentBatch batch, nint packed, int turn, bool isPacking)
    {
        var (matrix, columns) = (Start(part.Matrix), part.Matrix.shape[1]);
        fixed (float* cosines = _cosines, sines = _sines)
        {
            var (cosine, sine) = ((nint)cosines, (nint)sines);
            Rows(
                batch.Documents * part.Heads,
                batch.Length * _size,
                _narrow ? (head, _) => Head<Brain16>(head, cosine, sine) : (head, _) => Head<Single32>(head, cosine, sine));
        }

        void Head<T>(int index, nint cosine, nint sine)
            where T : struct, INumber
        {
            var (document, head) = (index / part.Heads, index % part.Heads);
            var bytes = (nint)_size * T.Size;
            for (var position = 0; position < batch.Length; position++)
            {
                var token = batch.Rows[(document * batch.Length) + position];
                var place = packed + ((((nint)index * batch.Length) + position) * bytes);
                var row = matrix + ((nint)((token * columns) + part.Column + (head * _size)) * T.Size);
                if (token < 0)
                {
                    if (isPacking)
                    {
                        new Span<byte>((void*)place, (int)bytes).Clear();
                    }

                    continue;
                }

                var (from, to) = isPacking ? (row, place) : (place, row);
                if (turn == 0)
                {
                    Buffer.MemoryCopy((void*)from, (void*)to, bytes, bytes);
                }
                else
                {
                    var angles = (nint)position * (_size / 2) * sizeof(float);
                    Rotate<T>(from, to, cosine + angles, sine + angles, turn);
                }
            }
        }
    }

    private void Rotate<T>(nint from, nint to, nint cosine, nint sine, int turn)
        where T : struct, INumber
    {
        var half = _size / 2;
        var i = 0;
        for (; i <= half - Lanes; i += Lanes)
        {
            var (a, b, c, s) = (T.Load(from, i), T.Load(from, i + half), Single32.Load(cosine, i), Single32.Load(sine, i) * turn);
            T.Store(to, i, (a * c) - (b * s));
            T.Store(to, i + half, (b * c) + (a * s));
        }

        for (; i < half; i++)
        {
            var (a, b, c, s) = (T.Get(from, i), T.Get(from, i + half), ((float*)cosine)[i], ((float*)sine)[i] * turn);
            T.Set(to, i, (a * c) - (b * s));
            T.Set(to, i + half, (b * c) + (a * s));
        }
    }

    // In place: probabilities over the positions up to each row's own; 0 behind it.
    private void Softmax(Tensor scores, Tensor logSums)
    {
        var (rows, length) = ((int)(scores.shape[0] * scores.shape[1]), (int)scores.shape[2]);
        var (start, sums) = (Start(scores), Start(logSums));
        Rows(rows, 4 * length, _narrow ? (row, _) => Row<Brain16>(row) : (row, _) => Row<Single32>(row));

        void Row<T>(int row)
            where T : struct, INumber
        {
            var (values, seen) = (start + ((nint)row * length * T.Size), (row % length) + 1);
            var largest = Largest<T>(values, seen);
            var logSum = (largest * _scale) + MathF.Log(ExponentialSum<T>(values, _scale, largest, seen));
            ((float*)sums)[row] = logSum;
            Probabilities<T>(values, logSum, seen, length);
        }
    }

    private void Probabilities<T>(nint values, float logSum, int seen, int length)
        where T : struct, INumber
    {
        var shift = Vector512.Create(logSum);
        var i = 0;
        for (; i <= seen - Lanes; i += Lanes)
        {
            T.Store(values, i, Vector512.Exp((T.Load(values, i) * _scale) - shift));
        }

        for (; i < seen; i++)
        {
            T.Set(values, i, MathF.Exp((T.Get(values, i) * _scale) - logSum));
        }

        new Span<byte>((void*)(values + ((nint)seen * T.Size)), (length - seen) * T.Size).Clear();
    }

    // Scores become probabilities, and the gradients of probabilities those of the raw scores.
    private void SoftmaxBackward(Tensor scores, Tensor slopes, Tensor logSums, Tensor dots)
    {
        var (rows, length) = ((int)(scores.shape[0] * scores.shape[1]), (int)scores.shape[2]);
        var (start, incoming, sums, products) = (Start(scores), Start(slopes), Start(logSums), Start(dots));
        Rows(rows, 4 * length, _narrow ? (row, _) => Row<Brain16>(row) : (row, _) => Row<Single32>(row));

        void Row<T>(int row)
            where T : struct, INumber
        {
            var (values, slope, seen) = (start + ((nint)row * length * T.Size), incoming + ((nint)row * length * T.Size), (row % length) + 1);
            Probabilities<T>(values, ((float*)sums)[row], seen, length);
            var dot = ((float*)products)[row];
            var shift = Vector512.Create(dot);
            var i = 0;
            for (; i <= seen - Lanes; i += Lanes)
            {
                T.Store(slope, i, T.Load(values, i) * (T.Load(slope, i) - shift) * _scale);
            }

            for (; i < seen; i++)
            {
                T.Set(slope, i, T.Get(values, i) * (T.Get(slope, i) - dot) * _scale);
            }

            new Span<byte>((void*)(slope + ((nint)seen * T.Size)), (length - seen) * T.Size).Clear();
        }
    }

    // The dot product of each pair of rows, fp32.
    private Tensor RowDots(Tensor left, Tensor right)
    {
        var (rows, width) = ((int)(left.shape[0] * left.shape[1]), (int)left.shape[2]);
        var result = empty(left.shape[..2], ScalarType.Float32);
        var (one, other, to) = (Start(left), Start(right), Start(result));
        Rows(rows, width, _narrow ? (row, _) => Row<Brain16>(row) : (row, _) => Row<Single32>(row));
        return result;

        void Row<T>(int row)
            where T : struct, INumber
        {
            var (a, b) = (one + ((nint)row * width * T.Size), other + ((nint)row * width * T.Size));
            var sums = Vector512<float>.Zero;
            var sum = 0f;
            var i = 0;
            for (; i <= width - Lanes; i += Lanes)
            {
                sums += T.Load(a, i) * T.Load(b, i);
            }

            for (; i < width; i++)
            {
                sum += T.Get(a, i) * T.Get(b, i);
            }

            ((float*)to)[row] = sum + Vector512.Sum(sums);
        }
    }
}
