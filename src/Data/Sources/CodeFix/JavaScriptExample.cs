using System.Globalization;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.CodeFix;

/// <summary>An expression and the value that documentation says it has, as a check.</summary>
internal static partial class JavaScriptExample
{
    /// <summary>A statement that throws when the expression has another value; null when the value is not written as code.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="value">Its value; <c>~</c> before a number says that it is rounded.</param>
    public static string? Check(string expression, string value)
    {
        value = value.Trim().TrimEnd(';');
        if (value.StartsWith('~'))
        {
            var number = value[1..];
            var digits = number.Contains('.', StringComparison.Ordinal) ? number.Length - number.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
            return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _) && !number.Contains('e', StringComparison.Ordinal)
                ? string.Create(CultureInfo.InvariantCulture, $"require('assert').ok(Math.abs(({expression}) - ({number})) <= 1e-{digits});")
                : null;
        }

        return Literal().IsMatch(value) ? $"require('assert').deepStrictEqual({expression}, {value});" : null;
    }

    [GeneratedRegex("""^(?:-?[\d.]+(?:e[+-]?\d+)?|-?Infinity|NaN|true|false|null|undefined|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\[.*\]|\{.*\})$""")]
    private static partial Regex Literal();
}
