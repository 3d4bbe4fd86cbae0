namespace TreasureMarkers.Markers.Measurement;

/// <summary>
/// What the fluency model sees of a text, as bucket numbers, without allocating: each three characters in a row (two where
/// the last is Han, kana or Hangul), and where two words meet, the end of one with the start of the next. Case does not
/// count and all white space is one; digits and the syntax of formats are like white space, except in code, where all digits are one.
/// </summary>
public ref struct FluencyGrams
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
