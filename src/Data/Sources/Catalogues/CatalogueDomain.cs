using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Catalogues;

/// <summary>The domain of a message: its program's, but a spreadsheet's functions belong to mathematics and finance.</summary>
internal static partial class CatalogueDomain
{
    /// <summary>The taxonomy's domain.</summary>
    /// <param name="domain">The program's domain.</param>
    /// <param name="key">The message's key.</param>
    /// <param name="english">Its source text.</param>
    public static string Of(string domain, string key, string english)
    {
        return !key.StartsWith("sc:SC_OPCODE", StringComparison.Ordinal) ? domain
            : Money().IsMatch(english) ? "Finance"
            : Mathematics().IsMatch(english) ? "Math"
            : domain;
    }

    [GeneratedRegex(@"\b(interest|depreciation|payments?|investment|coupon|securit(y|ies)|yield|annuity|loan|asset|discount)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Money();

    [GeneratedRegex(
        @"\b(distribution|(co)?sine|tangent|cotangent|hyperbolic|logarithm|matrix|matrices|variance|deviation|regression|integer|root|divisor|polynomial|bessel|probability|quartile|median|mean|factorial|combinations?|permutations?|angle|exponent|array|numbers?)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Mathematics();
}
