using System.Text;

namespace TreasureMarkers.Markers.Measurement;

/// <summary>
/// Says how usual a text is for its language, by the costs of its character n-grams relative to those of other texts in
/// that language, so that languages are comparable. <c>tm data fluency-model</c> makes the embedded model.
/// </summary>
internal sealed class FluencyModel
{
    /// <summary>The name of the table for program text.</summary>
    public const string Code = "code";

    private const string Header = "TreasureMarkers fluency model 1";

    private static readonly Lazy<FluencyModel> Embedded = new(() =>
    {
        using var stream = typeof(FluencyModel).Assembly.GetManifestResourceStream("fluency-model.bin")!;
        return Read(stream);
    });

    private readonly Dictionary<string, FluencyTable> _tables;

    /// <summary>Uses these tables, one per language.</summary>
    public FluencyModel(IEnumerable<FluencyTable> tables) => _tables = tables.ToDictionary(t => t.Language);

    /// <summary>The embedded model: all 23 languages of the default taxonomy, and code.</summary>
    public static FluencyModel Default => Embedded.Value;

    /// <summary>
    /// 1 for the plainest text of the language, towards 0 for noise: a falling logistic curve of
    /// <see cref="FluencyTable.Oddness"/>, 0.69 for a usual text and 0.31 at two standard deviations above. A language
    /// that the model lacks counts as usual. Deterministic and thread-safe.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="language">The taxonomy's name, or <see cref="Code"/>.</param>
    public double Of(ReadOnlySpan<char> text, string language)
    {
        var oddness = _tables.TryGetValue(language, out var table) ? table.Oddness(text) : 0;
        return 1 / (1 + Math.Exp(0.8 * (oddness - 1)));
    }

    /// <summary>Reads a model that <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The stream holds no such model.</exception>
    /// <exception cref="EndOfStreamException">The stream is cut short.</exception>
    public static FluencyModel Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        if (reader.ReadString() != Header)
        {
            throw new InvalidDataException("The stream holds no fluency model of version 1.");
        }

        var tables = new FluencyTable[reader.ReadByte()];
        for (var i = 0; i < tables.Length; i++)
        {
            var (language, mean, deviation) = (reader.ReadString(), reader.ReadSingle(), reader.ReadSingle());
            var costs = new byte[FluencyGrams.Buckets];
            stream.ReadExactly(costs);
            tables[i] = new FluencyTable(language, costs, mean, deviation);
        }

        return new FluencyModel(tables);
    }

    /// <summary>Writes the model.</summary>
    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Header);
        writer.Write((byte)_tables.Count);
        foreach (var table in _tables.Values.OrderBy(t => t.Language, StringComparer.Ordinal))
        {
            writer.Write(table.Language);
            writer.Write(table.Mean);
            writer.Write(table.Deviation);
            writer.Write(table.Costs);
        }
    }
}

/// <summary>What one language's texts look like: what each n-gram costs, and how much texts of that language usually cost.</summary>
/// <param name="Language">The taxonomy's name, or <see cref="FluencyModel.Code"/>.</param>
/// <param name="Costs">
/// Per bucket of <see cref="FluencyGrams"/> the negative binary logarithm of its probability, times <see cref="Scale"/>.
/// </param>
/// <param name="Mean">The mean cost of an n-gram, in bits.</param>
/// <param name="Deviation">The standard deviation over texts of <see cref="Cost"/>, in bits.</param>
internal sealed record FluencyTable(string Language, byte[] Costs, float Mean, float Deviation)
{
    /// <summary>What costs are multiplied by to be whole numbers.</summary>
    public const double Scale = 10;

    /// <summary>A text counts as if so many usual n-grams stood before it, so that a few words alone are neither good nor bad.</summary>
    private const int Prior = 30;

    /// <summary>The mean cost of a text's n-grams in bits, drawn towards <see cref="Mean"/> where the text is short.</summary>
    public double Cost(ReadOnlySpan<char> text)
    {
        var (sum, count) = Sum(text);
        return ((sum / Scale) + (Prior * Mean)) / (count + Prior);
    }

    /// <summary>Standard deviations by which the text's cost lies above the mean: 0 is usual, 2 is odd, below 0 is plainer.</summary>
    public double Oddness(ReadOnlySpan<char> text) => (Cost(text) - Mean) / Deviation;

    /// <summary>The text's whole cost times <see cref="Scale"/>, and how many n-grams it has.</summary>
    public (long Sum, int Count) Sum(ReadOnlySpan<char> text)
    {
        var (sum, count) = (0L, 0);
        foreach (var bucket in new FluencyGrams(text, Language == FluencyModel.Code))
        {
            sum += Costs[bucket];
            count++;
        }

        return (sum, count);
    }
}

/// <summary>
/// What the fluency model sees of a text, as bucket numbers, without allocating: each three characters in a row (two where
/// the last is Han, kana or Hangul), and where two words meet, the end of one with the start of the next. Case does not
/// count and all white space is one; digits and the syntax of formats are like white space, except in code, where all digits are one.
/// </summary>
internal ref struct FluencyGrams
{
    /// <summary>How many buckets there are.</summary>
    public const int Buckets = 24576;

    private const string Syntax = "{}[]<>|\"#*`\\=_/@";

    private readonly ReadOnlySpan<char> _text;
    private readonly bool _isCode;
    private int _next;
    private char _first;
    private char _second;
    private char _third;
    private uint _end;
    private bool _meets;

    /// <summary>Looks at a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isCode">Whether it is program text.</param>
    public FluencyGrams(ReadOnlySpan<char> text, bool isCode)
    {
        _text = text;
        _isCode = isCode;
        _third = ' ';
    }

    /// <summary>The bucket of the present n-gram.</summary>
    public int Current { get; private set; }

    /// <summary>This: for <c>foreach</c>.</summary>
    public readonly FluencyGrams GetEnumerator() => this;

    /// <summary>Moves to the next n-gram; false after the last one.</summary>
    public bool MoveNext()
    {
        if (_meets)
        {
            // The second character of a word was read: its first two follow the last two of the word before.
            _meets = false;
            Current = Bucket((_end * 31) + 7, _second, _third);
            return true;
        }

        while (_next < _text.Length)
        {
            var c = Plain(_text[_next++]);
            if (c == ' ' && _third == ' ')
            {
                continue;
            }

            if (c == ' ')
            {
                _end = ((uint)_second << 16) | _third;
            }

            (_first, _second, _third) = (_second, _third, c);
            _meets = _end != 0 && _first == ' ' && _second != ' ' && c != ' ';
            Current = IsWide(c) ? Bucket(0, _second, c) : Bucket(_first, _second, c);
            return true;
        }

        return false;
    }

    private readonly char Plain(char c) =>
        c is >= 'a' and <= 'z' ? c
        : c is ' ' or '\n' or '\t' or '\r' ? ' '
        : char.IsDigit(c) ? _isCode ? '0' : ' '
        : !_isCode && Syntax.Contains(c) ? ' '
        : char.ToLowerInvariant(c);

    private static bool IsWide(char c) => c is (>= '\u3040' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7A3');

    private static int Bucket(uint first, char second, char third)
    {
        var hash = (((first * 0x9E3779B1u) ^ second) * 0x85EBCA6Bu) ^ third;
        hash *= 0xC2B2AE35u;
        hash ^= hash >> 15;
        hash *= 0x2C1B3C6Du;
        hash ^= hash >> 13;
        return (int)(((ulong)hash * Buckets) >> 32);
    }
}
