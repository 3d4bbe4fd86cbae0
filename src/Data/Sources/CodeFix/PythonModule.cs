using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.CodeFix;

/// <summary>A Python module's statements at the top level, found by their indentation.</summary>
internal sealed partial class PythonModule
{
    private const int MostLines = 80;
    private readonly List<(string[] Names, string Code)> _blocks = [];

    /// <summary>Splits a module.</summary>
    public PythonModule(string source)
    {
        List<string> block = [];
        var (quoted, decorated) = (false, false);
        foreach (var line in source.ReplaceLineEndings("\n").Split('\n'))
        {
            var begins = !quoted && line.Length > 0 && !" \t)]}#".Contains(line[0], StringComparison.Ordinal);
            if (begins && !decorated)
            {
                Add(block);
                block = [];
            }

            decorated = begins && line[0] == '@';
            block.Add(line);
            quoted ^= (Quotes().Count(line) & 1) == 1;
        }

        Add(block);
    }

    /// <summary>The functions' names, in order.</summary>
    public IEnumerable<string> Functions => _blocks.Where(b => Def().IsMatch(b.Code)).Select(b => b.Names[0]);

    /// <summary>The statement that gives a name its value.</summary>
    public string Block(string name) => _blocks.Last(b => b.Names.Contains(name)).Code;

    /// <summary>A function's code after all that it needs from its module; null when that is much or from elsewhere in its package.</summary>
    /// <param name="name">The function.</param>
    /// <param name="code">What takes the place of its own statement: without docstring.</param>
    /// <param name="package">The name that the package's own imports begin with.</param>
    public string? Alone(string name, string code, string package)
    {
        HashSet<int> taken = [];
        Queue<string> open = new([code]);
        while (open.TryDequeue(out var text))
        {
            HashSet<string> words = [.. Word().Matches(text).Select(m => m.Value)];
            for (var i = 0; i < _blocks.Count; i++)
            {
                if (!_blocks[i].Names.Contains(name) && _blocks[i].Names.Any(words.Contains) && taken.Add(i))
                {
                    open.Enqueue(_blocks[i].Code);
                }
            }
        }

        string[] needed = [.. taken.Order().Select(i => _blocks[i].Code)];
        if (needed.Any(n => n.StartsWith("from .", StringComparison.Ordinal) || Import(package).IsMatch(n)))
        {
            return null;
        }

        var imports = string.Join('\n', needed.Where(IsImport));
        var whole = string.Join("\n\n\n", needed.Where(n => !IsImport(n)).Prepend(imports).Append(code).Where(p => p.Length > 0));
        return whole.Count(c => c == '\n') < MostLines ? whole : null;
    }

    private void Add(List<string> block)
    {
        var code = string.Join('\n', block.AsEnumerable().Reverse().SkipWhile(l => l.Length == 0 || l[0] == '#').Reverse());
        string[] names = IsImport(code)
            ? [.. Word().Matches(Imported().Replace(code, "")).Select(m => m.Value)]
            : [.. Bound().Matches(code).Take(1).Select(m => m.Groups[1].Value)];
        if (names.Length > 0)
        {
            _blocks.Add((names, code));
        }
    }

    private static bool IsImport(string code) => code.StartsWith("import ", StringComparison.Ordinal) || code.StartsWith("from ", StringComparison.Ordinal);

    private static Regex Import(string package) => new($@"^(from|import) {Regex.Escape(package)}\b");

    [GeneratedRegex("\"\"\"|'''")]
    private static partial Regex Quotes();

    [GeneratedRegex(@"^(?:@.*\n)*def ")]
    private static partial Regex Def();

    [GeneratedRegex(@"^(?:@.*\n)*(?:(?:def|class) )?(\w+)(?=\s*(?:[=(:]))")]
    private static partial Regex Bound();

    [GeneratedRegex(@"^from \S+ import|^import|\bas\b")]
    private static partial Regex Imported();

    [GeneratedRegex(@"[A-Za-z_]\w*")]
    private static partial Regex Word();
}
