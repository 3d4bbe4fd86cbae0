using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Rendering;

/// <summary>Rows that sum up a description.</summary>
/// <param name="maker">The package, the answers' language, and what rows are made with.</param>
internal sealed class PackageSummaries(PackageRowMaker maker)
{
    /// <summary>All drafts, in a fixed order.</summary>
    public IEnumerable<RowDraft> All()
    {
        var sentences = maker.Description.Sentences;
        var synopsis = PromptText.Sentence(maker.Language, maker.Description.Synopsis);
        var text = maker.TextFor(out var instruction);
        yield return maker.About("summarize", "Summarization", null, maker.TextSource, instruction, "summarize", text, synopsis);
        text = maker.TextFor(out instruction);
        if (sentences.Count >= 3)
        {
            var some = PromptText.Join(maker.Language, sentences.Take(1 + maker.Random.Next(2)));
            yield return maker.About("summarize", "Summarization", null, maker.TextSource, instruction, "summarize", text, some);
        }

        var format = maker.Random.Pick(AnswerFormat.All);
        var answer = format is "Enumeration" && sentences.Count >= 2
            ? AnswerFormat.List(format, "", [.. sentences.Take(2 + maker.Random.Next(3)).Select(s => new[] { new Field("", s) })])
            : AnswerFormat.Record(format, maker.Answer.Label("package"), [new(maker.Answer.Label("summary"), synopsis), new(maker.Answer.Label("topic"), maker.Answer.Topic(maker.Topic))]);
        yield return maker.About("summarize-format", "Summarization", format, "Others", instruction, "summarize", text, answer);
    }
}
