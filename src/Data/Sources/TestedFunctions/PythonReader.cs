using System.Text.RegularExpressions;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources.CodeText;

namespace TreasureMarkers.Data.Sources.TestedFunctions;

/// <summary>Python functions whose docstring has doctest examples.</summary>
internal static partial class DoctestReader
{
    /// <summary>What a run could depend on beside the code.</summary>
    private static readonly string[] Unsteady = ["random", "time", "date", "os", "sys", "hash", "id", "locale", "warnings", "threading"];

    /// <summary>The functions of a package's modules.</summary>
    /// <param name="package">The package.</param>
    /// <param name="root">The folder of its modules.</param>
    /// <param name="licence">Its licence.</param>
    public static IEnumerable<TestedFunction> Read(PackageFolder package, string root, string licence)
    {
        // A link may lead out of the package.
        return package.Files(root, "*.py")
            .Where(p => new FileInfo(p).LinkTarget is null && !p.Contains("test", StringComparison.OrdinalIgnoreCase))
            .SelectMany(path => Parse(File.ReadAllText(path), Path.GetRelativePath(package.At(root), path), Path.GetFileName(root),
                package, licence));
    }

    /// <summary>The functions of one module.</summary>
    public static IEnumerable<TestedFunction> Parse(string source, string path, string root, PackageFolder package, string licence)
    {
        if (!source.Contains(">>> ", StringComparison.Ordinal))
        {
            yield break;
        }

        var module = new PythonModule(source);
        foreach (var name in module.Functions.Distinct().ToArray())
        {
            var parts = Function().Match(module.Block(name));
            var doc = parts.Groups["doc"].Value;
            if (!parts.Success || name.StartsWith('_') || (doc.Contains('\\', StringComparison.Ordinal) && parts.Groups["raw"].Length == 0))
            {
                continue;
            }

            var (examples, description) = (Examples(doc, root), Description(doc));
            var code = module.Alone(name, parts.Groups["head"].Value + parts.Groups["body"].Value.TrimEnd(), root);
            if (examples.Length > 0 && description.Length >= 30 && code is not null && !Unsteady.Any(u => Regex.IsMatch(code, $@"\b{u}\b")))
            {
                var record = $"{path}/{name}";
                yield return new TestedFunction("python", name, Whitespace.Collapse(parts.Groups["def"].Value), description, code,
                    [Test(examples)], record, package.Provenance(licence, record));
            }
        }
    }

    private static string Test(string examples) => $"""


        import doctest
        import sys

        _examples = r'''
        {examples}
        '''
        _test = doctest.DocTestParser().get_doctest(_examples, globals(), "answer", None, 0)
        _runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
        _runner.run(_test, out=lambda text: None)
        sys.exit(1 if _runner.failures else 0)
        """.ReplaceLineEndings("\n");

    /// <summary>The examples alone, without the package's own imports: the function is already there.</summary>
    private static string Examples(string doc, string root)
    {
        var blocks =
            Blank().Split(doc).Select(p => p.Split('\n').SkipWhile(l => !l.TrimStart().StartsWith(">>> ", StringComparison.Ordinal)))
            .Select(p => CodeLines.Dedent(p.Where(l => !Regex.IsMatch(l, $@"^\s*>>> (from|import) {Regex.Escape(root)}\b"))))
            .Where(b => b.Length > 0);
        var all = string.Join("\n\n", blocks);
        return all.Contains("'''", StringComparison.Ordinal) || !Result().IsMatch(all) ? "" : all;
    }

    private static string Description(string doc)
    {
        var prose = Blank().Split(doc).Select(p => Whitespace.Collapse(Role().Replace(p, "`$1`")).Trim())
            .TakeWhile(p => !Section().IsMatch(p))
                .Where(p => p.Length > 0 && !p.Contains(">>>", StringComparison.Ordinal) && !p.StartsWith("..", StringComparison.Ordinal))
                .Take(3);
        return string.Join("\n\n", prose.Select(p => p.EndsWith(':') ? p.TrimEnd(':') + "." : p));
    }

    [GeneratedRegex("""^(?<head>(?:@[^\n]*\n)*(?<def>def \w+\((?:[^()]|\([^()]*\))*\)[^\n]*:)\n)\s*(?<raw>[rR]?)(?<q>\"{3}|'{3})(?<doc>.*?)\k<q>\n(?<body>.+)$""", RegexOptions.Singleline)]
    private static partial Regex Function();

    [GeneratedRegex(@"\n[ \t]*\n")]
    private static partial Regex Blank();

    [GeneratedRegex(@"(?::\w+:)?`{1,2}([^`]+)`{1,2}_?")]
    private static partial Regex Role();

    [GeneratedRegex(@"^(Parameters|Returns|Examples?|Args|Notes|See Also|:param|Raises|References)\b|-{3,}", RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@"^(?!>>>|\.\.\.)\S", RegexOptions.Multiline)]
    private static partial Regex Result();
}

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

    /// <summary>
    /// A function's code after all that it needs from its module; null when that is much or from elsewhere in its package.
    /// </summary>
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

    private static bool IsImport(string code) =>
        code.StartsWith("import ", StringComparison.Ordinal) || code.StartsWith("from ", StringComparison.Ordinal);

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
