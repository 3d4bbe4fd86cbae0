using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.Conversation;

/// <summary>The few small-talk turns that a chat begins and ends with, from the phrases written for this project.</summary>
internal sealed class ConversationSource : IDataSource
{
    private static readonly string[] Topics = ["hello", "thanks", "who"];

    /// <inheritdoc/>
    public string Name => "conversation";

    /// <inheritdoc/>
    public string Coverage => "greetings and what the model says about itself";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } = new Dictionary<string, int>
    {
        ["talk-hello"] = 120,
        ["talk-thanks"] = 80,
        ["talk-who"] = 120,
        ["talk-can"] = 120,
    };

    /// <inheritdoc/>
    public Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken cancellationToken)
    {
        foreach (var language in context.Languages)
        {
            foreach (var draft in Topics.SelectMany(topic => SmallTalk(topic, language.Name, context))
                .Concat(Abilities(language.Name, context)))
            {
                sink.Add(draft);
            }
        }

        return Task.FromResult("phrases");
    }

    private static IEnumerable<RowDraft> SmallTalk(string topic, string language, SourceContext context) =>
        from asked in Asked(topic, language, context)
        from reply in Phrases.For(language).All(topic + "Reply")
        select Draft(asked, topic, language, null, reply);

    private static IEnumerable<RowDraft> Abilities(string language, SourceContext context)
    {
        var phrases = Phrases.For(language);
        var items = phrases.All("canItems");
        var random = new StableRandom(context.Seed, "conversation", language);
        foreach (var asked in Asked("can", language, context))
        {
            for (var count = 1; count <= items.Count; count += 2)
            {
                var some = random.Sample(items, count);
                yield return Draft(asked, "can", language, null, PromptText.Enumerate(language, some));
                var format = random.Pick(AnswerFormat.All);
                Field[][] rows = [.. some.Select(item => new[] { new Field(phrases.Label("features"), item) })];
                yield return Draft(asked, "can", language, format, AnswerFormat.List(format, phrases.Label("features"), rows));
            }
        }
    }

    /// <summary>The user's turn: as written, as typed in haste, and for one in eight in another language.</summary>
    private static IEnumerable<(string Text, string Group)> Asked(string topic, string language, SourceContext context)
    {
        foreach (var asker in context.Languages.Select(l => l.Name))
        {
            foreach (var text in Phrases.For(asker).All(topic))
            {
                var group = $"conversation/{topic}/{asker}/{text}";
                if (asker == language)
                {
                    var hasty = LanguageStyle.WithoutMarks(text);
                    string[] forms = [text, hasty, LanguageStyle.Of(language).Lower(hasty), hasty + "!"];
                    foreach (var form in forms.Distinct())
                    {
                        yield return (form, group);
                    }
                }
                else if (new StableRandom(context.Seed, language, text).Chance(0.1))
                {
                    yield return (text, group);
                }
            }
        }
    }

    private static RowDraft Draft((string Text, string Group) asked, string topic, string language, string? format, string answer) =>
        new($"talk-{topic}", asked.Group, language, "OpenEnded", "Conversation", format, "Synthetic", asked.Text, answer,
            Provenance.OfProject("phrases"));
}
