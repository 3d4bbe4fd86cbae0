using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Puzzles;

/// <summary>Computes the numbers that a game declares in a few lines of C#: <c>int</c>, <c>double</c> and arrays of <c>int</c>.</summary>
internal static partial class GameVariables
{
    /// <summary>The numbers by name; the arrays only serve to compute them.</summary>
    /// <param name="declarations">The declarations.</param>
    /// <param name="random">Draws what is random.</param>
    /// <exception cref="SourceException">A declaration is none of those that the games use.</exception>
    public static IReadOnlyDictionary<string, double> Draw(string declarations, StableRandom random)
    {
        var numbers = new Dictionary<string, double>();
        var whole = new HashSet<string>();
        var arrays = new Dictionary<string, double[]>();
        foreach (var statement in Comment().Replace(declarations, "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (List().Match(statement) is { Success: true } list)
            {
                arrays[list.Groups[1].Value] = [.. Digits().Matches(list.Groups[2].Value).Select(m => double.Parse(m.Value, System.Globalization.CultureInfo.InvariantCulture))];
                continue;
            }

            if (Scalar().Match(statement) is not { Success: true } scalar)
            {
                throw new SourceException($"A game declares '{statement}', which is neither a number nor a list of numbers.");
            }

            var (value, isWhole) = new GameExpression(scalar.Groups[3].Value, numbers, whole, arrays, random).Value();
            var name = scalar.Groups[2].Value;
            numbers[name] = value;
            if (isWhole && scalar.Groups[1].Value == "int")
            {
                whole.Add(name);
            }
        }

        return numbers;
    }

    [GeneratedRegex(@"//[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^int\s*\[\s*\]\s*(\w+)\s*=\s*new int\s*\[\s*\]\s*\{(.*)\}$", RegexOptions.Singleline)]
    private static partial Regex List();

    [GeneratedRegex(@"^(int|double)\s+(\w+)\s*=\s*(.+)$", RegexOptions.Singleline)]
    private static partial Regex Scalar();

    [GeneratedRegex(@"-?\d+")]
    private static partial Regex Digits();
}
