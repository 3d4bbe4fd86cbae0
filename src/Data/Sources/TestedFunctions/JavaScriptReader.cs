using System.Globalization;
using System.Text.RegularExpressions;
using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.TestedFunctions;

/// <summary>The snippets of 30 seconds of code: a description, a function, and examples with their values.</summary>
internal static partial class SnippetReader
{
    /// <summary>All snippets with checks.</summary>
    /// <exception cref="SourceException">The collection is not where it was.</exception>
    public static IEnumerable<TestedFunction> Read(PackageFolder package)
    {
        return Parse(package.ReadText("README.md"), package);
    }

    /// <summary>The snippets of a page with checks.</summary>
    public static IEnumerable<TestedFunction> Parse(string markdown, PackageFolder package)
    {
        foreach (Match snippet in Snippet().Matches(markdown.ReplaceLineEndings("\n")))
        {
            var (name, code) = (snippet.Groups["name"].Value, snippet.Groups["code"].Value);
            var parameters = Regex.Match(code,
                $@"^(?:const {name} = (?:async )?(\([^=]*?(?:=[^>][^=]*?)*\)|\w+) =>|function {name}(\(.*?\)))", RegexOptions.Singleline);
            string[] checks = [.. snippet.Groups["examples"].Value.Split('\n').Select(Check).OfType<string>()];
            if (parameters.Success && checks.Any(c => c.StartsWith("require", StringComparison.Ordinal)))
            {
                var list = Whitespace.Collapse(parameters.Groups[1].Value + parameters.Groups[2].Value);
                yield return new TestedFunction(
                    "javascript", name, $"{name}{(list[0] == '(' ? list : $"({list})")}", snippet.Groups["text"].Value.Trim(), code,
                    checks, name, package.Provenance("CC0-1.0", name));
            }
        }
    }

    private static string? Check(string line)
    {
        if (Setup().IsMatch(line))
        {
            return line;
        }

        var example = Example().Match(line);
        return example.Success ? JavaScriptExample.Check(example.Groups[1].Value, example.Groups[2].Value) : null;
    }

    [GeneratedRegex(
        @"^### (?<name>\w+)[^\n]*\n+(?<text>[^#`]*?(?:`[^`\n]+`[^#`]*?)*)\n+```js\n(?<code>.*?)\n```\n+<details>\n<summary>Examples</summary>\n+```js\n(?<examples>.*?)\n```",
        RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"^(?:const|let|var) .*;$")]
    private static partial Regex Setup();

    [GeneratedRegex(@"^(\w+\(.*\)(?:\(.*\))?);\s*// (.+)$")]
    private static partial Regex Example();
}

/// <summary>The functions of a @stdlib package that need nothing but JavaScript itself, with their C twins where there are.</summary>
internal static partial class StdlibReader
{
    /// <summary>The functions of a package.</summary>
    public static IEnumerable<TestedFunction> Read(PackageFolder package)
    {
        foreach (var path in package.Files(".", "main.js").Where(p => p.EndsWith("/lib/main.js", StringComparison.Ordinal)))
        {
            var folder = Path.GetDirectoryName(Path.GetDirectoryName(path))!;
            var c = Path.Combine(folder, "src", "main.c");
            if (Parse(File.ReadAllText(path), Path.GetRelativePath(package.Path, folder), package) is { } function)
            {
                yield return function with { InC = File.Exists(c) ? Body(File.ReadAllText(c)) : null };
            }
        }
    }

    /// <summary>The function of one module; null when it needs other modules or has no examples to check.</summary>
    public static TestedFunction? Parse(string source, string record, PackageFolder package)
    {
        var module = Module().Match(source.ReplaceLineEndings("\n"));
        var name = module.Groups["name"].Value;
        var doc = Star().Replace(module.Groups["doc"].Value, "");
        var code = module.Groups["code"].Value.Trim();
        var own = Regex.Match(code, $@"^function {Regex.Escape(name)}(\(.*?\))", RegexOptions.Multiline);
        var imports = Require().Matches(module.Groups["modules"].Value)
            .Select(m => (Name: m.Groups[1].Value, Value: StdlibModules.InJavaScript(m.Groups[2].Value))).ToArray();
        string[] checks = [.. Checks(doc)];
        if (!module.Success || !own.Success || checks.Length == 0 || imports.Any(i => i.Value is null)
            || code.Contains("require(", StringComparison.Ordinal))
        {
            return null;
        }

        var text = string.Join("\n\n", Blank().Split(doc).TakeWhile(p => !p.StartsWith('@') && !p.StartsWith('#'))
            .Select(p => p.ReplaceLineEndings(" ").Trim())).Trim();
        var whole = string.Concat(imports.Select(i => $"var {i.Name} = {i.Value};\n")) + (imports.Length > 0 ? "\n"
            : "") + Before(module.Groups["before"].Value) + code;
        return new TestedFunction("javascript", name, name + own.Groups[1].Value, text, whole, checks, record,
            package.Provenance("Apache-2.0", record));
    }

    /// <summary>C code without its licence.</summary>
    private static string Body(string c) => Licence().Replace(c.ReplaceLineEndings("\n"), "", 1).Trim();

    /// <summary>The module's own variables and helpers, without the headings that its authors put above them.</summary>
    private static string Before(string section) =>
        SectionHeading().Replace(section, "").Trim() is { Length: > 0 } helpers ? helpers + "\n\n" : "";

    private static IEnumerable<string> Checks(string doc)
    {
        foreach (var example in doc.Split("@example").Skip(1).Where(e => !e.Contains("require(", StringComparison.Ordinal)))
        {
            List<string> setup = [], checks = [];
            string[] lines = [.. example.Split("\n@")[0].Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)];
            for (var i = 0; i < lines.Length; i++)
            {
                var statement = Statement().Match(lines[i]);
                var value = i + 1 < lines.Length ? Returns().Match(lines[i + 1]) : Match.Empty;
                if (statement.Success && value.Success
                    && JavaScriptExample.Check(statement.Groups[1].Value, value.Groups[1].Value) is { } check)
                {
                    checks.Add(check);
                }
                else if (!lines[i].StartsWith("//", StringComparison.Ordinal))
                {
                    setup.Add(lines[i]);
                }
            }

            // Names of one example would clash with the next one's.
            foreach (var check in checks)
            {
                yield return setup.Count == 0 ? check : $"{{ {string.Join(' ', setup)} {check} }}";
            }
        }
    }

    [GeneratedRegex(
        @"'use strict';\n+(?:// MODULES //\n+(?<modules>.*?)\n+)?(?<before>(?:// (?:VARIABLES|FUNCTIONS) //.*?)?)// MAIN //\n+/\*\*\n(?<doc>(?:\*[^\n/]*\n|\*[^\n]+\n)+?)\*/\n(?<code>.*?)\n+// EXPORTS //\n+module\.exports = (?<name>\w+);",
        RegexOptions.Singleline)]
    private static partial Regex Module();

    [GeneratedRegex(@"// (VARIABLES|FUNCTIONS) //\n+")]
    private static partial Regex SectionHeading();

    [GeneratedRegex(@"var (\w+) = require\( '([^']+)' \)")]
    private static partial Regex Require();

    [GeneratedRegex(@"^\* ?", RegexOptions.Multiline)]
    private static partial Regex Star();

    [GeneratedRegex(@"\n\s*\n")]
    private static partial Regex Blank();

    [GeneratedRegex(@"^(?:(?:var )?\w+ = )?(.+);$")]
    private static partial Regex Statement();

    [GeneratedRegex(@"^// returns (.+)$")]
    private static partial Regex Returns();

    [GeneratedRegex(@"^/\*\*.*?\*/\s*", RegexOptions.Singleline)]
    private static partial Regex Licence();
}

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
            var digits =
                number.Contains('.', StringComparison.Ordinal) ? number.Length - number.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
            return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                && !number.Contains('e', StringComparison.Ordinal)
                ? string.Create(CultureInfo.InvariantCulture,
                    $"require('assert').ok(Math.abs(({expression}) - ({number})) <= 1e-{digits});")
                : null;
        }

        return Literal().IsMatch(value) ? $"require('assert').deepStrictEqual({expression}, {value});" : null;
    }

    [GeneratedRegex("""^(?:-?[\d.]+(?:e[+-]?\d+)?|-?Infinity|NaN|true|false|null|undefined|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\[.*\]|\{.*\})$""")]
    private static partial Regex Literal();
}
