using System.Globalization;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Inference.Generation;

/// <summary>
/// Writes a numeric marker: the median of the model's distribution over the numbers that are possible. The likeliest digits one after
/// another are another thing: where 1 is the likeliest first digit because of 10 to 19 and 100 to 199, they are neither the likeliest
/// number nor a typical one.
/// <para>
/// A number's probability is the product of its digits' and its end's shares among all that may stand there by the way that numbers are
/// written; what is out of range is then left out. The tree of digits is walked level by level, one pass for a level's likeliest
/// beginnings together, until what the others make up is small. How a beginning goes on that was not looked at is taken from those of
/// its length that were, its nearest relatives if there are any: whether 47 ends there is much the same question as whether 43 does.
/// </para>
/// </summary>
/// <param name="markers">The ids of the marker tokens.</param>
/// <param name="category">A whole or decimal number.</param>
/// <param name="range">
/// The least and the most that a whole number may be, the most not below the least, the least at most <see cref="MaxWhole"/>.
/// </param>
internal sealed class NumberWriter(MarkerVocabulary markers, MarkerCategory category, (int Min, int Max) range)
{
    /// <summary>The most characters of a number: up to 999,999, or 9,999.99 with its point one more.</summary>
    public const int MaxNumberLength = 7;

    /// <summary>The largest whole number.</summary>
    public const int MaxWhole = 999_999;

    private const int MaxDigits = 6;
    private const int MaxDecimals = 2;

    // The share of the possible numbers that may stay unlooked at, and how many beginnings a level's pass takes. Behind the third digit of a
    // whole number all that is left to learn is whether it ends, which a few tell; and a decimal number needs to be no more exact.
    private const double Unseen = 0.05;
    private const double UnseenBehindThree = 0.25;
    private const int Widest = 8;
    private const int Narrow = 4;
    private const char End = '\0';
    private const string EndAlone = "\0";
    private const string Digits = "0123456789";
    private const string Symbols = Digits + "." + EndAlone;

    private readonly IReadOnlyList<int> _close = markers.NumberCloseIds(category.Name);
    private readonly bool _isFloat = category.Kind == MarkerKind.Float;

    /// <summary>
    /// Adds the number and its close tag after the open tag; what is certain is left pending, to share a pass with what follows.
    /// </summary>
    public async Task<InferredMarker> WriteAsync(Sequence sequence)
    {
        var chosen = !_isFloat && range.Min == range.Max
            ? Certain(Text(range.Min))
            : Median(await DistributionAsync(sequence));
        sequence.Add(chosen.Value.Select(symbol => markers.DigitIds[symbol]));
        sequence.Add(_close);
        return chosen;
    }

    /// <summary>What the middle of a distribution is, and what lies around it.</summary>
    /// <param name="shares">By number, in any order; above 0.</param>
    internal static InferredMarker Median(IReadOnlyCollection<KeyValuePair<decimal, double>> shares)
    {
        var ordered = shares.OrderBy(share => share.Key).ToArray();
        var total = ordered.Sum(share => share.Value);
        var median = Quantile(0.5);
        var value = Text(median.Key);
        return new InferredMarker(value, median.Value / total, [new MarkerCandidate(value, median.Value / total)])
        {
            Interval = new MarkerInterval(Text(Quantile(0.1).Key), Text(Quantile(0.9).Key)),
        };

        KeyValuePair<decimal, double> Quantile(double share)
        {
            var below = 0.0;
            return Array.Find(ordered, number => (below += number.Value) >= share * total) is { Value: > 0 } found ? found : ordered[^1];
        }
    }

    private static InferredMarker Certain(string value) =>
        new(value, 1, [new MarkerCandidate(value, 1)]) { Interval = new MarkerInterval(value, value) };

    private static string Text(decimal number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>The shares of the numbers in range, not scaled to a sum.</summary>
    private async Task<IReadOnlyCollection<KeyValuePair<decimal, double>>> DistributionAsync(Sequence sequence)
    {
        await sequence.LogitsAsync();
        int[] ids = [.. Symbols[..^1].Select(symbol => markers.DigitIds[symbol]), _close[0]];
        var numbers = new Dictionary<decimal, double>();
        var level = GoOn(new Beginning("", 1), Shares("", [.. ids.Select(id => sequence.Logits[id])]), numbers);
        while (level.Count > 0)
        {
            List<(Beginning Beginning, double[] Shares)> looked = [];
            // Where hardly any could go on within the range, the question whether they end is not worth a pass.
            var all = level.Sum(beginning => beginning.Share);
            var open = level.Where(beginning => CanGrow(beginning.Text)).Sum(beginning => beginning.Share);
            var enough = _isFloat || level[0].Text.Length < 3 ? Unseen : UnseenBehindThree;
            if (open > enough * (all + numbers.Values.Sum()))
            {
                var seen = Heaviest(level, all);
                var logits = await sequence.BranchAsync(
                    [.. seen.Select(beginning => beginning.Text.Select(symbol => markers.DigitIds[symbol]).ToArray())], ids);
                looked.AddRange(seen.Zip(logits, (beginning, row) => (beginning, Shares(beginning.Text, row))));
            }

            level = [.. level.SelectMany(beginning => GoOn(beginning, Expected(beginning, looked), numbers))];
        }

        // Logits far enough apart leave nothing for the numbers in range.
        if (numbers.Count == 0)
        {
            numbers[range.Min] = 1;
        }

        return numbers;
    }

    /// <summary>The shares of what may follow a beginning, by its place in <see cref="Symbols"/>.</summary>
    private double[] Shares(string beginning, float[] logits)
    {
        var shares = new double[Symbols.Length];
        int[] places = [.. Following(beginning).Select(symbol => Symbols.IndexOf(symbol, StringComparison.Ordinal))];
        foreach (var (place, share) in places.Zip(Softmax.Probabilities(logits, places)))
        {
            shares[place] = share;
        }

        return shares;
    }

    /// <summary>
    /// How a beginning goes on: as was seen, or as those of its length that were, its nearest relatives if there are any; where none was
    /// looked at, it ends.
    /// </summary>
    private static double[] Expected(Beginning beginning, List<(Beginning Beginning, double[] Shares)> looked)
    {
        if (looked.Find(other => other.Beginning == beginning) is { Shares: { } shares })
        {
            return shares;
        }

        var alike = looked.FindAll(other => Form(other.Beginning.Text) == Form(beginning.Text));
        var nearest = alike.FindAll(other => other.Beginning.Text[..^1] == beginning.Text[..^1]);
        var expected = new double[Symbols.Length];
        foreach (var (other, otherShares) in nearest.Count > 0 ? nearest : alike)
        {
            for (var i = 0; i < expected.Length; i++)
            {
                expected[i] += other.Share * otherShares[i];
            }
        }

        var total = expected.Sum();
        if (total > 0)
        {
            return Array.ConvertAll(expected, share => share / total);
        }

        expected[^1] = 1;
        return expected;
    }

    /// <summary>Counts what ends behind a beginning, and gives the longer beginnings of numbers in range.</summary>
    private List<Beginning> GoOn(Beginning beginning, double[] shares, Dictionary<decimal, double> numbers)
    {
        var longer = new List<Beginning>();
        for (var i = 0; i < shares.Length; i++)
        {
            var share = beginning.Share * shares[i];
            var text = beginning.Text + (Symbols[i] == End ? "" : Symbols[i]);
            if (share <= 0)
            {
            }
            else if (Symbols[i] != End && Following(text) != EndAlone)
            {
                if (IsAllowed(text, leastMore: 0, MaxDigits - text.Length))
                {
                    longer.Add(new Beginning(text, share));
                }
            }
            else if (IsAllowed(text, leastMore: 0, mostMore: 0))
            {
                var number = decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
                numbers[number] = numbers.GetValueOrDefault(number) + share;
            }
        }

        // Behind three digits no more are told apart: what they begin with tells a number well enough, and there would be too many.
        return _isFloat || beginning.Text.Length < 3 || longer.Count == 0
            ? longer
            : [longer.MaxBy(next => next.Share)! with { Share = longer.Sum(next => next.Share) }];
    }

    /// <summary>The beginnings to look at: the likeliest, until little is left or the pass is full.</summary>
    private List<Beginning> Heaviest(List<Beginning> level, double all)
    {
        var seen = new List<Beginning>();
        var left = all;
        foreach (var beginning in level.OrderByDescending(beginning => beginning.Share))
        {
            if (left <= Unseen * all || seen.Count == (_isFloat || beginning.Text.Length > 2 ? Narrow : Widest))
            {
                break;
            }

            seen.Add(beginning);
            left -= beginning.Share;
        }

        return seen;
    }

    /// <summary>What may follow a beginning by the way that numbers are written: without needless zeros, in a limited length.</summary>
    private string Following(string beginning)
    {
        var point = beginning.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : beginning.Length - point - 1;
        var digits = point < 0 ? beginning.Length : beginning.Length - 1;
        var more = digits < MaxDigits && decimals < MaxDecimals && beginning != "0" ? Digits : "";
        var ends = digits > 0 && !beginning.EndsWith('.') ? EndAlone : "";
        return _isFloat && point < 0 && digits is > 0 and < MaxDigits ? more + "." + ends : more + ends;
    }

    /// <summary>What may follow two beginnings of one length is the same where this is.</summary>
    private static int Form(string beginning) => beginning == "0" ? -2 : beginning.IndexOf('.', StringComparison.Ordinal);

    /// <summary>Whether a longer number in the range begins with these digits.</summary>
    private bool CanGrow(string written) => IsAllowed(written, leastMore: 1, MaxDigits - written.Length);

    /// <summary>Whether a number in the range begins with these digits and has from so many to so many more.</summary>
    private bool IsAllowed(string written, int leastMore, int mostMore)
    {
        if (_isFloat)
        {
            return true;
        }

        var low = int.Parse(written, CultureInfo.InvariantCulture);
        var high = low;
        for (var more = 0; more <= mostMore; more++)
        {
            if (more >= leastMore && low <= range.Max && high >= range.Min)
            {
                return true;
            }

            if (low == 0)
            {
                // A number that begins with 0 is 0.
                return false;
            }

            (low, high) = (low * 10, (high * 10) + 9);
        }

        return false;
    }

    /// <summary>What numbers begin with.</summary>
    /// <param name="Text">Their first digits, and the point.</param>
    /// <param name="Share">How likely it is that the number begins so.</param>
    private sealed record Beginning(string Text, double Share);
}
