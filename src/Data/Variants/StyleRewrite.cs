using System.Text;
using System.Text.RegularExpressions;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Variants;

/// <summary>
/// Says an English answer again in another style: the same sense in the same order, other words. Formal has no contractions, no exclamations
/// and no chat; Informal has them, everyday words, 'you', and now and then an opener or a closer. Code, quotations, formulas, links,
/// tables and names stay as they are.
/// </summary>
internal static partial class StyleRewrite
{
    /// <summary>Answers of fewer words have too little to say it otherwise.</summary>
    private const int FewestWords = 12;

    /// <summary>A rewrite that changed a smaller share of the words is not told apart by a reader.</summary>
    private const double LeastChange = 0.06;

    private static readonly Lazy<StyleTable> Table = new(StyleTable.Load);

    /// <summary>
    /// The rewrites that the style filter tells apart: Formal, Informal, both or none. The same text and choices give the same rewrites.
    /// </summary>
    /// <param name="answer">An English answer.</param>
    /// <param name="random">Chooses among the words that mean the same.</param>
    public static IEnumerable<(string Style, string Text)> Of(string answer, StableRandom random)
    {
        if (FormatDetector.Detect(answer) is "JSON" or "XML" or "Latex" or "MCQAnswer" || answer.Contains("```", StringComparison.Ordinal)
            || WordCount(answer) < FewestWords)
        {
            yield break;
        }

        var formal = Formal(answer, random);
        if (IsOther(answer, formal) && StyleFilter.Formality(formal) >= StyleFilter.FormalFrom)
        {
            yield return ("Formal", formal);
        }

        var informal = Informal(answer, random);
        if (IsOther(answer, informal) && StyleFilter.Formality(informal) <= StyleFilter.InformalUpTo)
        {
            yield return ("Informal", informal);
        }
    }

    /// <summary>A prompt that asks for a style in words, before or behind it.</summary>
    public static string Asked(string prompt, string style, StableRandom random)
    {
        var wish = random.Pick(style == "Formal" ? StyleTable.FormalWishes : StyleTable.InformalWishes);
        return random.Chance(0.3) ? $"{wish} {prompt}" : $"{prompt}{(prompt.Contains('\n') ? "\n\n" : " ")}{wish}";
    }

    /// <summary>The formal rewrite, told apart or not.</summary>
    public static string Formal(string answer, StableRandom random)
    {
        var text = Outside(answer, prose => Expanded(prose));
        text = Chat().Replace(text, "").Trim();
        text = Outside(text, prose => Table.Value.Rewrite(Starts(Amounts(prose), StyleTable.FormalStarts, random), toFormal: true, random));
        text = Outside(text, prose => Requests(prose, random));
        text = Outside(text, prose => OpenedFormally(prose, random));
        return Tidied(Exclamations().Replace(text, "."));
    }

    /// <summary>The informal rewrite, told apart or not.</summary>
    public static string Informal(string answer, StableRandom random)
    {
        var text = Outside(answer, prose => Table.Value.Rewrite(Starts(prose, StyleTable.InformalStarts, random), toFormal: false, random));
        text = Outside(text, prose => OpenedInformally(prose, random));
        text = Outside(text, prose => Tagged(prose, random));
        text = Outside(text, prose => Contracted(prose, random));
        text = Tidied(text);
        var lines = text.Contains('\n');
        if (random.Chance(0.7))
        {
            text = random.Pick(StyleTable.Openers) + (lines ? "\n\n" : " ") + text;
        }

        if (random.Chance(0.55) && ".!?".Contains(text[^1]))
        {
            text += (lines ? "\n\n" : " ") + random.Pick(StyleTable.Closers);
        }

        return text;
    }

    /// <summary>Applies a change to what is neither code, a quotation, a formula, a link, a table row nor a heading.</summary>
    private static string Outside(string text, Func<string, string> change)
    {
        var result = new StringBuilder(text.Length + 64);
        var at = 0;
        foreach (Match kept in Kept().Matches(text))
        {
            result.Append(change(text[at..kept.Index])).Append(kept.Value);
            at = kept.Index + kept.Length;
        }

        return result.Append(change(text[at..])).ToString();
    }

    /// <summary>'Lots of' is 'numerous' where the next word is a plural, else 'a great deal of'.</summary>
    private static string Amounts(string text) => Lots().Replace(text, match =>
    {
        var next = match.Groups["next"].Value;
        var isPlural = (next.EndsWith('s') && !next.EndsWith("ss", StringComparison.Ordinal)) || next is "people" or "children" or "men" or "women";
        var amount = isPlural ? "numerous " : "a great deal of ";
        return (char.IsUpper(match.Value[0]) ? char.ToUpperInvariant(amount[0]) + amount[1..] : amount) + next;
    });

    /// <summary>Says the first word of a sentence otherwise.</summary>
    private static string Starts(string text, Dictionary<string, string[]> starts, StableRandom random) => Start().Replace(text, match =>
        starts.TryGetValue(match.Groups["word"].Value, out var others) ? match.Groups["before"].Value + random.Pick(others) : match.Value);

    private static string Expanded(string text)
    {
        text = text.Replace('’', '\'');
        text = IsOrHas().Replace(
            text, match => match.Groups[1].Value + (match.Groups["next"].Value.Trim() is "been" or "got" or "had" or "become" ? " has" : " is"));
        text = Will().Replace(text, match => match.Value[0] == 'W' ? "Will not" : "will not");
        return Expansions.Aggregate(text, (now, expansion) => expansion.Pattern.Replace(now, expansion.With));
    }

    /// <summary>Most of what can be contracted is; at the end of a clause nothing is.</summary>
    private static string Contracted(string text, StableRandom random) =>
        Contractions.Aggregate(text, (now, contraction) => contraction.Pattern.Replace(now, match =>
        {
            if (!random.Chance(0.92))
            {
                return match.Value;
            }

            var with = match.Result(contraction.With);
            return char.IsUpper(match.Value[0]) ? char.ToUpperInvariant(with[0]) + with[1..] : with;
        }));

    /// <summary>What is asked of 'you' at the start of a sentence is said of nobody.</summary>
    private static string Requests(string text, StableRandom random) => Address().Replace(text, match =>
    {
        if (random.Chance(0.25))
        {
            return match.Value;
        }

        var also = match.Groups["also"].Value;
        return match.Groups["start"].Value + (match.Groups["verb"].Value switch
        {
            "can" or "could" => $"It is {also}possible to ",
            "should" or "might want to" => $"It is {also}{random.Pick(StyleTable.Advised)} to ",
            _ => $"It is {also}necessary to ",
        });
    });

    /// <summary>Now and then a sentence is opened as papers do, never the first of a text.</summary>
    private static string OpenedFormally(string text, StableRandom random) => LaterStatement().Replace(text, match =>
        random.Chance(0.3)
            ? match.Groups["before"].Value + random.Pick(StyleTable.FormalOpenings) + Lower(match.Groups["first"].Value) + match.Groups["after"].Value
            : match.Value);

    private static string OpenedInformally(string text, StableRandom random) => LaterStatement().Replace(text, match =>
        random.Chance(0.45)
            ? match.Groups["before"].Value + random.Pick(StyleTable.InformalOpenings) + Lower(match.Groups["first"].Value) + match.Groups["after"].Value
            : match.Value);

    private static string Tagged(string text, StableRandom random) => StatementEnd().Replace(text, match =>
    {
        if (!random.Chance(0.22))
        {
            return match.Value;
        }

        var tag = random.Pick(StyleTable.Tags);
        return match.Groups["word"].Value + tag + (tag[^1] is '!' or '?' ? "" : ".");
    });

    private static string Lower(string word) => char.ToLowerInvariant(word[0]) + word[1..];

    private static string Tidied(string text) =>
        BlankLines().Replace(Spaces().Replace(SpaceBeforeMark().Replace(text, ""), " "), "\n\n").Trim();

    private static int WordCount(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>Whether enough words of the rewrite stand in another number than in the answer.</summary>
    private static bool IsOther(string answer, string rewrite)
    {
        var counts = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        Count(answer, 1);
        Count(rewrite, -1);
        return counts.Values.Sum(Math.Abs) >= 2 * LeastChange * WordCount(answer);

        void Count(string text, int by)
        {
            foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            {
                counts[word] = counts.GetValueOrDefault(word) + by;
            }
        }
    }

    private static readonly (Regex Pattern, string With)[] Expansions =
    [
        New(@"\b(can)'t\b", "$1not"),
        New(@"\b(is|are|was|were|do|does|did|has|have|had|could|should|would|need|must)n't\b", "$1 not"),
        New(@"\b(let)'s\b", "$1 us"),
        New(@"\b(I)'m\b", "$1 am"),
        New(@"\b(you|we|they|who|there)'re\b", "$1 are"),
        New(@"\b(I|you|we|they|should|could|would|might)'ve\b", "$1 have"),
        New(@"\b(I|you|he|she|it|we|they|that|there|who)'ll\b", "$1 will"),
        New(@"\b(I|you|he|she|it|we|they)'d\b(?=\s+(better|been)\b)", "$1 had"),
        New(@"\b(I|you|he|she|it|we|they)'d\b", "$1 would"),
    ];

    private static readonly (Regex Pattern, string With)[] Contractions =
    [
        New(@"\b(ca)n(?:not| not)\b(?! only)", "$1n't"),
        New(@"\bwill not\b(?! only)", "won't"),
        New(@"\b(is|are|was|were|do|does|did|has|have|had|could|should|would) not\b(?! only| just)", "$1n't"),
        New(@"\b(let) us\b(?= [a-z])", "$1's"),
        New(@"\b(it|that|there|here|what|he|she) is\b(?= [a-z])", "$1's"),
        New(@"\b(I) am\b(?= [a-z])", "$1'm"),
        New(@"\b(you|we|they) are\b(?= [a-z])", "$1're"),
        New(@"\b(I|you|we|they) have\b(?= (been|seen|done|made|never|already|ever|got|tried|found|had|heard|lost)\b)", "$1've"),
        New(@"\b(it|he|she) has\b(?= (been|become|got|never|already)\b)", "$1's"),
        New(@"\b(I|you|he|she|it|we|they|that|there) will\b(?= [a-z])", "$1'll"),
        New(@"\b(I|you|he|she|we|they) would\b(?= [a-z])", "$1'd"),
    ];

    private static (Regex Pattern, string With) New(string pattern, string with) =>
        (new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.Compiled, TimeSpan.FromSeconds(1)), with);

    [GeneratedRegex(@"\b(it|that|there|here|what|who|where|how|he|she)'s\b(?=(?<next>\s+\w+)?)", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IsOrHas();

    [GeneratedRegex(@"\bwon't\b", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Will();

    [GeneratedRegex(@"[ \t]+(?=[,.!?](?:\s|$))", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SpaceBeforeMark();

    [GeneratedRegex(@"(?<=\S)[ \t]{2,}(?=\S)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\n{3,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BlankLines();

    /// <summary>Inline code, formulas, quotations, links, table rows and headings.</summary>
    [GeneratedRegex("""`[^`\n]*`|\$[^$\n]+\$|"[^"\n]*"|“[^”\n]*”|\[[^\]\n]*\]\([^)\n]*\)|https?://\S+|^[ \t]*\|.*$|^#+ .*$|\*\*[^*\n]+\*\*""",
        RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Kept();

    /// <summary>Sentences that talk to the reader about the talk.</summary>
    [GeneratedRegex(
        @"(?<=^|\n|[.!?] )(?:(?:Sure|Certainly|Of course|Absolutely|Great question|Good question|No problem|Hello|Hi there|Hi|Hey|Yes, of course)(?: thing)?[!.,]+ *(?=[A-Z\n])|(?:I hope (?:this|that|these)|Hope (?:this|that)|Let me know|Feel free to|I(?:'d| would) be happy to|I(?:'m| am) (?:happy|glad) to|Please let me know|If you have any (?:other|more|further)? ?questions)[^.!?\n]*[.!?] *)",
        RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Chat();

    /// <summary>The end of a sentence of at least four words.</summary>
    [GeneratedRegex(@"(?<=[A-Za-z',]+ [A-Za-z',]+ [A-Za-z',]+ )(?<word>[a-z]{2,})\.(?=\s|$)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StatementEnd();

    [GeneratedRegex(@"\b(?:a lot of|lots of|loads of|tons of|plenty of) (?<next>[a-z]+)", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Lots();

    [GeneratedRegex(@"(?<before>^|[.!?] +|\n(?:[-*•] +|\d+[.)] +)?)(?<word>(?:[A-Z][a-z]+(?: [a-z]+){0,2}, )|(?:But|And|So) (?=[a-z]))",
        RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Start();

    [GeneratedRegex(@"(?<![!?])!+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Exclamations();

    [GeneratedRegex(
        @"(?<start>^|[.!?:] +|\n(?:[-*•] +|\d+[.)] +)?)You (?<verb>can|could|should|need to|must|have to|might want to) (?<also>also )?(?=[a-z])(?!be\b|have\b|not\b|always\b|never\b|only\b|easily\b|even\b|then\b|do\b|either\b|simply\b)",
        RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();

    [GeneratedRegex(
        @"(?<before>(?<=[a-z\d)])[.!] +)(?<first>This|These|The|It|They|There|In|A|An|When|If|Some|Many|Most|For|By|With|Its|Their|As)(?<after> (?!addition\b|conclusion\b|summary\b|fact\b|example\b|instance\b|a result\b)[a-z])",
        RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LaterStatement();
}
