using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Rendering;
using TreasureMarkers.Data.Sources.Catalogues;

namespace TreasureMarkers.Data.Sources.Prose;

/// <summary>Stories and talks of the campaigns of The Battle for Wesnoth, in all languages that they are translated to.</summary>
internal sealed class CampaignSource : IDataSource
{
    private const string Branch = "1.16";
    private const string Licence = "GPL-2.0-or-later";

    private static readonly string[] Campaigns = ["did", "dm", "dw", "ei", "httt", "l", "low", "nr", "sof", "sota", "sotbe", "thot", "tsg", "ttb", "utbs"];

    /// <inheritdoc/>
    public string Name => "campaigns";

    /// <inheritdoc/>
    public string Coverage => "stories, dialogues and conversations with a role";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } = new Dictionary<string, int>
    {
        ["story-tell"] = 500,
        ["story-continue"] = 700,
        ["story-translate"] = 700,
        ["talk-next"] = 900,
        ["talk-scene"] = 500,
        ["talk-role"] = 1200,
        ["talk-translate"] = 700,
    };

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        var read = new List<string>();
        foreach (var campaign in Campaigns)
        {
            var name = $"wesnoth-{Branch}-{campaign}";
            var package = await context.TryFetchAsync(name, "a campaign's story and dialogues", p => p.DebianAsync(name, ct));
            if (package is null)
            {
                continue;
            }

            ct.ThrowIfCancellationRequested();
            Add(package, campaign, context, sink);
            read.Add($"{name} {package.Version}");
        }

        return string.Join(", ", read);
    }

    private static void Add(PackageFolder package, string campaign, SourceContext context, IDataSink sink)
    {
        var catalogues = context.Languages.ToDictionary(l => l.Name, l => Catalogue(package, campaign, l));
        foreach (var path in package.Files($"usr/share/games/wesnoth/{Branch}/data/campaigns", "*.cfg").Where(p => p.Contains("/scenarios/", StringComparison.Ordinal)))
        {
            if (ScenarioReader.Read(File.ReadAllText(path)) is not { } scenario)
            {
                continue;
            }

            var record = $"{campaign}/{Path.GetFileNameWithoutExtension(path)}";
            foreach (var (language, catalogue) in catalogues)
            {
                var rows = new ScenarioRows(scenario, language, catalogue, context, package.Provenance(Licence, record));
                foreach (var text in rows.Texts())
                {
                    sink.Add(text);
                }

                foreach (var draft in rows.All())
                {
                    sink.Add(draft);
                }
            }
        }
    }

    private static Dictionary<string, string> Catalogue(PackageFolder package, string campaign, DataLanguage language)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var locale in language.Locales)
        {
            var path = package.At($"usr/share/games/wesnoth/{Branch}/locale/{locale}/LC_MESSAGES/wesnoth-{campaign}.mo");
            foreach (var (source, translation) in File.Exists(path) ? MoCatalogue.Read(File.ReadAllBytes(path)) : [])
            {
                pairs.TryAdd(source, translation);
            }
        }

        return pairs;
    }
}
