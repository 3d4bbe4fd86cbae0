using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.Campaigns;

/// <summary>Stories and talks of the campaigns of The Battle for Wesnoth, in all languages that they are translated to.</summary>
internal sealed class CampaignsSource() : PackageSource(
    "campaigns",
    "stories, dialogues and conversations with a role",
    new Dictionary<string, int>
    {
        ["story-tell"] = 500,
        ["story-continue"] = 700,
        ["story-translate"] = 700,
        ["talk-next"] = 900,
        ["talk-scene"] = 500,
        ["talk-role"] = 1200,
        ["talk-translate"] = 700,
    },
    [.. Campaigns.Select(campaign => new SourcePackage(Prefix + campaign, "a campaign's story and dialogues"))])
{
    private const string Branch = "1.16";
    private const string Prefix = $"wesnoth-{Branch}-";
    private const string Root = $"usr/share/games/wesnoth/{Branch}";
    private const string Licence = "GPL-2.0-or-later";

    private static readonly string[] Campaigns =
        ["did", "dm", "dw", "ei", "httt", "l", "low", "nr", "sof", "sota", "sotbe", "thot", "tsg", "ttb", "utbs"];

    /// <inheritdoc/>
    protected override IEnumerable<Draft> Read(IReadOnlyList<PackageFolder> folders, SourceContext context) =>
        folders.SelectMany(package => Campaign(package, package.Name[Prefix.Length..], context));

    private static IEnumerable<Draft> Campaign(PackageFolder package, string campaign, SourceContext context)
    {
        var catalogues = context.Languages.ToDictionary(l => l.Name, l => MoCatalogue.Merge(
            l.Locales.Select(locale => package.At($"{Root}/locale/{locale}/LC_MESSAGES/wesnoth-{campaign}.mo"))));
        return from path in package.Files(Root + "/data/campaigns", "*.cfg")
               where path.Contains("/scenarios/", StringComparison.Ordinal)
               let scenario = ScenarioReader.Read(File.ReadAllText(path))
               where scenario is not null
               let provenance = package.Provenance(Licence, $"{campaign}/{Path.GetFileNameWithoutExtension(path)}")
               from catalogue in catalogues
               let rows = new ScenarioRows(scenario, catalogue.Key, catalogue.Value, context, provenance)
               from draft in rows.Texts().Concat<Draft>(rows.All())
               select draft;
    }
}
