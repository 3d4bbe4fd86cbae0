using System.Text.RegularExpressions;
using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.CodeFix;

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
        var imports = Require().Matches(module.Groups["modules"].Value).Select(m => (Name: m.Groups[1].Value, Value: StdlibModules.InJavaScript(m.Groups[2].Value))).ToArray();
        string[] checks = [.. Checks(doc)];
        if (!module.Success || !own.Success || checks.Length == 0 || imports.Any(i => i.Value is null) || code.Contains("require(", StringComparison.Ordinal))
        {
            return null;
        }

        var text = string.Join("\n\n", Blank().Split(doc).TakeWhile(p => !p.StartsWith('@') && !p.StartsWith('#')).Select(p => p.ReplaceLineEndings(" ").Trim())).Trim();
        var whole = string.Concat(imports.Select(i => $"var {i.Name} = {i.Value};\n")) + (imports.Length > 0 ? "\n" : "") + Before(module.Groups["before"].Value) + code;
        return new TestedFunction("javascript", name, name + own.Groups[1].Value, text, whole, checks, record, package.Provenance("Apache-2.0", record));
    }

    /// <summary>C code without its licence.</summary>
    private static string Body(string c) => Licence().Replace(c.ReplaceLineEndings("\n"), "", 1).Trim();

    /// <summary>The module's own variables and helpers, without the headings that its authors put above them.</summary>
    private static string Before(string section) => SectionHeading().Replace(section, "").Trim() is { Length: > 0 } helpers ? helpers + "\n\n" : "";

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
                if (statement.Success && value.Success && JavaScriptExample.Check(statement.Groups[1].Value, value.Groups[1].Value) is { } check)
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

    [GeneratedRegex(@"'use strict';\n+(?:// MODULES //\n+(?<modules>.*?)\n+)?(?<before>(?:// (?:VARIABLES|FUNCTIONS) //.*?)?)// MAIN //\n+/\*\*\n(?<doc>(?:\*[^\n/]*\n|\*[^\n]+\n)+?)\*/\n(?<code>.*?)\n+// EXPORTS //\n+module\.exports = (?<name>\w+);", RegexOptions.Singleline)]
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
