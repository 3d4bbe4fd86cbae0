using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Rendering;

/// <summary>Rows that translate a description or its synopsis.</summary>
/// <param name="maker">The package, the answers' language, and what rows are made with.</param>
internal sealed class PackageTranslations(PackageRowMaker maker)
{
    /// <summary>All drafts, in a fixed order.</summary>
    public IEnumerable<RowDraft> All()
    {
        string[] others = [.. maker.Package.Descriptions.Keys.Where(l => l != maker.Language).Order(StringComparer.Ordinal)];
        for (var i = 0; i < 2 && others.Length > 0; i++)
        {
            var from = others.Contains("English") && maker.Random.Chance(0.6) ? "English" : maker.Random.Pick(others);
            var source = maker.Package.Descriptions[from];
            var whole = i == 1 && source.Paragraphs.Count == maker.Description.Paragraphs.Count && source.Paragraphs[0].Length < 400;
            var text = whole ? source.Paragraphs[0] : PromptText.Sentence(from, source.Synopsis);
            var answer = whole ? maker.Description.Paragraphs[0] : PromptText.Sentence(maker.Language, maker.Description.Synopsis);
            var instruction = maker.Random.Chance(0.6) ? maker.Language : from;
            var phrases = Phrases.For(instruction);
            // In the text's own maker.Language, an instruction that names no maker.Language leaves the target to the marker.
            var named = instruction == from ? maker.Random.Chance(0.75) : maker.Random.Chance(0.4);
            var asked = named ? phrases.Say(maker.Random, "translateTo", ("to", phrases.Into(maker.Language))) : phrases.Say(maker.Random, "translate");
            var format = maker.Random.Chance(0.15) ? maker.Random.Pick(AnswerFormat.All) : null;
            asked = PromptText.MaybeAskFor(maker.Random, phrases, format, asked);
            yield return maker.Draft(
                "translate", "Translation", format, "Translation", PromptText.With(maker.Random, asked, text),
                format is null ? answer : AnswerFormat.Record(format, maker.Answer.Label("text"), [new(maker.Answer.Label("translation"), answer)]));
        }
    }
}
