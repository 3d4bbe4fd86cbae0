using System.Text;
using TreasureMarkers.Data.Writing;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>The rows about one page of a manual whose answers are in one language.</summary>
/// <param name="page">The page in its languages, cleaned.</param>
/// <param name="language">The answers' language.</param>
/// <param name="context">Seed and languages.</param>
internal sealed class ManualRows(ManualPage page, string language, SourceContext context)
{
    private const int MostTokens = 2600;
    private const int ShortestText = 80;
    private const int LongestText = 1800;

    private readonly StableRandom _random = new(context.Seed, page.Group, language);
    private readonly ManualDocument _document = page.Documents[language];

    /// <summary>All drafts, in a fixed order.</summary>
    public IEnumerable<RowDraft> All() => [.. _document.Sections.SelectMany(Section), .. Whole(), .. Contents(), .. Summaries()];

    private IEnumerable<RowDraft> Section(ManualSection section, int index)
    {
        var text = ManualAnswer.Plain(section);
        if (!section.IsWhole || text.Length < ShortestText
            || (_document.Command is not null && section.IsSyntax) || TokenEstimate.Of(text) > MostTokens)
        {
            yield break;
        }

        var steps = section.Blocks.Where(b => b.Kind == ManualBlockKind.Step).Select((b, i) => $"{i + 1}. {b.Text}").ToList();
        // A reference page's section that is no sentence is its syntax.
        if (section.IsProse && (_document.Command is null || text[^1] is ('.' or '。')))
        {
            yield return Draft("manual-explain", "Explanation", null, Question("manual.explain", index), text);
        }
        else if (section.Blocks.Count > 1 && !section.IsProse)
        {
            yield return Draft(
                "manual-markdown", "Explanation", "Markdown", Question("manual.explain", index, "Markdown"),
                ManualAnswer.Markdown([section]));
        }

        if (steps.Count >= 3)
        {
            yield return Draft(
                "manual-steps", "QuestionAnswering", "Enumeration", Question("manual.steps", index, "Enumeration"),
                string.Join('\n', steps));
        }

        // A heading of a reference page, such as its description's, names no content.
        if (_document.Command is null && section.IsTelling && section.IsProse && text.Length is > 200 and < LongestText)
        {
            yield return About("manual-title", "manual.title", text, section.Title);
        }
    }

    private IEnumerable<RowDraft> Whole()
    {
        var sections = ManualAnswer.Beginning(_document, MostTokens);
        if (sections.Count < 2)
        {
            yield break;
        }

        var text = ManualAnswer.Markdown(sections);
        var bucket = LengthMeasure.Bucket(LengthMeasure.Tokens(text));
        if (bucket != "concise")
        {
            yield return Draft(
                "manual-" + bucket, "Explanation", "Markdown",
                Question(_document.Command is null ? "manual.explain" : "manual.command", 0, "Markdown"), text);
        }
    }

    private IEnumerable<RowDraft> Contents()
    {
        var titles = _document.Sections.Where(s => s.Level == 2 && s.IsTelling).Select(s => s.Title).Distinct().ToList();
        if (titles.Count is >= 3 and < 25 && _document.Command is null)
        {
            yield return Draft(
                "manual-contents", "QuestionAnswering", "Enumeration", Question("manual.contents", 0, "Enumeration"),
                string.Join('\n', titles.Select(t => "- " + t)), "Others");
        }
    }

    private IEnumerable<RowDraft> Summaries()
    {
        if (_document.Summary is not { } summary)
        {
            yield break;
        }

        var prose = string.Join(
            "\n\n",
            _document.Sections.SelectMany(s => s.Kept).Where(b => b.Kind == ManualBlockKind.Paragraph && b.Text[^1] is not (':' or '：'))
                .Select(b => b.Text).TakeWhile((_, i) => i < 6));
        if (prose.Length is > 150 and < LongestText * 2 && !prose.StartsWith(summary, StringComparison.Ordinal))
        {
            yield return About("manual-summary", "summarize", prose, PromptText.Sentence(language, summary));
        }

        if (_document.Command is not { } command)
        {
            yield break;
        }

        yield return Draft(
            "manual-command", "QuestionAnswering", null, Question("manual.command", 0), PromptText.Sentence(language, summary));
        if (!summary.Contains(Bare(command), StringComparison.OrdinalIgnoreCase))
        {
            var phrases = Phrases.For(Instruction());
            yield return Draft(
                "manual-which", "QuestionAnswering", null, PromptText.With(_random, phrases.Say(_random, "manual.whichCommand"), summary),
                command, "Others");
        }

        // The first section in sentences; what stands before it is the syntax.
        var description = _document.Sections.Where(s => s.IsProse && !s.IsSyntax && s.Blocks[0].Text[^1] is ('.' or '。'))
            .Select(ManualAnswer.Plain).FirstOrDefault(text => text.Length > ShortestText);
        if (description is not null && TokenEstimate.Of(description) < MostTokens)
        {
            yield return Draft("manual-command", "Explanation", null, Question("manual.command", 0), description);
        }
    }

    /// <summary>A type's or a function's name without what it lies in.</summary>
    private static string Bare(string command)
    {
        var last = command[(command.LastIndexOfAny(['.', ':']) + 1)..];
        return last.Length > 0 && (char.IsUpper(last[0]) || command.Contains("::", StringComparison.Ordinal)) ? last : command;
    }

    /// <summary>A question with a title in its own language, where the page has it there.</summary>
    private string Question(string key, int section, string? format = null)
    {
        var instruction = Instruction();
        var named = page.Documents.TryGetValue(instruction, out var other) && other.Sections.Count == _document.Sections.Count
            ? other
            : _document;
        var phrases = Phrases.For(named == _document && _document.Command is null ? language : instruction);
        var (title, own) = (named.Title, named.Sections[section].Title);
        title = named.Command is not null ? (key == "manual.command" || own == title ? title : $"{title}: {own}")
            : section == 0 || own == title ? title
            : _random.Chance(0.5) || !named.Sections[section].IsTelling ? $"{title} – {own}"
            : own;
        return PromptText.MaybeAskFor(_random, phrases, format, phrases.Say(_random, key, ("title", title), ("name", title)));
    }

    private RowDraft About(string kind, string key, string text, string answer) =>
        Draft(kind, "Summarization", null, PromptText.With(_random, Phrases.For(Instruction()).Say(_random, key), text), answer);

    private string Instruction() => AskedIn.Language(_random, language, context.Languages);

    private RowDraft Draft(string kind, string task, string? format, string prompt, string answer, string? source = null) =>
        new(
            kind, page.Group, language, task, page.Domain, format, source ?? RowDraft.SourceOf(language), prompt, answer,
            page.Origins[language])
        {
            Style = page.Style,
        };
}

/// <summary>Sections of a manual as answers.</summary>
internal static class ManualAnswer
{
    /// <summary>The paragraphs, parted by blank lines.</summary>
    public static string Plain(ManualSection section) => string.Join("\n\n", section.Kept.Select(b => b.Text));

    /// <summary>Headings, lists and code as Markdown writes them.</summary>
    public static string Markdown(IReadOnlyList<ManualSection> sections)
    {
        var text = new StringBuilder();
        var top = sections.Min(s => s.Level);
        foreach (var section in sections)
        {
            text.Append(text.Length > 0 ? "\n\n" : "").Append('#', Math.Min(4, section.Level - top + 2)).Append(' ').Append(section.Title);
            ManualBlock? before = null;
            var number = 0;
            foreach (var block in section.Kept)
            {
                number = block.Kind == ManualBlockKind.Step ? number + 1 : 0;
                var follows = before?.Kind == block.Kind && block.Kind is (ManualBlockKind.Item or ManualBlockKind.Step);
                text.Append(follows ? "\n" : "\n\n").Append(block.Kind switch
                {
                    ManualBlockKind.Item => "- " + block.Text,
                    ManualBlockKind.Step => $"{number}. {block.Text}",
                    ManualBlockKind.Code => $"```\n{block.Text}\n```",
                    _ => block.Text,
                });
                before = block;
            }
        }

        return text.ToString();
    }

    /// <summary>The first sections that are whole and together stay below a number of estimated tokens.</summary>
    public static IReadOnlyList<ManualSection> Beginning(ManualDocument document, int tokens)
    {
        var taken = new List<ManualSection>();
        foreach (var section in document.Sections.TakeWhile(s => s.IsWhole || s.Blocks.Count == 0))
        {
            tokens -= TokenEstimate.Of(Plain(section)) + 20;
            if (tokens < 0)
            {
                break;
            }

            taken.Add(section);
        }

        // A heading without text at the end announces what was cut.
        while (taken.Count > 0 && taken[^1].Blocks.Count == 0)
        {
            taken.RemoveAt(taken.Count - 1);
        }

        return taken;
    }
}
