namespace TreasureMarkers.Data.Sources.CodeFix;

/// <summary>Modules of @stdlib for what JavaScript has by itself.</summary>
internal static class StdlibModules
{
    private static readonly Dictionary<string, string> Builtin = new()
    {
        ["is-nan"] = "Number.isNaN",
        ["is-nanf"] = "Number.isNaN",
        ["is-integer"] = "Number.isInteger",
        ["to-float32"] = "Math.fround",
        ["float64-to-float32"] = "Math.fround",
        ["abs"] = "Math.abs",
        ["floor"] = "Math.floor",
        ["ceil"] = "Math.ceil",
        ["round"] = "Math.round",
        ["trunc"] = "Math.trunc",
        ["sqrt"] = "Math.sqrt",
        ["exp"] = "Math.exp",
        ["ln"] = "Math.log",
        ["pow"] = "Math.pow",
        ["sin"] = "Math.sin",
        ["cos"] = "Math.cos",
        ["tan"] = "Math.tan",
        ["log2"] = "Math.log2",
        ["asin"] = "Math.asin",
        ["acos"] = "Math.acos",
        ["atan"] = "Math.atan",
        ["atan2"] = "Math.atan2",
        ["sinh"] = "Math.sinh",
        ["cosh"] = "Math.cosh",
        ["tanh"] = "Math.tanh",
        ["max"] = "Math.max",
        ["min"] = "Math.min",
        ["log1p"] = "Math.log1p",
        ["expm1"] = "Math.expm1",
        ["log10"] = "Math.log10",
        ["cbrt"] = "Math.cbrt",
        ["hypot"] = "Math.hypot",
        ["pinf"] = "Infinity",
        ["ninf"] = "-Infinity",
        ["pi"] = "Math.PI",
        ["two-pi"] = "2 * Math.PI",
        ["half-pi"] = "Math.PI / 2",
        ["fourth-pi"] = "Math.PI / 4",
        ["e"] = "Math.E",
        ["eps"] = "Number.EPSILON",
        ["max-safe-integer"] = "Number.MAX_SAFE_INTEGER",
        ["min-safe-integer"] = "Number.MIN_SAFE_INTEGER",
        ["sqrt-eps"] = "Math.sqrt( Number.EPSILON )",
        ["ln-two"] = "Math.LN2",
        ["ln-ten"] = "Math.LN10",
    };

    /// <summary>What a module is in JavaScript, or null when it has no such thing.</summary>
    /// <param name="path">The module's path, such as <c>@stdlib/math/base/assert/is-nan</c>.</param>
    public static string? InJavaScript(string path) => Builtin.GetValueOrDefault(path.Split('/')[^1]);
}
