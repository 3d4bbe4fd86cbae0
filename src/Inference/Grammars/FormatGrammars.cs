namespace TreasureMarkers.Inference.Grammars;

/// <summary>Grammars of the marker format's values. Whatever one accepts, the format detector finds to have that format.</summary>
internal static class FormatGrammars
{
    private const int MaxNumber = 99;

    private static readonly string[] BulletMarks = ["- ", "* ", "• "];

    private static readonly string[] StepWords =
    [
        "Step ", "Schritt ", "Étape ", "Paso ", "Passo ", "Krok ", "Шаг ", "Крок ", "ステップ", "단계 ", "Adım ", "Bước ", "Stap ",
        "Langkah ", "Pasul ", "Βήμα ", "चरण ", "שלב ", "مرحله ", "الخطوة ", "步骤",
    ];

    private static readonly GrammarNode NewLine = Rule.AnyOf("\n");

    /// <summary>Text of one line without a backslash, which could begin a formula.</summary>
    private static readonly GrammarNode Line = Rule.Sequence(Characters.Visible("\\"), Rule.Repeat(Characters.Inline("\\")));

    private static readonly Dictionary<string, Grammar> All = new()
    {
        ["JSON"] = JsonGrammar.Instance,
        ["XML"] = XmlGrammar.Instance,
        ["Enumeration"] = new(Enumeration()),
        ["MCQAnswer"] = new(Choice()),
        ["Tabular"] = new(Table()),
        ["ChainOfThought"] = new(Steps()),
        ["Latex"] = new(Formula()),
    };

    /// <summary>The formats that have a grammar; Markdown has none, since nearly any text can be part of it.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>The grammar of a format; null where it has none.</summary>
    public static Grammar? Find(string format) => All.GetValueOrDefault(format);

    /// <summary>Bullets of one kind or numbers from 1, with or without a line before that ends in a colon.</summary>
    private static GrammarNode Enumeration()
    {
        var opening = Rule.Sequence(
            Rule.Choice(new ByteClass(value => char.IsAsciiLetter((char)value)), Characters.VisibleBeyondAscii),
            Rule.Repeat(Characters.Inline("\\:")),
            Rule.Choice(Rule.AnyOf(":"), Rule.Text("：")),
            NewLine,
            Rule.Optional(NewLine));
        return Rule.Choice(List(1), Rule.Sequence(opening, List(2)));
    }

    private static GrammarNode List(int least) =>
        Rule.Choice([.. BulletMarks.Select(bullet => Bullets(bullet, least)), Numbered(least, number => $"{number}. ", MaxNumber)]);

    private static GrammarNode Bullets(string bullet, int least)
    {
        var item = Rule.Sequence(Rule.Text(bullet), Line);
        return Rule.Sequence(item, Rule.Repeat(Rule.Sequence(NewLine, item), least - 1));
    }

    private static GrammarNode Numbered(int least, Func<int, string> label, int most)
    {
        var rest = Rule.Empty;
        for (var number = most; number >= 1; number--)
        {
            var item = Rule.Sequence(number == 1 ? Rule.Empty : NewLine, Rule.Text(label(number)), Line, rest);
            rest = number > least ? Rule.Optional(item) : item;
        }

        return rest;
    }

    /// <summary>A letter from A to E, alone or with its answer's text.</summary>
    private static GrammarNode Choice()
    {
        var letter = Rule.Range('A', 'E');
        return Rule.Choice(
            Rule.Sequence(Rule.Optional(Rule.AnyOf("(")), letter, Rule.Optional(Rule.AnyOf(").:"))),
            Rule.Sequence(Rule.Optional(Rule.AnyOf("(")), letter, Rule.Text(") "), Line),
            Rule.Sequence(letter, Rule.Text(": "), Line));
    }

    /// <summary>A Markdown table of one to eight columns with a head and at least one row.</summary>
    private static GrammarNode Table() => Rule.Choice(Enumerable.Range(1, 8).Select(Table));

    private static GrammarNode Table(int columns)
    {
        var cell = Rule.Sequence(Rule.Repeat(Characters.Inline("|"), 1), Rule.AnyOf("|"));
        var space = Rule.Optional(Rule.AnyOf(" "));
        var colon = Rule.Optional(Rule.AnyOf(":"));
        var rule = Rule.Sequence(space, colon, Rule.Repeat(Rule.AnyOf("-"), 3, 32), colon, space, Rule.AnyOf("|"));
        var row = Rule.Sequence(Rule.AnyOf("|"), Rule.Repeat(cell, columns, columns));
        return Rule.Sequence(
            row, NewLine, Rule.AnyOf("|"), Rule.Repeat(rule, columns, columns), Rule.Repeat(Rule.Sequence(NewLine, row), 1));
    }

    /// <summary>At least two numbered steps, each on a line, under one of the words for a step.</summary>
    private static GrammarNode Steps() => Rule.Choice(
        StepWords.Select(word => Numbered(2, number => $"{word}{number}: ", MaxNumber)));

    /// <summary>One displayed formula with balanced braces.</summary>
    private static GrammarNode Formula()
    {
        var content = Rule.Nothing;
        for (var depth = 0; depth < JsonRules.MaxDepth; depth++)
        {
            content = Rule.Choice(
                Characters.Inline("$\\{}"),
                Rule.Sequence(Rule.AnyOf("\\"), new ByteClass(value => value is > 0x20 and < 0x7F and not (byte)'$')),
                content.MinLength == GrammarNode.Unreachable
                    ? Rule.Nothing
                    : Rule.Sequence(Rule.AnyOf("{"), Rule.Repeat(content), Rule.AnyOf("}")));
        }

        return Rule.Sequence(Rule.Text("$$"), Rule.Repeat(content, 1), Rule.Text("$$"));
    }
}
