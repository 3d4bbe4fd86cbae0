using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Gcide;

/// <summary>Reads GCIDE, the collaborative international dictionary of English, in dictd's text form.</summary>
internal static partial class GcideReader
{
    /// <summary>The meanings in use today that are fit for everyone, in the file's order.</summary>
    /// <param name="lines">The dictionary's lines.</param>
    public static IEnumerable<GcideSense> Read(IEnumerable<string> lines)
    {
        var entry = new List<string>();
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in lines.Append("end"))
        {
            // An entry begins where a line is not indented.
            if (line.Length > 0 && line[0] != ' ' && entry.Count > 0)
            {
                foreach (var (word, part, field, text) in Entry(entry))
                {
                    numbers[word] = numbers.GetValueOrDefault(word) + 1;
                    yield return new GcideSense(word, part, field, text, numbers[word]);
                }

                entry.Clear();
            }

            entry.Add(line);
        }
    }

    private static IEnumerable<(string Word, string Part, GcideField? Field, string Text)> Entry(List<string> lines)
    {
        if (Head().Match(string.Join(' ', lines.TakeWhile(l => l.Length > 0).Select(l => l.Trim()))) is not { Success: true } head)
        {
            yield break;
        }

        var word = head.Groups["word"].Value;
        var part = PartOfSpeech(head.Groups["part"].Value);
        // The head, which has the label of all meanings, ends where the first definition is indented after it.
        var body = HeadEnd().Match(string.Join('\n', lines.Skip(1)));
        var field = Label().Matches(head.Value).Select(m => GcideField.Of(m.Groups[1].Value)).FirstOrDefault(f => f is not null);
        if (part is null || !body.Success)
        {
            yield break;
        }

        foreach (var paragraph in BlankLine().Split(body.Value))
        {
            if (Definition(paragraph) is { } found && ProseFilter.IsFit($"{word}: {found.Text}"))
            {
                yield return (word, part, found.Field ?? field, found.Text);
            }
        }
    }

    private static (GcideField? Field, string Text)? Definition(string paragraph)
    {
        var text = Whitespace.Collapse(paragraph).Trim();
        if (Other().IsMatch(paragraph) || Obsolete().IsMatch(text))
        {
            return null;
        }

        // After the source of a definition stand other headwords.
        text = Number().Replace(Source().Split(text)[0], "").Trim();
        var label = Label().Match(text);
        var field = label.Success && label.Index == 0 ? GcideField.Of(label.Groups[1].Value) : null;
        text = label.Success && label.Index == 0 ? text[label.Length..] : text;
        text = Citation().Replace(Braces().Replace(text, "$1"), "").Trim();
        text = Example().Split(text)[0].Trim().TrimEnd(';', ',', ':');
        return text.Length is < 25 or > 500 || !char.IsUpper(text[0]) || NotPlain().IsMatch(text) ? null
            : (field, text[^1] == '.' ? text : text + ".");
    }

    private static string? PartOfSpeech(string part) => part.Replace(" ", "", StringComparison.Ordinal) switch
    {
        ['n', '.', ..] => "noun",
        "a." or "adj." => "adjective",
        "adv." => "adverb",
        ['v', '.', ..] => "verb",
        _ => null,
    };

    [GeneratedRegex(
        @"^(?<word>[A-Za-z][a-z]+(?:[ -][A-Za-z]+)?) \\.*?\\(?:,? ?\([^)]*\))?,? (?<part>n\.|a\.|adj\.|adv\.|v\. ?[ti]\.)(?<rest>.*)$")]
    private static partial Regex Head();

    /// <summary>Definitions are numbered, or begin a line with a capital letter once the head's brackets are closed.</summary>
    [GeneratedRegex(
        @"(?:(?<=^|\n)   (?:\d+\. |\([A-Z][A-Za-z. ]+\) ?[A-Z]|[A-Z][a-z]* [a-z]|An? [a-z])[\s\S]*)",
        RegexOptions.CultureInvariant)]
    private static partial Regex HeadEnd();

    [GeneratedRegex(@"\n[ \t]*\n")]
    private static partial Regex BlankLine();

    /// <summary>Notes, synonyms, quotations and phrases that contain the word.</summary>
    [GeneratedRegex(@"^\s*(Note:|Syn:|-- ?\{|\{|\s{9,})|\[\w+ ?\w*\^|;;")]
    private static partial Regex Other();

    [GeneratedRegex(
        @"\[(Obs|R|Archaic|Colloq|Slang|Prov|Scot|Vulgar|Low|Cant|Humorous|Obsoles)[^\]]*\]|--Obs|\bSee (Synonym|\{)|^Same as"
        + @"|[A-Za-z]\^|\[[^\w\s1-9]")]
    private static partial Regex Obsolete();

    [GeneratedRegex(@"\[[^\]]*(?:Webster|PJC|WordNet|Suppl|AS|RP|JDR|Century)[^\]]*\]")]
    private static partial Regex Source();

    [GeneratedRegex(@"^(\d+\.|\([a-z]\))\s*|^\d+ ")]
    private static partial Regex Number();

    [GeneratedRegex(@"\(([A-Z][A-Za-z. ]{1,20})\)\s*")]
    private static partial Regex Label();

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Braces();

    [GeneratedRegex(@"\s*--\s?[A-Z][\w. ]+\.?$|\s*--\s?$")]
    private static partial Regex Citation();

    /// <summary>What follows shows the word in use.</summary>
    [GeneratedRegex(@"[;:,.] as, | -- | [a-z]+ing:? e\. ?g\.")]
    private static partial Regex Example();

    [GeneratedRegex(
        @"[\[\]{}\\|<>_^*=""]|^(Fig|Hence)|\bsee\b|\bsavage|heathen|infidel|Hottentot|\bsquaw|barbar|\b(his|her) wife|\bharlot|\blewd"
        + @"|\bmaiden|\bslave|\bSee\b|\bthe above\b|\bq\. ?v\.")]
    private static partial Regex NotPlain();
}

/// <summary>One meaning of a word in GCIDE.</summary>
/// <param name="Word">The headword as it stands there.</param>
/// <param name="PartOfSpeech"><c>noun</c>, <c>verb</c>, <c>adjective</c> or <c>adverb</c>.</param>
/// <param name="Field">The field of knowledge that its label names, or null.</param>
/// <param name="Definition">What it means, one paragraph.</param>
/// <param name="Number">Which of the word's meanings it is, from 1, over all its entries.</param>
internal sealed record GcideSense(string Word, string PartOfSpeech, GcideField? Field, string Definition, int Number)
{
    /// <summary>The group is WordNet's, so that a word stays in one split whichever dictionary defines it.</summary>
    public string Group => "wordnet/" + Word.ToLowerInvariant();
}

/// <summary>A field of knowledge as a dictionary labels its words.</summary>
/// <param name="Name">Its name in small letters.</param>
/// <param name="Domain">The taxonomy's domain.</param>
internal sealed record GcideField(string Name, string Domain)
{
    private static readonly Dictionary<string, GcideField> ByLabel = new[]
    {
        ("Anat", "anatomy", "Medical"), ("Med", "medicine", "Medical"), ("Physiol", "physiology", "Medical"),
        ("Surg", "surgery", "Medical"), ("Pathol", "pathology", "Medical"), ("Pharm", "pharmacy", "Medical"),
        ("Zool", "zoology", "Sciences"), ("Bot", "botany", "Sciences"), ("Chem", "chemistry", "Sciences"),
        ("Min", "mineralogy", "Sciences"), ("Geol", "geology", "Sciences"), ("Astron", "astronomy", "Sciences"),
        ("Physics", "physics", "Sciences"), ("Biol", "biology", "Sciences"), ("Paleon", "paleontology", "Sciences"),
        ("Opt", "optics", "Sciences"), ("Meteor", "meteorology", "Sciences"), ("Math", "mathematics", "Math"), ("Geom", "geometry", "Math"),
        ("Alg", "algebra", "Math"), ("Arith", "arithmetic", "Math"), ("Logic", "logic", "Math"), ("Law", "law", "Legal"),
        ("Com", "commerce", "Finance"), ("Finance", "finance", "Finance"), ("Banking", "banking", "Finance"),
        ("Stock Exchange", "stock exchange", "Finance"), ("Mus", "music", "Culture"), ("Eccl", "church", "Culture"),
        ("Arch", "architecture", "Culture"), ("Myth", "mythology", "Culture"), ("Fine Arts", "fine arts", "Culture"),
        ("Her", "heraldry", "Culture"), ("Print", "printing", "Technology"), ("Naut", "seafaring", "Technology"),
        ("Mach", "machinery", "Technology"), ("Elec", "electricity", "Technology"), ("Mining", "mining", "Technology"),
        ("Computers", "computing", "Technology"), ("Engin", "engineering", "Technology"), ("Mil", "the military", "SocialSciences"),
        ("Polit. Econ", "political economy", "SocialSciences"), ("Gram", "grammar", "SocialSciences"),
        ("Rhet", "rhetoric", "SocialSciences"), ("Phon", "phonetics", "SocialSciences"), ("Philos", "philosophy", "SocialSciences"),
    }.ToDictionary(f => f.Item1, f => new GcideField(f.Item2, f.Item3), StringComparer.OrdinalIgnoreCase);

    /// <summary>The field of a label such as <c>Bot.</c>, or null when it names none.</summary>
    public static GcideField? Of(string label) => ByLabel.GetValueOrDefault(label.TrimEnd('.'));
}
