using System.Text.RegularExpressions;
using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.CodeFix;

/// <summary>PLplot's examples: the same programs in C, C++, Java and Python, each written by hand.</summary>
internal static partial class PlotExampleReader
{
    private const int MostCharacters = 12000;

    private static readonly (string CodeType, string Folder, string Suffix)[] Languages =
        [("c", "c", "c.c"), ("cpp", "c++", ".cc"), ("java", "java", ".java"), ("python", "python", ".py")];

    /// <summary>Every example from every language to every other one.</summary>
    public static IEnumerable<CodeTwin> Read(PackageFolder package)
    {
        const string Root = "usr/share/doc/plplot-examples/examples";
        for (var i = 0; i < 34; i++)
        {
            var example = $"x{i:00}";
            var programs = Languages.Select(l => (l.CodeType, Path: package.At(Root, l.Folder, example + l.Suffix))).Where(p => File.Exists(p.Path))
                .Select(p => (p.CodeType, Code: Body(File.ReadAllText(p.Path)))).Where(p => p.Code.Length is > 100 and < MostCharacters).ToArray();
            foreach (var (from, to) in programs.SelectMany(from => programs.Where(to => to != from).Select(to => (from, to))))
            {
                yield return new CodeTwin(
                    from.CodeType, to.CodeType, from.Code, to.Code, "Human", $"codefix/plplot/{example}", package.Provenance("LGPL-2.0-or-later", $"{example}/{to.CodeType}"));
            }
        }
    }

    /// <summary>The program without the licence and rulers above it.</summary>
    public static string Body(string code)
    {
        var text = code.ReplaceLineEndings("\n").TrimStart();
        var head = Head().Match(text);
        return (head.Value.Contains("Copyright", StringComparison.OrdinalIgnoreCase) || head.Value.Contains("GNU", StringComparison.Ordinal) ? text[head.Length..] : text).Trim();
    }

    [GeneratedRegex(@"\A(?:(?://|#(?!include|define))[^\n]*\n|[ \t]*\n|/\*.*?\*/)+", RegexOptions.Singleline)]
    private static partial Regex Head();
}
