using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Rendering;

/// <summary>Rows that take a package's data out of a text.</summary>
/// <param name="maker">The package, the answers' language, and what rows are made with.</param>
internal sealed class PackageExtractions(PackageRowMaker maker)
{
    /// <summary>All drafts, in a fixed order.</summary>
    public IEnumerable<RowDraft> All()
    {
        var record = new PackageRecord(maker.Package, maker.Description.Synopsis, maker.Topic);
        var instruction = maker.Random.Chance(0.8) ? maker.Language : maker.Other();
        foreach (var format in maker.Random.Sample(AnswerFormat.All, 2))
        {
            var keys = record.Keys(maker.Random);
            yield return maker.About("extract", "InformationExtraction", format, "Others", instruction, "extract", record.Text(maker.Random, Phrases.For(instruction), keys), record.Answer(format, maker.Answer, keys));
        }

        var all = record.Keys(maker.Random);
        yield return maker.About("extract-plain", "InformationExtraction", null, "Others", instruction, "extract", record.Text(maker.Random, Phrases.For(instruction), all), record.Prose(maker.Answer, all));
        var key = maker.Random.Pick([.. all.Where(k => k is "version" or "homepage" or "size").DefaultIfEmpty("version")]);
        var ask = Phrases.For(instruction).Say(maker.Random, "ask" + char.ToUpperInvariant(key[0]) + key[1..], ("name", maker.Package.Name));
        var answer = maker.Random.Chance(0.5) ? record.Value(key, maker.Answer) : maker.Answer.Say(maker.Random, "answer." + key, ("v", record.Value(key, maker.Answer)));
        yield return maker.Draft("ask-field", "QuestionAnswering", null, "Others", PromptText.With(maker.Random, ask, record.Text(maker.Random, Phrases.For(instruction), all.Contains(key) ? all : [.. all, key])), answer);
    }
}
