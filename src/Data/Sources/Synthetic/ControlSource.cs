using TreasureMarkers.Data.Rendering.Synthetic;
using TreasureMarkers.Data.Sources.IsoCodes;

namespace TreasureMarkers.Data.Sources.Synthetic;

/// <summary>Conversations in which the user asks for other markers and the model calls the functions that set them.</summary>
internal sealed class ControlSource : IDataSource
{
    private const int RequestsPerLanguage = 330;

    /// <inheritdoc/>
    public string Name => "control";

    /// <inheritdoc/>
    public string Coverage => "function calls that set markers when users ask for it";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } = new Dictionary<string, int>
    {
        ["control-set"] = 400,
        ["control-answer"] = 150,
        ["control-get"] = 40,
        ["control-list"] = 40,
        ["control-clear"] = 40,
        ["control-clearOne"] = 40,
        ["control-suggest"] = 40,
        ["control-done"] = 60,
        ["control-none"] = 120,
    };

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        context.Report("fetching iso-codes");
        var package = await context.Packages.DebianAsync("iso-codes", ct);
        ControlCountry[] countries = [.. IsoCodesReader.Read(package.Path, DataLanguage.All).Where(e => e.Kind == "country").Select(e => new ControlCountry(e))];
        foreach (var language in context.Languages.Select(l => l.Name))
        {
            ct.ThrowIfCancellationRequested();
            ControlCountry[] known = [.. countries.Where(c => c.IsKnownIn(language))];
            for (var i = 0; i < RequestsPerLanguage && known.Length > 0; i++)
            {
                foreach (var draft in Rows(known, language, i, context.Seed, package.Version))
                {
                    sink.Add(draft);
                }
            }
        }

        return $"phrases, iso-codes {package.Version}";
    }

    private static IEnumerable<RowDraft> Rows(ControlCountry[] known, string language, int index, string seed, string version)
    {
        var random = new StableRandom(seed, "control", language, index.ToString());
        var country = random.Pick(known);
        var rows = new ControlRows(language, country, random, new Provenance("iso-codes", version, "LGPL-2.1-or-later", country.Entry.Group));
        return rows.Set().Concat(index % 3 == 0 ? rows.Other() : []).Concat(index % 3 == 1 ? [rows.NoCall()] : []);
    }
}
