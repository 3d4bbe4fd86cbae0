using System.Numerics;

namespace TreasureMarkers.Training.Kernels;

/// <summary>
/// How the documents of one packed row of tokens meet attention: those of like length lie side by side in a batch, so that one
/// call serves them all. A document is padded behind its end up to its batch's length; a causal mask keeps the padding out of every
/// real position. On a CPU batches are of nearly one length, since padding costs time; where calls cost more than arithmetic, as on
/// a GPU, lengths are rounded up to powers of two.
/// </summary>
internal sealed class PackedDocuments
{
    private const int ShortestPaddedLength = 64;
    private const int Step = 8;
    private const double LeastFill = 0.9;
    private const int LeastPadding = 16;
    private readonly IReadOnlyList<int> _lengths;
    private readonly Lazy<IReadOnlyList<DocumentBatch>> _batches;

    /// <summary>Arranges documents.</summary>
    /// <param name="lengths">Tokens of each document, in their packed order; each at least 1.</param>
    /// <param name="padded">Whether lengths are rounded up to powers of two.</param>
    public PackedDocuments(IReadOnlyList<int> lengths, bool padded)
    {
        _lengths = lengths;
        Tokens = lengths.Sum();
        Longest = lengths.Max();
        _batches = new Lazy<IReadOnlyList<DocumentBatch>>(() => Arrange(padded));
    }

    /// <summary>All tokens.</summary>
    public int Tokens { get; }

    /// <summary>The longest document's tokens.</summary>
    public int Longest { get; }

    /// <summary>The batches, longest documents first.</summary>
    public IReadOnlyList<DocumentBatch> Batches => _batches.Value;

    /// <summary>Where each document begins, and the last one ends.</summary>
    public int[] Offsets()
    {
        var offsets = new int[_lengths.Count + 1];
        for (var i = 0; i < _lengths.Count; i++)
        {
            offsets[i + 1] = offsets[i] + _lengths[i];
        }

        return offsets;
    }

    /// <summary>Each token's place in its document.</summary>
    public long[] Positions()
    {
        var positions = new long[Tokens];
        var next = 0;
        foreach (var length in _lengths)
        {
            for (var position = 0; position < length; position++)
            {
                positions[next++] = position;
            }
        }

        return positions;
    }

    private DocumentBatch[] Arrange(bool padded)
    {
        var starts = Offsets();
        return
        [
            .. Group(_lengths, padded).Select(group =>
            {
                var rows = new int[group.Documents.Count * group.Length];
                Array.Fill(rows, -1);
                for (var i = 0; i < group.Documents.Count; i++)
                {
                    var document = group.Documents[i];
                    for (var position = 0; position < _lengths[document]; position++)
                    {
                        rows[(i * group.Length) + position] = starts[document] + position;
                    }
                }

                return new DocumentBatch(group.Documents.Count, group.Length, rows);
            }),
        ];
    }

    private static List<(int Length, List<int> Documents)> Group(IReadOnlyList<int> lengths, bool padded)
    {
        var groups = new List<(int Length, List<int> Documents)>();
        foreach (var document in Enumerable.Range(0, lengths.Count).OrderByDescending(i => lengths[i]))
        {
            var length = padded ? PaddedLength(lengths[document]) : (lengths[document] + Step - 1) / Step * Step;
            var joins = groups.Count > 0 && (padded ? groups[^1].Length == length : (lengths[document] >= LeastFill * groups[^1].Length || groups[^1].Length - lengths[document] <= LeastPadding));
            if (!joins)
            {
                groups.Add((length, []));
            }

            groups[^1].Documents.Add(document);
        }

        return groups;
    }

    private static int PaddedLength(int length) => Math.Max(ShortestPaddedLength, (int)BitOperations.RoundUpToPowerOf2((uint)length));
}

/// <summary>Documents of like length.</summary>
/// <param name="Documents">How many.</param>
/// <param name="Length">The length that each is padded to.</param>
/// <param name="Rows">For every document and position the packed token, or -1 for padding.</param>
internal sealed record DocumentBatch(int Documents, int Length, int[] Rows);
