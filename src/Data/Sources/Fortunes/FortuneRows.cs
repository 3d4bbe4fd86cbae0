using System.Text.RegularExpressions;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.Fortunes;

/// <summary>The rows that one saying gives.</summary>
/// <param name="file">Its file, which says what it is.</param>
/// <param name="item">The saying.</param>
/// <param name="context">The build's seed, and its languages for instructions in another one.</param>
/// <param name="provenance">Where it came from.</param>
internal sealed partial class FortuneRows(FortuneFile file, FortuneItem item, SourceContext context, Provenance provenance)
{
    private readonly StableRandom _random = new(context.Seed, provenance.Package, provenance.Record);
    private readonly Phrases _answer = Phrases.For(file.Language);

    /// <summary>The saying as running text, if it is long enough, and the rows about it, in a fixed order.</summary>
    public IEnumerable<Draft> All() =>
    [
        .. item.Text.Length < 200 ? [] : (Draft[])[new TextDraft(item.Group, file.Language, item.Text, provenance)],
        .. file.Form == "riddle" ? Riddle() : [.. Write(), .. Author(), .. Continue(), .. Classify()],
    ];

    private IEnumerable<RowDraft> Write()
    {
        if (Subject() is { } keyword)
        {
            yield return Draft("saying-write", "CreativeWriting", Ask("prose.write", keyword), item.Text, "Human");
        }

        if (file.Topic is not null)
        {
            yield return Draft(
                "saying-write", item.Text.Length > 300 ? "OpenEnded" : "CreativeWriting", Ask("prose.write", null), item.Text, "Human");
        }
    }

    private IEnumerable<RowDraft> Author()
    {
        if (item.Author is not { } author || file.Form is "joke" or "law")
        {
            yield break;
        }

        var phrases = Phrases.AskedIn(_random, file.Language, context.Languages);
        var task = file.Form == "poem" ? "CreativeWriting" : "OpenEnded";
        yield return Draft("saying-author", task, phrases.Say(_random, "prose.quoteOf", ("author", author)), item.Text, "Human");
        if (item.Text.Length < 600)
        {
            phrases = Phrases.AskedIn(_random, file.Language, context.Languages);
            yield return Draft(
                "saying-who", "QuestionAnswering", PromptText.With(_random, phrases.Say(_random, "prose.whoSaid"), item.Text), author,
                "Others");
        }
    }

    /// <summary>The second half of a text long enough to have one.</summary>
    private IEnumerable<RowDraft> Continue()
    {
        var ends = file.Form == "poem" ? LineEnd().Matches(item.Text) : SentenceEnd().Matches(item.Text);
        if (item.Text.Length < (file.Language == "Chinese" ? 50 : 160) || ends.Count < 2)
        {
            yield break;
        }

        var cut = ends[(ends.Count - 1) / 2];
        var phrases = Phrases.AskedIn(_random, file.Language, context.Languages);
        var first = item.Text[..(cut.Index + cut.Length)].Trim();
        yield return Draft(
            "saying-continue", "CreativeWriting", PromptText.With(_random, phrases.Say(_random, "prose.continue"), first),
            item.Text[(cut.Index + cut.Length)..].Trim(), "Human");
    }

    private IEnumerable<RowDraft> Classify()
    {
        if (item.Text.Length > 700)
        {
            yield break;
        }

        if (file.Topic is { } topic)
        {
            yield return Label("saying-topic", "prose.topicOf", _answer.Word("prose.topic", topic), "prose.label.topic");
        }

        if (file.Form is "poem" or "proverb" or "joke" || _random.Chance(0.2))
        {
            yield return Label("saying-form", "prose.formOf", _answer.Word("prose.kind", file.Form), "prose.label.kind");
        }
    }

    private RowDraft Label(string kind, string key, string value, string label)
    {
        var phrases = Phrases.AskedIn(_random, file.Language, context.Languages);
        var format = _random.Chance(0.25) ? _random.Pick(AnswerFormat.All) : null;
        var name = _answer.Word("prose.label", label["prose.label.".Length..]);
        var answer = format is null ? value : AnswerFormat.Record(format, name, [new(name, value)]);
        return Draft(kind, "Classification", PromptText.With(_random, phrases.Say(_random, key), item.Text), answer, "Others") with
        {
            Format = format,
            Style = null,
        };
    }

    /// <summary>Question and answer as they stand: the riddle is the prompt.</summary>
    private IEnumerable<RowDraft> Riddle()
    {
        if (QuestionAnswer().Match(item.Text) is { Success: true } match)
        {
            yield return Draft(
                "saying-riddle", "Reasoning", WrappedText.Join(match.Groups["q"].Value), WrappedText.Join(match.Groups["a"].Value),
                "Human");
        }
    }

    private string Ask(string key, string? keyword)
    {
        var phrases = keyword is null ? Phrases.AskedIn(_random, file.Language, context.Languages) : _answer;
        var form = phrases.Word("prose.form", file.Form);
        var topic = keyword ?? phrases.Word("prose.topic", file.Topic!);
        return PromptText.MaybeHasty(_random, phrases.Say(_random, key, ("form", form), ("topic", topic)));
    }

    /// <summary>What the saying is about: its title, or its longest noun, which its capital or its ending gives away.</summary>
    private string? Subject()
    {
        if (item.Title is not null || file.Language == "Chinese")
        {
            return item.Title;
        }

        var german = file.Language == "German";
        var noun = Word().Matches(item.Text).Select(m => m.Value).Where(w => german ? char.IsUpper(w[0]) : NounEnding().IsMatch(w))
            .OrderByDescending(w => w.Length).ThenBy(w => w, StringComparer.Ordinal).FirstOrDefault();
        return german ? noun : noun?.ToLowerInvariant();
    }

    private RowDraft Draft(string kind, string task, string prompt, string answer, string source) =>
        new(kind, item.Group, file.Language, task, file.Domain, null, source, prompt, answer, provenance)
        {
            Style = kind == "saying-who" ? null : file.Style,
        };

    [GeneratedRegex(@"\n+", RegexOptions.CultureInvariant)]
    private static partial Regex LineEnd();

    [GeneratedRegex(@"[.!?…。！？][""“”»']?(\s+|(?<=[。！？]))", RegexOptions.CultureInvariant)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"\p{L}{6,}", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(
        @"(tion|ment|ness|ship|ism|ción|dad|miento|ção|dade|mento|tà|zione|enza|ezza|ость|ение|ание|ство|ция|ość|enie|stwo|cja|ost"
        + @"|ství|ení|ání)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex NounEnding();

    [GeneratedRegex(@"^Q:(?<q>.+?)\nA:(?<a>.+)$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex QuestionAnswer();
}
