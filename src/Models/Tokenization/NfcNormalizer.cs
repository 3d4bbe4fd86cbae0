using System.Collections;
using System.Globalization;
using System.Text;

namespace TreasureMarkers.Models.Tokenization;

/// <summary>
/// Unicode's normal form C (Unicode Standard Annex 15). <see cref="string.Normalize(NormalizationForm)"/> cannot be used: without
/// ICU (InvariantGlobalization) it returns every text as it is. nfc.txt lists the canonical mappings of Unicode 9, with which Hugging
/// Face's library composes, a line each: <c>C0=41 300</c> composes and decomposes, <c>340&gt;300</c> only decomposes,
/// <c>300-314:230</c> gives the combining class.
/// </summary>
internal sealed class NfcNormalizer
{
    // Hangul is arithmetic.
    private const int SBase = 0xAC00, LBase = 0x1100, VBase = 0x1161, TBase = 0x11A7, LCount = 19, VCount = 21, TCount = 28;

    private static readonly Lazy<NfcNormalizer> Shared = new(() => new NfcNormalizer());

    private readonly Dictionary<int, int[]> _decompositions = [];
    private readonly Dictionary<(int First, int Second), int> _compositions = [];
    private readonly Dictionary<int, byte> _classes = [];

    // Characters that can be changed, or change others.
    private readonly BitArray _suspects = new(0x20000);

    private NfcNormalizer()
    {
        using var stream = typeof(NfcNormalizer).Assembly.GetManifestResourceStream("nfc.txt")
            ?? throw new InvalidOperationException("The assembly lacks nfc.txt.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            ReadLine(line);
        }

        for (var c = 0x1161; c < 0x11C3; c++)
        {
            _suspects[c] = true;
        }
    }

    /// <summary>The text in normal form C.</summary>
    /// <param name="text">Text without unpaired surrogates.</param>
    public static string Normalize(string text) =>
        text.AsSpan().IndexOfAnyExceptInRange('\0', '\u02FF') < 0 ? text : Shared.Value.Compose(text);

    private static int Parse(ReadOnlySpan<char> hex) => int.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private void ReadLine(string line)
    {
        if (line.Split('-', ':') is [var from, var to, var value])
        {
            for (var point = Parse(from); point <= Parse(to); point++)
            {
                _classes[point] = byte.Parse(value, CultureInfo.InvariantCulture);
                Suspect(point);
            }

            return;
        }

        var sign = line.IndexOfAny(['=', '>']);
        int[] parts = [.. line[(sign + 1)..].Split(' ').Select(part => Parse(part))];
        var composed = Parse(line.AsSpan(0, sign));
        _decompositions.Add(composed, parts);
        if (line[sign] == '=')
        {
            _compositions.Add((parts[0], parts[1]), composed);
            Suspect(parts[1]);
        }
        else
        {
            Suspect(composed);
        }
    }

    private void Suspect(int point)
    {
        if (point < _suspects.Length)
        {
            _suspects[point] = true;
        }
    }

    private string Compose(string text)
    {
        var changes = false;
        foreach (var rune in text.EnumerateRunes())
        {
            // Beyond U+20000 are rare ideographs, some of which decompose.
            changes |= rune.Value >= _suspects.Length || _suspects[rune.Value];
        }

        if (!changes)
        {
            return text;
        }

        var points = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, points);
        }

        SortMarks(points);
        return Write(points);
    }

    private void Decompose(int point, List<int> points)
    {
        if (point is >= SBase and < SBase + (LCount * VCount * TCount))
        {
            var index = point - SBase;
            points.Add(LBase + (index / (VCount * TCount)));
            points.Add(VBase + (index % (VCount * TCount) / TCount));
            if (index % TCount > 0)
            {
                points.Add(TBase + (index % TCount));
            }

            return;
        }

        // Only the first part decomposes further, and the table ends after a few steps.
        var at = points.Count;
        while (_decompositions.TryGetValue(point, out var parts))
        {
            point = parts[0];
            points.InsertRange(at, parts.AsSpan(1));
        }

        points.Insert(at, point);
    }

    /// <summary>Sorts each run of marks by combining class, equal ones as they stand.</summary>
    private void SortMarks(List<int> points)
    {
        for (var start = 0; start < points.Count; start++)
        {
            var end = start;
            while (end < points.Count && ClassOf(points[end]) > 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                var sorted = points.GetRange(start, end - start).OrderBy(ClassOf).ToArray();
                for (var i = 0; i < sorted.Length; i++)
                {
                    points[start + i] = sorted[i];
                }
            }

            start = end;
        }
    }

    private byte ClassOf(int point) => point < 0x300 ? (byte)0 : _classes.GetValueOrDefault(point);

    private string Write(List<int> points)
    {
        var (starter, written, lastClass) = (-1, 0, -1);
        for (var i = 0; i < points.Count; i++)
        {
            var (point, ccc) = (points[i], (int)ClassOf(points[i]));
            // Nothing between the starter and the mark is blocked: it would have the mark's class, or be a starter itself.
            if (starter >= 0 && (lastClass < ccc || lastClass == -1) && Composition(points[starter], point) is { } composed)
            {
                points[starter] = composed;
                continue;
            }

            points[written] = point;
            (starter, lastClass) = ccc == 0 ? (written, -1) : (starter, ccc);
            written++;
        }

        var text = new StringBuilder(written);
        foreach (var point in points.Take(written))
        {
            text.Append(new Rune(point));
        }

        return text.ToString();
    }

    private int? Composition(int first, int second)
    {
        if (first is >= LBase and < LBase + LCount && second is >= VBase and < VBase + VCount)
        {
            return SBase + ((((first - LBase) * VCount) + second - VBase) * TCount);
        }

        var isLv = first is >= SBase and < SBase + (LCount * VCount * TCount) && (first - SBase) % TCount == 0;
        if (isLv && second is > TBase and < TBase + TCount)
        {
            return first + second - TBase;
        }

        return _compositions.TryGetValue((first, second), out var composed) ? composed : null;
    }
}
