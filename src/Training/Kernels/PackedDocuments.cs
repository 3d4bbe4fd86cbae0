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

    /// <summary>Arranges documents.</summary>
    /// <param name="lengths">Tokens of each document, in their packed order; each at least 1.</param>
    /// <param name="padded">Whether lengths are rounded up to powers of two.</param>
    public PackedDocuments(IReadOnlyList<int> lengths, bool padded)
    {
        var starts = new int[lengths.Count];
        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] = starts[i - 1] + lengths[i - 1];
        }

        Tokens = lengths.Sum();
        Longest = lengths.Max();
        Batches =
        [
            .. Group(lengths, padded).Select(group =>
            {
                var rows = new int[group.Documents.Count * group.Length];
                Array.Fill(rows, -1);
                for (var i = 0; i < group.Documents.Count; i++)
                {
                    var document = group.Documents[i];
                    for (var position = 0; position < lengths[document]; position++)
                    {
                        rows[(i * group.Length) + position] = starts[document] + position;
                    }
                }

                return new DocumentBatch(group.Documents.Count, group.Length, rows);
            }),
        ];
    }

    /// <summary>All tokens.</summary>
    public int Tokens { get; }

    /// <summary>The longest document's tokens.</summary>
    public int Longest { get; }

    /// <summary>The batches, longest documents first.</summary>
    public IReadOnlyList<DocumentBatch> Batches { get; }


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
