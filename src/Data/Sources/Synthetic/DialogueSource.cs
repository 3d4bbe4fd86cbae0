using TreasureMarkers.Data.Rendering.Synthetic;

namespace TreasureMarkers.Data.Sources.Synthetic;

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
    public Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        foreach (var language in context.Languages.Select(l => l.Name))
        {
            ct.ThrowIfCancellationRequested();
            for (var i = 0; i < ConversationsPerLanguage; i++)
            {
                sink.Add(new DialogueRows(language, new StableRandom(context.Seed, "dialogue", language, i.ToString())).Next());
            }
        }

        return Task.FromResult("phrases");
    }
}
