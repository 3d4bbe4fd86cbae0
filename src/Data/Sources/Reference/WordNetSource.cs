using TreasureMarkers.Data.Rendering;

namespace TreasureMarkers.Data.Sources.Reference;

/// <summary>WordNet: definitions, multiple-choice questions about meanings, subjects of words.</summary>
internal sealed class WordNetSource : IDataSource
{
    private const string Package = "wordnet-base";

    /// <summary>Only so many senses of a subject serve as wrong options.</summary>
    private const int Siblings = 400;

    /// <inheritdoc/>
    public string Name => "wordnet";

    /// <inheritdoc/>
    public string Coverage => "definitions of words and most multiple-choice questions";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } = new Dictionary<string, int>
    {
        ["word-define"] = 4000,
        ["word-term"] = 2500,
        ["word-choose-meaning"] = 4000,
        ["word-choose-word"] = 3000,
        ["word-subject"] = 2500,
        ["word-record"] = 3000,
    };

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        context.Report("fetching " + Package);
        var package = await context.Packages.DebianAsync(Package, ct);
        WordSense[] all = [.. WordNetReader.Read(package)];
        var byWord = all.ToLookup(s => (s.PartOfSpeech, s.Words[0].ToLowerInvariant()));
        var bySubject = all.GroupBy(s => (s.File, context.IsHeldOut(s.Group))).ToDictionary(
            g => g.Key, g => new StableRandom(context.Seed, Package, g.Key.ToString()).Sample([.. g], Siblings));
        foreach (var sense in all)
        {
            ct.ThrowIfCancellationRequested();
            var rows = new WordRows(
                sense,
                [.. byWord[(sense.PartOfSpeech, sense.Words[0].ToLowerInvariant())]],
                bySubject[(sense.File, context.IsHeldOut(sense.Group))],
                context,
                package.Provenance("WordNet-3.0", sense.Id));
            foreach (var draft in rows.All())
            {
                sink.Add(draft);
            }
        }

        return $"{Package} {package.Version}, {all.Length} senses";
    }
}
