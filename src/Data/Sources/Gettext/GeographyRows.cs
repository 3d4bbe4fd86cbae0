using System.Xml;
using System.Xml.Linq;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources.Debian;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.Gettext;

/// <summary>A map in one language: a country, or the world or a part of it.</summary>
/// <param name="File">The map's file without its ending, such as <c>germany</c>.</param>
/// <param name="Language">The language of all names.</param>
/// <param name="Name">What the map shows.</param>
/// <param name="Divisions">What its regions are called, such as states.</param>
/// <param name="Regions">The regions with their capitals, null where there is none on record.</param>
internal sealed record GeographyMap(
    string File, string Language, string Name, string Divisions, IReadOnlyList<(string Name, string? Capital)> Regions)
{
    private static readonly string[] OfCountries =
        ["world", "europe", "asia", "africa", "oceania", "northamerica", "southamerica", "ncamerica", "caribbean", "waters"];

    /// <summary>Whether the regions are countries.</summary>
    public bool IsOfCountries => OfCountries.Any(c => File.StartsWith(c, StringComparison.Ordinal));

    /// <summary>The group: a country's maps stay together; the maps of countries repeat each other.</summary>
    public string Group => "kgeography/" + (IsOfCountries ? "world" : File.Split('_')[0].Replace("province", "", StringComparison.Ordinal));

    /// <summary>What the map shows, without the kind of its regions that some names have in brackets.</summary>
    public string Place => Name.Split(['(', '（'])[0].Trim() is { Length: > 0 } place ? place : Name;
}

/// <summary>Reads KGeography's maps: regions and capitals as XML, their names in other languages from its catalogue.</summary>
internal static class GeographyReader
{
    private const string Folder = "usr/share/kgeography";

    /// <summary>Every map in every language that has names for it.</summary>
    /// <param name="package">The unpacked package.</param>
    /// <param name="catalogues">Its translations by language and key.</param>
    /// <exception cref="SourceException">There are no maps, or one is damaged.</exception>
    public static IEnumerable<GeographyMap> Read(PackageFolder package, ProgramCatalogues catalogues)
    {
        var files = package.Files(Folder, "*.kgm");
        if (files.Count == 0)
        {
            throw new SourceException($"{package.Name} {package.Version} has no map in {Folder}; its layout has changed.");
        }

        return files.SelectMany(path => Maps(package, path, catalogues));
    }

    private static IEnumerable<GeographyMap> Maps(PackageFolder package, string path, ProgramCatalogues catalogues)
    {
        var root = Load(package, path);
        var file = Path.GetFileName(path);
        (string Name, string? Capital)[] regions = [.. root.Elements("division")
            .Where(d => d.Element("ignore")?.Value.Trim() != "yes")
            .Select(d => (
                d.Element("name")?.Value.Trim() ?? "", d.Element("capital")?.Value.Trim() is { Length: > 0 } capital ? capital : null))
            .Where(d => d.Item1.Length > 0)];
        var (name, divisions) = (root.Element("name")?.Value.Trim() ?? "", root.Element("divisionsName")?.Value.Trim() ?? "");
        foreach (var language in catalogues.Keys.Append("English").Distinct().Order(StringComparer.Ordinal))
        {
            string? Say(string? text) => text is null
                ? null
                : Translate(language, text, catalogues.GetValueOrDefault(language)?.GetValueOrDefault($"kgeography:{file}\u0004{text}"));
            (string? Name, string? Capital)[] named =
            [
                .. regions.Select(r => (Say(r.Name), Say(r.Capital))).Where(r => r.Item1 is not null),
            ];
            if (named.Length >= Math.Max(3, regions.Length * 9 / 10)
                && Say(name) is { Length: > 0 } title && Say(divisions) is { Length: > 0 } kind)
            {
                yield return new GeographyMap(
                    Path.GetFileNameWithoutExtension(file), language, title, kind, [.. named.Select(r => (r.Name!, r.Capital))]);
            }
        }
    }

    /// <summary>
    /// A name in the language; null where it was left in another script. A Latin name may be the same in several languages.
    /// </summary>
    private static string? Translate(string language, string text, string? translation) =>
        language == "English" ? text : WithoutScript(translation) is { Length: > 0 } name && TextCleaner.IsIn(language, name) ? name : null;

    /// <summary>KDE's translations can carry a script for inflected forms behind the plain one.</summary>
    private static string? WithoutScript(string? translation) => translation?.Split("|/|")[0].Trim();

    private static XElement Load(PackageFolder package, string path)
    {
        try
        {
            using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
            return XElement.Load(reader);
        }
        catch (XmlException e)
        {
            throw new SourceException($"{package.Name} {package.Version} has a damaged map '{Path.GetFileName(path)}': {e.Message}", e);
        }
    }
}

/// <summary>The rows about one map whose answers are in its language: capitals of regions, regions of capitals, and lists.</summary>
/// <param name="map">The map.</param>
/// <param name="context">Seed and languages.</param>
/// <param name="package">The package, for provenance.</param>
internal sealed class GeographyRows(GeographyMap map, SourceContext context, PackageFolder package)
{
    private const string Licence = "GPL-2.0-or-later";
    private readonly StableRandom _random = new(context.Seed, map.File, map.Language);
    private readonly Phrases _answer = Phrases.For(map.Language);
    private readonly (string Name, string Capital)[] _capitals =
    [
        .. map.Regions.Where(r => r.Capital is not null).Select(r => (r.Name, r.Capital!)),
    ];

    /// <summary>All drafts, in a fixed order.</summary>
    public IEnumerable<RowDraft> All() => [.. Capitals(), .. Regions()];

    private IEnumerable<RowDraft> Capitals()
    {
        foreach (var (name, capital) in _capitals.Where(c => _capitals.Count(o => o.Name == c.Name || o.Capital == c.Capital) == 1))
        {
            yield return Ask(
                "geography-capital", "catalogue.capital", ("place", name), capital,
                _answer.Say(_random, "catalogue.answer.capital", ("place", name), ("capital", capital)));
            yield return Ask(
                "geography-place", "catalogue.placeOf", ("capital", capital), name,
                _answer.Say(_random, "catalogue.answer.place", ("place", name), ("capital", capital)));
            if (_capitals.Length >= 5)
            {
                yield return Choice(name, capital);
            }
        }
    }

    private RowDraft Ask(string kind, string key, (string Name, string Value) about, string value, string sentence)
    {
        var question = Question(key, about);
        var format = _random.Chance(0.15) ? _random.Pick(AnswerFormat.All) : null;
        var label = _answer.Word("catalogue.label", kind == "geography-capital" ? "capital" : "region");
        var isBare = format is null && _random.Chance(0.3);
        var answer = format is not null ? AnswerFormat.Record(format, about.Value, [new(label, value)]) : isBare ? value : sentence;
        return Draft(
            map.IsOfCountries ? "geography-country" : kind, "QuestionAnswering", format, PromptText.MaybeAskFor(_random, _answer, format, PromptText.MaybeHasty(_random, question)),
            answer, about.Value) with
        {
            Required = isBare ? ["length_tokens"] : [],
        };
    }

    /// <summary>Four or five capitals of the same map, one of them right.</summary>
    private RowDraft Choice(string name, string capital)
    {
        var options = _random.Sample([.. _capitals.Select(c => c.Capital).Where(c => c != capital).Distinct()], 3 + _random.Next(2))
            .ToList();
        var right = _random.Next(options.Count + 1);
        options.Insert(right, capital);
        var answer = AnswerFormat.Choice(right, _random.Chance(0.35) ? "" : capital);
        var prompt = $"{Question("catalogue.capital", ("place", name))}\n\n{AnswerFormat.Options(options)}";
        return Draft(map.IsOfCountries ? "geography-country" : "geography-choice", "QuestionAnswering", "MCQAnswer", prompt, answer, name + " choice");
    }

    private IEnumerable<RowDraft> Regions()
    {
        foreach (var format in _random.Sample(AnswerFormat.All, 2).Append(null))
        {
            var names = map.Regions.Select(r => r.Name).Distinct().ToList();
            var withCapitals = format is "Tabular" or "JSON" && _capitals.Length == map.Regions.Count;
            IReadOnlyList<Field>[] rows = [.. names.Select(n => withCapitals
                ? (IReadOnlyList<Field>)[
                    Region(n), new(_answer.Word("catalogue.label", "capital"), _capitals.First(c => c.Name == n).Capital)]
                : [Region(n)])];
            var asked = PromptText.MaybeAskFor(
                _random, _answer, format, _answer.Say(_random, "catalogue.places", ("map", map.Place), ("kind", map.Divisions)));
            var answer = format is null ? PromptText.Enumerate(map.Language, names) : AnswerFormat.List(format, map.Divisions, rows);
            yield return Draft("geography-regions", "QuestionAnswering", format, asked, answer, "regions " + format);
        }
    }

    private Field Region(string name) => new(_answer.Word("catalogue.label", "region"), name);

    private string Question(string key, (string Name, string Value) about)
    {
        // Countries need no hint where they are; many regions share their names.
        var isPlain = map.IsOfCountries || about.Value == map.Place || about.Value.Contains('(');
        return _answer.Say(_random, key, (about.Name, isPlain ? about.Value : $"{about.Value} ({map.Place})"));
    }

    private RowDraft Draft(string kind, string task, string? format, string prompt, string answer, string record) =>
        new(kind, map.Group, map.Language, task, "SocialSciences", format, "Others", prompt, answer,
            package.Provenance(Licence, $"{map.File}/{record} ({map.Language})"));
}
