using TreasureMarkers.Data.Writing;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Data.Sources.Campaigns;

/// <summary>The rows of one scenario whose answers are in one language.</summary>
/// <param name="scenario">The scenario, in English.</param>
/// <param name="language">The answers' language.</param>
/// <param name="catalogue">English to that language; empty for English itself.</param>
/// <param name="context">Languages and seed.</param>
/// <param name="provenance">Where it came from; its record is the rows' group.</param>
internal sealed class ScenarioRows(
    Scenario scenario, string language, IReadOnlyDictionary<string, string> catalogue, SourceContext context, Provenance provenance)
{
    private const int Shortest = 30;
    private readonly StableRandom _random = new(context.Seed, "campaign", language, provenance.Record);
    private readonly Phrases _answer = Phrases.For(language);

    /// <summary>The story, and each talk as a play has it.</summary>
    public IEnumerable<TextDraft> Texts() =>
        Dialogues().Select(lines => string.Join("\n\n", lines.Select(Line))).Prepend(string.Join("\n\n", Story()))
            .Where(text => text.Length is >= 200 and <= 6000).Select(text => new TextDraft(Group, language, text, provenance));

    /// <summary>All drafts, in a fixed order.</summary>
    public IEnumerable<RowDraft> All() => [.. Stories(), .. Dialogues().SelectMany(Talks), .. Translations()];

    private string Group => "campaign/" + provenance.Record;

    private IEnumerable<RowDraft> Stories()
    {
        var story = Story();
        if (story.Count == scenario.Story.Count && story.Count > 0 && Translate(scenario.Name) is { } title)
        {
            yield return Draft(
                "story-tell", "CreativeWriting", "Culture", Ask("prose.story", _answer, ("title", title)), string.Join("\n\n", story));
        }

        for (var i = 1; i < story.Count; i++)
        {
            var told = string.Join("\n\n", story.Skip(Math.Max(0, i - 2)).Take(Math.Min(i, 2)));
            yield return Draft(
                "story-continue", "CreativeWriting", "Culture", PromptText.With(_random, Voice().Say(_random, "prose.continue"), told),
                story[i]);
        }
    }

    private IEnumerable<RowDraft> Talks(IReadOnlyList<ScenarioLine> lines)
    {
        var names = string.Join(language is "Chinese" or "Japanese" ? "、" : ", ", lines.Select(l => l.Speaker).Distinct());
        yield return Draft(
            "talk-scene", "CreativeWriting", "Culture", Ask("prose.scene", _answer, ("names", names)),
            string.Join("\n\n", lines.Take(12).Select(Line)));
        var cut = 1 + _random.Next(lines.Count - 1);
        if (lines[cut].Text.Length >= Shortest)
        {
            var before = string.Join('\n', lines.Take(cut).Skip(Math.Max(0, cut - 6)).Select(Line));
            yield return Draft(
                "talk-next", "OpenEnded", "Conversation",
                PromptText.With(_random, Ask("prose.nextLine", Voice(), ("name", lines[cut].Speaker)), before), lines[cut].Text);
        }

        if (Role(lines) is { } role)
        {
            yield return role;
        }
    }

    /// <summary>The talk as turns: one speaker is the user, the other the assistant, up to where they stop taking turns.</summary>
    private RowDraft? Role(IReadOnlyList<ScenarioLine> lines)
    {
        var (user, role) = (lines[0].Speaker, lines[1].Speaker);
        var turns = lines.TakeWhile((l, i) => l.Speaker == (i % 2 == 0 ? user : role)).ToList();
        turns = turns[..(turns.Count / 2 * 2)];
        if (user == role || turns.Count < 2)
        {
            return null;
        }

        var opening = Ask("prose.role", _answer, ("name", role), ("other", user)) + "\n\n" + turns[0].Text;
        List<PromptMessage> messages =
        [
            .. turns.Select((l, i) => new PromptMessage(i % 2 == 0 ? "user" : "assistant", i == 0 ? opening : l.Text)),
        ];
        return Draft("talk-role", "OpenEnded", "Conversation", messages[^2].Content, messages[^1].Content) with
        {
            Earlier = messages[..^2],
        };
    }

    private IEnumerable<RowDraft> Translations()
    {
        if (language == "English")
        {
            yield break;
        }

        var lines = scenario.Dialogues.SelectMany(d => d).Select(l => l.Text).Where(t => t.Length > 60);
        foreach (var (kind, text) in scenario.Story.Select(s => ("story-translate", s)).Concat(lines.Select(l => ("talk-translate", l))))
        {
            if (_random.Chance(0.35) && Translate(text) is { } answer)
            {
                yield return Draft(
                    kind, "Translation", "Culture",
                    PromptText.With(_random, _answer.Say(_random, "prose.translate"), ScenarioReader.Plain(text)), answer);
            }
        }
    }

    private List<string> Story() =>
        [.. scenario.Story.Select(Translate).TakeWhile(s => s is not null).Select(s => s!).Where(s => s.Length > 0)];

    /// <summary>The talks that are translated from the first line to the last, names and all.</summary>
    private IEnumerable<IReadOnlyList<ScenarioLine>> Dialogues() =>
        from dialogue in scenario.Dialogues
        let lines = dialogue.Select(l => (Name: TranslateName(l.Speaker), Text: Translate(l.Text)))
            .TakeWhile(l => l.Name is not null && !string.IsNullOrEmpty(l.Text))
            .Select(l => new ScenarioLine(l.Name!, l.Text!)).ToList()
        where lines.Count > 1
        select lines;

    /// <summary>A name may stay as it is: many languages keep it.</summary>
    private string? TranslateName(string name) =>
        language == "English" ? name : catalogue.GetValueOrDefault(name) is { Length: > 0 } known ? ScenarioReader.Plain(known) : null;

    /// <summary>The translation, or null when there is none or it is the English text again.</summary>
    private string? Translate(string text) => language == "English" ? ScenarioReader.Plain(text)
        : catalogue.GetValueOrDefault(text) is { Length: > 0 } translated && translated != text ? ScenarioReader.Plain(translated) : null;

    private static string Line(ScenarioLine line) => $"{line.Speaker}: {line.Text}";

    private Phrases Voice() => Phrases.AskedIn(_random, language, context.Languages);

    private string Ask(string key, Phrases phrases, params ReadOnlySpan<(string Name, string Value)> values) =>
        phrases.Say(_random, key, values);

    private RowDraft Draft(string kind, string task, string domain, string prompt, string answer) =>
        new(kind, Group, language, task, domain, null, RowDraft.SourceOf(language), prompt, answer, provenance) { Style = "Custom" };
}
