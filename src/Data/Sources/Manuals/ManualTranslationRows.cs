using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>Rows that translate a paragraph or a section of a manual into one language.</summary>
/// <param name="page">The page in its languages, cleaned.</param>
/// <param name="language">The answers' language.</param>
/// <param name="context">Seed and languages.</param>
internal sealed class ManualTranslationRows(ManualPage page, string language, SourceContext context)
{
    private readonly StableRandom _random = new(context.Seed, page.Group, language, "translation");
    private readonly ManualDocument _document = page.Documents[language];

    /// <summary>At most two paragraphs and a section, from a language whose page has the same shape.</summary>
    public IEnumerable<RowDraft> All()
    {
        string[] others = [.. page.Documents.Where(d => d.Key != language && d.Value.Shape == _document.Shape).Select(d => d.Key)];
        if (others.Length == 0)
        {
            yield break;
        }

        var from = others.Contains("English") && _random.Chance(0.6) ? "English" : _random.Pick(others);
        var sections = page.Documents[from].Sections.Zip(_document.Sections).ToList();
        var paragraphs = sections.SelectMany(s => s.First.Blocks.Zip(s.Second.Blocks))
            .Where(b => b.First.Kind == b.Second.Kind && b.First.Kind != ManualBlockKind.Code
                && b.First.Text.Length is > 40 and < 900 && IsLikely(b.First.Text, b.Second.Text)).ToList();
        foreach (var (source, target) in _random.Sample(paragraphs, 2))
        {
            yield return Draft("manual-translate", from, source.Text, target.Text);
        }

        var whole = sections.Where(s => s.First.IsProse && s.Second.IsProse && s.Second.Blocks.Count >= 2).ToList();
        if (whole.Count > 0)
        {
            var (source, target) = _random.Pick(whole);
            yield return Draft("manual-translate-section", from, ManualAnswer.Plain(source), ManualAnswer.Plain(target));
        }
    }

    /// <summary>Whether the lengths are those of a text and its translation.</summary>
    private static bool IsLikely(string source, string target) =>
        target.Length > 0 && source != target && target.Length < source.Length * 5 && source.Length < target.Length * 5;

    private RowDraft Draft(string kind, string from, string source, string target)
    {
        var instruction = _random.Chance(0.55) ? language : _random.Chance(0.8) ? from : _random.Pick(context.Languages).Name;
        var phrases = Phrases.For(instruction);
        var asked = instruction == language && _random.Chance(0.5)
            ? phrases.Say(_random, "translate")
            : phrases.Say(_random, "translateTo", ("to", phrases.Into(language)));
        return new RowDraft(
            kind, page.Group, language, "Translation", page.Domain, null, RowDraft.SourceOf(language),
            PromptText.With(_random, asked, source), target, page.Origins[language])
        { Style = page.Style };
    }
}
