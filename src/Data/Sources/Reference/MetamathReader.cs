using System.Text;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Reference;

/// <summary>Reads a Metamath database: statements, the comments before them, and the signs' LaTeX definitions.</summary>
internal sealed partial class MetamathReader
{
    private readonly Dictionary<string, string> _latex;
    private readonly Stack<int> _scopes = [];
    private readonly List<string[]> _hypotheses = [];
    private string _comment = "";

    /// <summary>Takes the LaTeX definitions from the database's typesetting comment.</summary>
    /// <param name="text">The whole database.</param>
    public MetamathReader(string text)
    {
        _latex = Definition().Matches(text).DistinctBy(m => m.Groups[1].Value)
            .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value.Trim(), StringComparer.Ordinal);
    }

    /// <summary>The statements with a comment and a LaTeX form, in the database's order.</summary>
    /// <param name="text">The whole database.</param>
    public IEnumerable<Theorem> Read(string text)
    {
        foreach (Match part in Part().Matches(text))
        {
            if (part.Groups["comment"].Success)
            {
                _comment = part.Groups["comment"].Value;
            }
            else if (part.Groups["scope"].Success)
            {
                Scope(part.Groups["scope"].Value);
            }
            else if (part.Groups["kind"].Value == "e")
            {
                _hypotheses.Add(Signs(part.Groups["statement"].Value));
            }
            else
            {
                if (Statement(part.Groups["label"].Value, Signs(part.Groups["statement"].Value)) is { } theorem)
                {
                    yield return theorem;
                }

                _comment = "";
            }
        }
    }

    private void Scope(string mark)
    {
        if (mark == "${")
        {
            _scopes.Push(_hypotheses.Count);
        }
        else if (_scopes.TryPop(out var count))
        {
            _hypotheses.RemoveRange(count, _hypotheses.Count - count);
        }
    }

    private Theorem? Statement(string label, string[] signs)
    {
        var comment = Clean(_comment);
        if (signs[0] != "|-" || comment.Length < 15 || _hypotheses.Count > 4 || Deprecated().IsMatch(_comment))
        {
            return null;
        }

        var statement = string.Join(' ', signs[1..]);
        var given = string.Join(" & ", _hypotheses.Select(h => string.Join(' ', h[1..])));
        var formula = Latex(signs[1..]);
        var before = string.Join(" \\quad\\&\\quad ", _hypotheses.Select(h => Latex(h[1..])));
        return new Theorem(label, before.Length == 0 ? formula : $"{before} \\quad\\Rightarrow\\quad {formula}", given.Length == 0 ? statement : $"{given} => {statement}", comment);
    }

    private string Latex(IEnumerable<string> signs)
    {
        var text = new StringBuilder();
        foreach (var sign in signs)
        {
            text.Append(text.Length > 0 ? " " : "").Append(_latex.GetValueOrDefault(sign, sign));
        }

        return Whitespace.Collapse(text.ToString());
    }

    /// <summary>A comment as a reader sees it: no bookkeeping, formulas in LaTeX, names of other statements bare.</summary>
    private string Clean(string comment)
    {
        var text = Whitespace.Collapse(Citation().Replace(Bookkeeping().Replace(comment, " "), " ")).Trim();
        text = Formula().Replace(text, m => $"${Latex(Signs(m.Groups[1].Value))}$");
        return Emphasis().Replace(Reference().Replace(text, "$1"), "$1").Trim();
    }

    private static string[] Signs(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex("latexdef \"([^\"\\n]+)\"\\s+as\\s+\"([^\"\\n]+)\"")]
    private static partial Regex Definition();

    [GeneratedRegex(@"\$\(\s(?<comment>.*?)\s\$\)|(?<=\s)(?<scope>\$[{}])(?=\s)|(?<label>[\w.-]+)\s+\$(?<kind>[eap])\s+(?<statement>[^$]+?)\s+\$(?:\.|=[^$]*\$\.)", RegexOptions.Singleline)]
    private static partial Regex Part();

    [GeneratedRegex(@"\((Contributed|Proof|Revised|New usage|Proposed|Moved|Proved|Avoid)\b(?:[^()]|\([^()]*\))*\)", RegexOptions.Singleline)]
    private static partial Regex Bookkeeping();

    /// <summary>Page references, which no reader asks for.</summary>
    [GeneratedRegex(@"(?:\b(?:Similar to|Part of|Compare|See)\s+)?\b(?:Theorem|Definition|Proposition|Exercise|Axiom|Lemma|Corollary|Example|Remark|Property|Equation|Eq\.)\s[^\[\]]{0,60}\[\w+\]\s+p\.\s+\d+\.?")]
    private static partial Regex Citation();

    [GeneratedRegex(@"discouraged|obsolete|deprecated|OBSOLETE|####|\*\*\*\*", RegexOptions.IgnoreCase)]
    private static partial Regex Deprecated();

    [GeneratedRegex("` (.*?) `", RegexOptions.Singleline)]
    private static partial Regex Formula();

    [GeneratedRegex(@"~ (\S+)")]
    private static partial Regex Reference();

    [GeneratedRegex(@"(?<![\w\\$])_([^_$]+)_(?!\w)")]
    private static partial Regex Emphasis();
}
