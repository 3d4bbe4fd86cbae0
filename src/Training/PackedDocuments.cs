using System.Numerics;
using static TorchSharp.torch;

namespace TreasureMarkers.Training;

/// <summary>
/// How the documents of one packed row of tokens meet attention: those of one length lie side by side in a batch, so that one
/// call serves them all. Where calls cost more than arithmetic, as on a GPU, lengths are rounded up to powers of two and a
/// document is padded behind its end with its own first token; a causal mask keeps the padding out of every real position.
/// </summary>
internal sealed class PackedDocuments
{
    private const int ShortestPaddedLength = 64;
    private readonly Tensor? _rows;
    private readonly Tensor? _tokens;

    /// <summary>Arranges documents; its tensors belong to the dispose scope around.</summary>
    /// <param name="lengths">Tokens of each document, in their packed order; each at least 1.</param>
    /// <param name="device">Where the tokens are.</param>
    /// <param name="padded">Whether lengths are rounded up.</param>
    public PackedDocuments(IReadOnlyList<int> lengths, Device device, bool padded)
    {
        var starts = new int[lengths.Count];
        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] = starts[i - 1] + lengths[i - 1];
        }

        var batches = Enumerable.Range(0, lengths.Count)
            .GroupBy(i => padded ? PaddedLength(lengths[i]) : lengths[i])
            .OrderBy(batch => batch.Key)
            .ToArray();
        Sizes = [.. batches.Select(batch => (batch.Count(), batch.Key))];
        Positions = tensor([.. lengths.SelectMany(length => Enumerable.Range(0, length).Select(position => (long)position))]).to(device);
        var rows = new long[Sizes.Sum(batch => batch.Documents * batch.Length)];
        var tokens = new long[lengths.Sum()];
        var row = 0;
        foreach (var batch in batches)
        {
            foreach (var document in batch)
            {
                for (var position = 0; position < batch.Key; position++, row++)
                {
                    var isReal = position < lengths[document];
                    rows[row] = starts[document] + (isReal ? position : 0);
                    if (isReal)
                    {
                        tokens[rows[row]] = row;
                    }
                }
            }
        }

        // Documents of one length, or in order of their lengths, lie as they should already.
        if (rows.Where((token, i) => token != i).Any())
        {
            (_rows, _tokens) = (tensor(rows).to(device), tensor(tokens).to(device));
        }
    }

    /// <summary>Documents and their common length, batch by batch.</summary>
    public IReadOnlyList<(int Documents, int Length)> Sizes { get; }

    /// <summary>Every token's place in its document, from 0; int64 [tokens].</summary>
    public Tensor Positions { get; }

    /// <summary>Cuts packed tokens into the batches.</summary>
    /// <param name="packed">[tokens, heads, size].</param>
    /// <returns>A [documents, heads, length, size] a batch.</returns>
    public Tensor[] Split(Tensor packed)
    {
        var rows = _rows is null ? packed : packed.index_select(0, _rows);
        var (heads, size) = (packed.shape[1], packed.shape[2]);
        var parts = Sizes.Count == 1 ? [rows] : rows.split([.. Sizes.Select(batch => (long)batch.Documents * batch.Length)]);
        return [.. parts.Select((part, i) => part.view(Sizes[i].Documents, Sizes[i].Length, heads, size).transpose(1, 2))];
    }

    /// <summary>Puts what attention made of the batches back into the packed order.</summary>
    /// <param name="batches">A [documents, heads, length, size] a batch.</param>
    /// <returns>[tokens, heads * size].</returns>
    public Tensor Join(IReadOnlyList<Tensor> batches)
    {
        var rows = batches.Select(batch => batch.transpose(1, 2).reshape(-1, batch.shape[1] * batch.shape[3])).ToArray();
        var joined = rows.Length == 1 ? rows[0] : cat(rows, 0);
        return _tokens is null ? joined : joined.index_select(0, _tokens);
    }

    private static int PaddedLength(int length) => Math.Max(ShortestPaddedLength, (int)BitOperations.RoundUpToPowerOf2((uint)length));
}
