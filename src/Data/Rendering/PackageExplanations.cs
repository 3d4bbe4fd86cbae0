using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Writing;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Rendering;

/// <summary>Rows that explain a package at several lengths and in several formats, from its description.</summary>
/// <param name="maker">The package, the answers' language, and what rows are made with.</param>
internal sealed class PackageExplanations(PackageRowMaker maker)
{
    /// <summary>All drafts, in a fixed order.</summary>
    public IEnumerable<RowDraft> All()
    {
        var sentences = maker.Description.Sentences;
        if (sentences.Count == 0)
        {
            yield break;
        }

        string[] lengths = [sentences[0], maker.Description.Paragraphs[0], maker.Description.Body];
        foreach (var answer in lengths.Distinct())
        {
            yield return maker.Draft("explain", "Explanation", null, maker.TextSource, maker.Question("explain"), answer);
        }

        yield return maker.Draft("explain-hint", "Explanation", null, maker.TextSource, maker.Question("explainHint"), maker.Random.Pick(lengths));
        yield return maker.Draft("explain-hint", "Explanation", null, maker.TextSource, maker.Question("explainHint"), maker.Random.Pick(lengths));
        foreach (var draft in LongExplanations())
        {
            yield return draft;
        }

        foreach (var format in maker.Random.Sample(AnswerFormat.All, 2))
        {
            var key = maker.Random.Chance(0.5) ? "explain" : "explainHint";
            yield return maker.Draft("explain-format", "Explanation", format, "Others", maker.Question(key, format), InFormat(format, sentences));
        }

        if (maker.Description.Items.Count >= 2)
        {
            Field[][] items = [.. maker.Description.Items.Take(3 + maker.Random.Next(6)).Select(i => new[] { new Field(maker.Answer.Label("features"), i) })];
            yield return maker.Draft("features", "QuestionAnswering", "Enumeration", maker.TextSource, maker.Question("features", "Enumeration"), AnswerFormat.List("Enumeration", "", items));
            var format = maker.Random.Pick(AnswerFormat.All);
            yield return maker.Draft("features", "QuestionAnswering", format, maker.TextSource, maker.Question("features", format), AnswerFormat.List(format, maker.Answer.Label("features"), items));
        }
    }

    /// <summary>The whole description where it is long by itself; else everything known about the package, if that is long.</summary>
    private IEnumerable<RowDraft> LongExplanations()
    {
        var record = new PackageRecord(maker.Package, maker.Description.Synopsis, maker.Topic);
        var facts = record.Prose(maker.Answer, [.. record.AllKeys.Where(k => k != "description")]);
        var report = maker.Description.Items.Count >= 2
            ? $"## {maker.Package.Name}\n\n{maker.Description.Body}\n\n{string.Join('\n', maker.Description.Items.Select(i => "- " + i))}\n\n{facts}"
            : $"{PromptText.Sentence(maker.Language, maker.Description.Synopsis)}\n\n{maker.Description.Body}\n\n{facts}";
        var whole = LengthMeasure.Tokens(maker.Description.Body) >= LengthMeasure.MediumFrom;
        if (whole)
        {
            yield return maker.Draft("explain-long", "Explanation", null, maker.TextSource, maker.Question("explain"), maker.Description.Body);
            yield return maker.Draft("explain-long", "Explanation", null, maker.TextSource, maker.Question("explainHint"), maker.Description.Body);
        }

        if (LengthMeasure.Tokens(report) >= LengthMeasure.MediumFrom)
        {
            var format = maker.Description.Items.Count >= 2 ? "Markdown" : null;
            yield return maker.Draft("explain-long", "Explanation", format, "Others", maker.Question("explain", format), report);
            yield return maker.Draft("explain-long", "Explanation", format, "Others", maker.Question("explainHint", format), report);
        }
    }

    private string InFormat(string format, IReadOnlyList<string> sentences) => format switch
    {
        "Enumeration" => AnswerFormat.List(format, "", [.. sentences.Take(2 + maker.Random.Next(4)).Select(s => new[] { new Field("", s) })]),
        "Markdown" => $"## {maker.Package.Name}\n\n**{PromptText.Sentence(maker.Language, maker.Description.Synopsis)}**\n\n{maker.Description.Paragraphs[0]}",
        _ => AnswerFormat.Record(format, maker.Answer.Label("package"),
        [
            new(maker.Answer.Label("name"), maker.Package.Name), new(maker.Answer.Label("description"), maker.Random.Chance(0.5) ? maker.Description.Synopsis : sentences[0]),
            new(maker.Answer.Label("topic"), maker.Answer.Topic(maker.Topic)),
        ]),
    };
}
