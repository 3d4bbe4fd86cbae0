using TreasureMarkers.Data.Writing;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Data.Sources.Dialogue;

/// <summary>Conversations of several turns, from the phrases written for this project.</summary>
internal sealed class DialogueSource : IDataSource
{
    private const int ConversationsPerLanguage = 500;
    private static readonly string[] Topics = ["askName", "askLive", "unknown", "time", "weather", "thanks", "hello", "name", "live"];

    /// <inheritdoc/>
    public string Name => "dialogue";

    /// <inheritdoc/>
    public string Coverage => "conversations of several turns, forms of address and what the model says it cannot know";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } = Topics.ToDictionary(topic => "dialogue-" + topic, _ => 120);

    /// <inheritdoc/>
    public Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken cancellationToken)
    {
        foreach (var language in context.Languages.Select(l => l.Name))
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < ConversationsPerLanguage; i++)
            {
                sink.Add(new DialogueRows(language, new StableRandom(context.Seed, "dialogue", language, i.ToString())).Next());
            }
        }

        return Task.FromResult("phrases");
    }
}

/// <summary>Short conversations: greetings, what the user told before, what a text model cannot know, thanks.</summary>
/// <param name="language">The language of all turns.</param>
/// <param name="random">Draws the turns.</param>
internal sealed class DialogueRows(string language, StableRandom random)
{
    // Their replies address the user without choosing between a familiar and a polite form.
    private static readonly string[] Neutral = ["English", "Arabic", "Hebrew"];
    private static readonly string[] Topics =
        ["askName", "askName", "askLive", "askLive", "unknown", "time", "weather", "thanks", "hello", "name", "live"];
    private readonly Phrases _phrases = Phrases.For(language);

    /// <summary>One conversation.</summary>
    public RowDraft Next()
    {
        var topic = random.Pick(Topics);
        var formal = random.Chance(0.4);
        var (name, city) = (random.Pick(_phrases.All("synthetic.names")), random.Pick(_phrases.All("synthetic.cities")));
        var earlier = new List<PromptMessage>();
        void Tell(string what, string value)
        {
            earlier.Add(new PromptMessage("user", Ask(what, value)));
            earlier.Add(new PromptMessage("assistant", Reply(what, value, formal)));
        }

        if (topic is not "hello" && random.Chance(0.3))
        {
            Tell("hello", "");
        }

        if (topic is "askName" || (topic is not ("hello" or "unknown" or "name") && random.Chance(0.5)))
        {
            Tell("name", name);
        }

        if (topic is "askLive" || (topic is "askName" or "thanks" && random.Chance(0.5)))
        {
            Tell("live", city);
        }

        var value = topic is "askLive" or "live" ? city : name;
        var asked = topic == "unknown" ? random.Pick<string>(["askName", "askLive"]) : topic;
        var prompt = Ask(asked, value);
        var group = $"dialogue/{topic}/{StableHash.Of([.. earlier.Select(m => m.Content), prompt]) % 400}";
        return new RowDraft("dialogue-" + topic, group, language, "OpenEnded", "Conversation", null, "Synthetic",
            PromptText.MaybeHasty(random, prompt), Reply(topic, value, formal), Provenance.OfProject($"dialogue/{group}"))
        {
            Earlier = earlier,
            Style = StyleOf(topic, formal),
        };
    }

    /// <summary>A question that no function answers, and its answer.</summary>
    public (string Question, string Answer) Aside()
    {
        var topic = random.Pick<string>(["time", "weather", "thanks", "hello"]);
        return (Ask(topic, ""), Reply(topic, "", formal: false));
    }

    private string Ask(string key, string value) => _phrases.Say(random, "dialogue." + key, ("x", value));

    private string Reply(string key, string value, bool formal) => (key, formal) switch
    {
        ("hello" or "name", true) => _phrases.Say(random, "answer.dialogue.formal.hello"),
        ("askName" or "thanks", true) => _phrases.Say(random, $"answer.dialogue.formal.{key}", ("x", value)),
        ("askLive" or "live", true) => _phrases.Say(random, "answer.dialogue.formal.askLive", ("x", value)),
        _ => _phrases.Say(random, "answer.dialogue." + key, ("x", value)),
    };

    private string? StyleOf(string topic, bool formal) => topic is "time" or "weather" or "unknown" ? null
        : formal ? "Formal"
        : topic is "thanks" or "live" || Neutral.Contains(language) ? null
        : "Informal";
}
