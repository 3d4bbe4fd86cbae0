using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Debian;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Rendering;

/// <summary>Rows that name the topic or the language of a description.</summary>
/// <param name="maker">The package, the answers' language, and what rows are made with.</param>
internal sealed class PackageClassifications(PackageRowMaker maker)
{
    /// <summary>All drafts, in a fixed order.</summary>
    public IEnumerable<RowDraft> All()
    {
        if (PackageSubject.Topic(maker.Package.Section) is { } topic && (topic != "programming" || maker.Random.Chance(0.2)))
        {
            var text = maker.TextFor(out var instruction);
            yield return Label("topic", instruction, text, maker.Answer.Label("topic"), maker.Answer.Topic(topic));
        }

        var written = maker.Random.Chance(0.4) ? maker.Language : maker.Random.Pick([.. maker.Package.Descriptions.Keys.Order(StringComparer.Ordinal)]);
        var sample = maker.Package.Descriptions[written];
        var asked = maker.Random.Chance(0.85) ? maker.Language : maker.Other();
        var quoted = maker.Random.Chance(0.5) ? PromptText.Sentence(written, sample.Synopsis) : sample.Sentences is [var first, ..] ? first : sample.Synopsis;
        yield return Label("whichLanguage", asked, quoted, maker.Answer.Label("language"), maker.Answer.NameOf(written));
    }

    private RowDraft Label(string key, string instruction, string text, string label, string value)
    {
        var format = maker.Random.Chance(0.3) ? maker.Random.Pick(AnswerFormat.All) : null;
        var answer = format is not null ? AnswerFormat.Record(format, maker.Answer.Label("text"), [new(label, value)])
            : maker.Random.Chance(0.6) ? value : $"{label}: {value}";
        return maker.About(key, "Classification", format, "Others", instruction, key, text, answer);
    }
}
