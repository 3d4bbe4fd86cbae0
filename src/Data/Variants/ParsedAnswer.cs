using System.Text.RegularExpressions;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Variants;

/// <summary>An item of a list, or a section of an answer with headings.</summary>
/// <param name="Title">What it is called, without its mark-up; null where it has a text alone.</param>
/// <param name="Sentences">Its text's sentences; none where it has a title alone.</param>
internal sealed record AnswerItem(string? Title, IReadOnlyList<string> Sentences)
{
    /// <summary>The item as running text: the title, a colon and the text.</summary>
    public string Text => string.Join(' ', Title is null ? Sentences
        : Sentences.Count == 0 ? [ParsedAnswer.Closed(Title)] : Sentences.Skip(1).Prepend($"{Title}: {Sentences[0]}"));
}

/// <summary>
/// What an answer says, without the form it says it in: sentences that stand before a list, its items, and sentences behind; or
/// paragraphs of prose. Sentences that promise what follows ("Here are five ways:") are left out, since a form or a cut breaks them.
/// </summary>
internal sealed partial class ParsedAnswer
{
    private ParsedAnswer(IReadOnlyList<string[]> lead, IReadOnlyList<AnswerItem> items, bool isNumbered, IReadOnlyList<string[]> tail) =>
        (Paragraphs, Items, IsNumbered, Tail) = (lead, items, isNumbered, tail);

    /// <summary>Paragraphs of sentences before the items; the whole answer where there are none.</summary>
    public IReadOnlyList<string[]> Paragraphs { get; }

    /// <summary>The list's items; none in prose.</summary>
    public IReadOnlyList<AnswerItem> Items { get; }

    /// <summary>Whether the items have numbers.</summary>
    public bool IsNumbered { get; }

    /// <summary>Paragraphs of sentences behind the items.</summary>
    public IReadOnlyList<string[]> Tail { get; }

    /// <summary>Reads an answer; null when it is none that can be taken apart, such as code, verse, a letter or a table.</summary>
    public static ParsedAnswer? Of(string answer)
    {
        if (answer.Contains("```", StringComparison.Ordinal) || Fixed().IsMatch(answer)
            || FormatDetector.Detect(answer) is "JSON" or "XML" or "Tabular" or "Latex" or "MCQAnswer")
        {
            return null;
        }

        var reader = new Reader();
        foreach (var line in answer.ReplaceLineEndings("\n").Split('\n'))
        {
            reader.Take(line);
        }

        return reader.Finish() is { } parsed && (parsed.Paragraphs.Count > 0 || parsed.Items.Count > 0) ? parsed : null;
    }

    /// <summary>A text with a mark at its end.</summary>
    public static string Closed(string text)
    {
        var bare = text.TrimEnd(',', ';', ':', ' ', '-', '–');
        return bare.Length == 0 || ".!?…".Contains(bare[^1]) || (bare.Length > 1 && "\"”'’)".Contains(bare[^1]) && ".!?…".Contains(bare[^2]))
            ? bare : bare + ".";
    }

    /// <summary>Whether a sentence leans on one before it.</summary>
    public static bool LeansBack(string sentence) => Back().IsMatch(sentence);

    /// <summary>Whether a sentence says that something follows, or nothing but that an answer comes.</summary>
    public static bool Promises(string sentence) => sentence.EndsWith(':') || Promise().IsMatch(sentence);

    /// <summary>A sentence that stands alone: "However, in winter it snows." as an item of a list is "In winter it snows."</summary>
    public static string Alone(string sentence) =>
        Link().Replace(sentence, "", 1) is { Length: > 0 } bare && bare.Length < sentence.Length ? char.ToUpperInvariant(bare[0]) + bare[1..] : sentence;

    /// <summary>Whether a sentence counts what is told after it, so that nothing may be cut behind it.</summary>
    public static bool Announces(string sentence) => Counting().IsMatch(sentence);

    private static string Unmarked(string text) => Emphasis().Replace(text, "$2").Replace("**", "", StringComparison.Ordinal).Trim();

    private static string[] Sentences(string text) =>
        [.. SentenceSplitter.Split(Whitespace.Collapse(Unmarked(text))).Select(sentence => sentence.Trim()).Where(sentence => sentence.Length > 1)];

    private sealed class Reader
    {
        private readonly List<(string? Title, List<string> Lines)> _items = [];
        private readonly List<string> _before = [];
        private readonly List<string> _between = [];
        private string _paragraph = "";
        private int _lines;
        private int _open;
        private int _numbers;
        private int _headings;
        private bool _afterBlank = true;

        public void Take(string line)
        {
            var bare = line.Trim();
            if (bare.Length == 0 || bare.All(c => c is '-' or '*' or '_' or '='))
            {
                EndParagraph();
                _afterBlank = true;
                return;
            }

            var isIndented = line.Length > 0 && char.IsWhiteSpace(line[0]);
            if (Heading().Match(bare) is { Success: true } heading)
            {
                EndParagraph();
                _headings++;
                _items.Add((Unmarked(heading.Groups[1].Value + heading.Groups[2].Value).TrimEnd(':'), []));
            }
            else if (Item().Match(bare) is { Success: true } item && !(isIndented && _items.Count > 0))
            {
                EndParagraph();
                FlushBetween();
                _numbers += char.IsAsciiDigit(item.Groups[1].Value[0]) ? 1 : 0;
                var (title, text) = Split(item.Groups[2].Value);
                _items.Add((title, text.Length > 0 ? [text] : []));
            }
            else if (_items.Count > 0 && (isIndented || !_afterBlank))
            {
                _items[^1].Lines.Add(Item().Match(bare) is { Success: true } inner ? inner.Groups[2].Value : bare);
            }
            else
            {
                _lines++;
                _open += char.IsLetterOrDigit(bare[^1]) || bare[^1] is ',' or ';' ? 1 : 0;
                _paragraph = _paragraph.Length == 0 ? bare : $"{_paragraph} {bare}";
            }

            _afterBlank = false;
        }

        public ParsedAnswer? Finish()
        {
            EndParagraph();
            // Lines without marks at their ends are verse, a letter or an address.
            if (_open >= 3 && _open * 2 > _lines)
            {
                return null;
            }

            if (_headings > 0)
            {
                FlushBetween();
                if (_headings != _items.Count || _headings == 1)
                {
                    return null;
                }
            }

            var items = _items.Select(item => new AnswerItem(item.Title, [.. item.Lines.SelectMany(Sentences).Select(Closed)]))
                .Where(item => item.Sentences.Count > 0 || item.Title is not null)
                .DistinctBy(item => item.Title ?? item.Sentences[0], StringComparer.OrdinalIgnoreCase).ToList();
            if (items.Count == 1 || items.Exists(item => item.Sentences.Any(Promises)))
            {
                return null;
            }

            var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            string[][] Paragraphs(List<string> texts) => [.. texts.Select(Sentences)
                .Select(paragraph => paragraph.Where(s => !Promises(s) && ".!?…\"”'’)".Contains(s[^1]) && seen.Add(s)).ToArray())
                .Where(paragraph => paragraph.Length > 0)];
            var (lead, tail) = (Paragraphs(_before), Paragraphs(_between));
            return lead is [[var first, ..], ..] && LeansBack(first) ? null : new ParsedAnswer(lead, items, _numbers * 2 > items.Count, tail);
        }

        private void EndParagraph()
        {
            if (_paragraph.Length > 0)
            {
                (_items.Count == 0 ? _before : _between).Add(_paragraph);
                _paragraph = "";
            }
        }

        /// <summary>What stands between two items belongs to the first.</summary>
        private void FlushBetween()
        {
            if (_items.Count > 0)
            {
                _items[^1].Lines.AddRange(_between);
                _between.Clear();
            }
        }

        private static (string? Title, string Text) Split(string text) =>
            Titled().Match(text) is { Success: true } match
                ? (Unmarked(match.Groups[1].Value + match.Groups[2].Value).TrimEnd(':', ' ', '-'), match.Groups[3].Value.Trim()) : (null, text);
    }

    [GeneratedRegex(@"^(?:#{1,6}\s+(.+?)\s*#*|\*\*([^*]{2,80})\*\*:?)$", RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^([-*•+]|\d{1,2}[.)])\s+(\S.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Item();

    [GeneratedRegex(@"^(?:\*\*([^*]{2,80})\*\*\s*[:–—-]?|([^.:!?*""]{2,60}):(?=\s|$))\s*(.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Titled();

    [GeneratedRegex(@"(\*\*|__|(?<!\w)\*)(?=\S)([^*_\n]+?)(?<=\S)\1(?!\w)", RegexOptions.CultureInvariant)]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"^\s*(?:Dear|Subject:|\|)|\[(?:Your|Name|Date)[^\]]*\]|^(?:Sincerely|Best regards)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Fixed();

    [GeneratedRegex(
        @"^(?:This|These|That|Those|It|Its|They|Their|He|She|His|Her|However|Additionally|Also|Moreover|Furthermore|But|And|Or|So|Then|Next|Finally|"
        + @"Similarly|In addition|Another|Other|Others|Such|Both|Instead|Therefore|Thus|Hence|As a result|For example|For instance|On the other hand|"
        + @"Overall|In (?:summary|conclusion|short)|Lastly|Second|Secondly|Third|Thirdly|Fourth|Meanwhile|Here)(?:'s|\b)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Back();

    [GeneratedRegex(
        @"^(?:However|Additionally|Moreover|Furthermore|Also|In addition|Overall|Finally|Lastly|Firstly|First|Secondly|Second|Thirdly|Third|"
        + @"In summary|In conclusion|In short|Therefore|Thus|So|For example|For instance|On the other hand|Instead|Then|Next|Remember|Note),\s+",
        RegexOptions.CultureInvariant)]
    private static partial Regex Link();

    [GeneratedRegex(
        @"^(?:sure|certainly|of course|absolutely|great question|i'd be happy|i'm happy to|i'm glad|i'm here to|i'm sorry|i'm so sorry|thank you|i hope|feel free|let me know|as an? (?:ai|smollm))\b"
        + @"|\b(?:here are|here's|here is|the following|as follows|(?:steps|tips|ways|examples|table|list|code) below|follow these|these (?:steps|tips|ways)|step-by-step guide)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Promise();

    [GeneratedRegex(
        @"\b(?:there are|these are|consists? of|divided into|include)\b[^.]*\b(?:several|many|some|various|two|three|four|five|six|seven|eight|nine|ten|\d+)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Counting();
}
