using System.Globalization;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Puzzles;

/// <summary>Computes one expression as C# would, with whole and other numbers, array elements, <c>random.Next</c> and <c>Math.Pow</c>.</summary>
/// <param name="text">The expression.</param>
/// <param name="numbers">The numbers declared so far.</param>
/// <param name="whole">The names of those that are whole, whose quotients are whole too.</param>
/// <param name="arrays">The arrays declared so far.</param>
/// <param name="random">Draws what is random.</param>
internal sealed partial class GameExpression(
    string text, IReadOnlyDictionary<string, double> numbers, IReadOnlySet<string> whole, IReadOnlyDictionary<string, double[]> arrays, StableRandom random)
{
    private readonly string[] _tokens = [.. Token().Matches(text).Select(m => m.Value)];
    private int _at;

    /// <summary>The value, and whether C# takes it for a whole number.</summary>
    /// <exception cref="SourceException">It is no such expression.</exception>
    public (double Number, bool IsWhole) Value()
    {
        var value = Sum();
        return _at == _tokens.Length ? value : throw Unknown();
    }

    private (double Number, bool IsWhole) Sum()
    {
        var left = Product();
        while (Peek() is "+" or "-")
        {
            var minus = Next() == "-";
            var right = Product();
            left = (minus ? left.Number - right.Number : left.Number + right.Number, left.IsWhole && right.IsWhole);
        }

        return left;
    }

    private (double Number, bool IsWhole) Product()
    {
        var left = Factor();
        while (Peek() is "*" or "/")
        {
            var divides = Next() == "/";
            var right = Factor();
            var isWhole = left.IsWhole && right.IsWhole;
            var number = divides ? left.Number / right.Number : left.Number * right.Number;
            left = (isWhole ? Math.Truncate(number) : number, isWhole);
        }

        return left;
    }

    private (double Number, bool IsWhole) Factor()
    {
        var token = Next();
        return token switch
        {
            "(" when Peek() == "int" => Cast(),
            "(" => Closed(),
            "random.Next" => (random.Next((int)Arguments()[0]), true),
            "Math.Pow" => Arguments() is [var x, var y] ? (Math.Pow(x, y), false) : throw Unknown(),
            _ when char.IsAsciiDigit(token[0]) => (double.Parse(token, CultureInfo.InvariantCulture), !token.Contains('.', StringComparison.Ordinal)),
            _ when numbers.TryGetValue(token, out var number) => (number, whole.Contains(token)),
            _ when arrays.TryGetValue(token, out var array) => (Element(array), true),
            _ when token.EndsWith(".Length", StringComparison.Ordinal) && arrays.TryGetValue(token[..^7], out var list) => (list.Length, true),
            _ => throw Unknown(),
        };
    }

    private (double Number, bool IsWhole) Cast()
    {
        _ = Next();
        Expect(")");
        return (Math.Truncate(Factor().Number), true);
    }

    private (double Number, bool IsWhole) Closed()
    {
        var inner = Sum();
        Expect(")");
        return inner;
    }

    private double Element(double[] array)
    {
        Expect("[");
        var index = Sum().Number;
        Expect("]");
        return array[(int)index];
    }

    private List<double> Arguments()
    {
        Expect("(");
        List<double> values = [Sum().Number];
        while (Peek() == ",")
        {
            _ = Next();
            values.Add(Sum().Number);
        }

        Expect(")");
        return values;
    }

    private void Expect(string token)
    {
        if (Next() != token)
        {
            throw Unknown();
        }
    }

    private string? Peek() => _at < _tokens.Length ? _tokens[_at] : null;

    private string Next() => _at < _tokens.Length ? _tokens[_at++] : throw Unknown();

    private SourceException Unknown() => new($"A game computes '{text}', which is not understood; its language has changed.");

    [GeneratedRegex(@"[A-Za-z_]\w*(?:\.[A-Za-z]\w*)?|\d+(?:\.\d+)?|\S")]
    private static partial Regex Token();
}
