using System.Text;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Inference.Generation;

/// <summary>Writes a numeric marker's digits and close tag, greedily, with nothing but canonical numbers in a range possible.</summary>
/// <param name="markers">The ids of the marker tokens.</param>
/// <param name="category">A whole or decimal number.</param>
/// <param name="range">The least and the most that a whole number may be.</param>
internal sealed class NumberWriter(MarkerVocabulary markers, MarkerCategory category, (int Least, int Most) range)
{
    /// <summary>The most characters of a number: up to 999,999, or 9,999.99 with its point one more.</summary>
    public const int LongestNumber = 7;

    private const int MostDigits = 6;
    private const int MostDecimals = 2;
    private const int LargestWhole = 999_999;
    private readonly int _close = markers.NumberCloseId(category.Name);

    /// <summary>Adds the digits and the close tag after the open tag; what is certain is left pending, to share a pass with what follows.</summary>
    public async Task<MarkerCandidate> WriteAsync(Sequence sequence)
    {
        var written = new StringBuilder();
        var probability = 1.0;
        while (true)
        {
            var legal = Legal(written.ToString());
            var chosen = legal[0];
            if (legal.Count > 1)
            {
                await sequence.LogitsAsync();
                var shares = Softmax.Shares(sequence.Logits, legal.Select(l => l.Id));
                var best = Array.IndexOf(shares, shares.Max());
                chosen = legal[best];
                probability *= shares[best];
            }

            sequence.Add(chosen.Id);
            if (chosen.Id == _close)
            {
                return new MarkerCandidate(category.Normalize(written.ToString()), probability);
            }

            written.Append(chosen.Digit);
        }
    }

    /// <summary>What may follow: the close tag first, where a whole number stands.</summary>
    private List<(char Digit, int Id)> Legal(string written)
    {
        var point = written.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : written.Length - point - 1;
        var digits = point < 0 ? written.Length : written.Length - 1;
        var legal = new List<(char, int)>();
        if (digits > 0 && !written.EndsWith('.') && IsAllowed(written, mostMore: 0))
        {
            legal.Add(('\0', _close));
        }

        if (digits < MostDigits && decimals < MostDecimals && written != "0")
        {
            legal.AddRange("0123456789".Where(digit => IsAllowed(written + digit, MostDigits - digits - 1)).Select(digit => (digit, markers.DigitIds[digit])));
        }

        if (category.Kind == MarkerKind.Float && point < 0 && digits is > 0 and < MostDigits)
        {
            legal.Add(('.', markers.DigitIds['.']));
        }

        return legal;
    }

    /// <summary>Whether a number in the range begins with these digits and has at most so many more.</summary>
    private bool IsAllowed(string written, int mostMore)
    {
        if (category.Kind == MarkerKind.Float)
        {
            return true;
        }

        var (low, high) = (int.Parse(written), int.Parse(written));
        for (var more = 0; more <= mostMore; more++)
        {
            if (low <= range.Most && high >= Math.Min(range.Least, LargestWhole))
            {
                return true;
            }

            // A number that begins with 0 is 0.
            (low, high) = low == 0 ? (0, 0) : (low * 10, (high * 10) + 9);
        }

        return false;
    }
}
