using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources.Gettext;
using TreasureMarkers.Data.Writing;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Sources.Gettext;

/// <summary>Maps, elements and words of chemistry, from their packages' own files and catalogues.</summary>
public class RecordTests
{
    private static readonly PackageFolder Maps = Fixture.Package("kgeography-data");

    private static readonly PackageFolder Chemistry = Fixture.Package("kalzium-data");

    private static readonly PackageFolder Elements = Fixture.Package("bodr");

    [Fact]
    public void A_map_has_its_regions_and_capitals_in_each_language_but_not_what_is_around_it()
    {
        var maps = GeographyReader.Read(Maps, Catalogues(Maps)).ToList();
        Assert.Equal(["English", "German", "Japanese"], maps.Where(m => m.File == "ireland_provinces").Select(m => m.Language));
        var ireland = maps.Single(m => m.File == "ireland_provinces" && m.Language == "English");
        Assert.Equal(
            ("Ireland", "Provinces", "kgeography/ireland", false),
            (ireland.Place, ireland.Divisions, ireland.Group, ireland.IsOfCountries));
        Assert.Equal([("Leinster", "Dublin"), ("Munster", "Cork"), ("Connacht", "Galway"), ("Ulster", "Belfast")], ireland.Regions);
        var turkmenistan = maps.Single(m => m.File == "turkmenistan" && m.Language == "English");
        Assert.Contains(("Mary", null), turkmenistan.Regions);
        Assert.Equal("ダブリン", maps.Single(m => m.File == "ireland_provinces" && m.Language == "Japanese").Regions[0].Capital);
    }

    [Fact]
    public void A_map_s_rows_ask_for_capitals_and_regions()
    {
        var drafts = Seeds.SelectMany(seed => GeographyReader.Read(Maps, Catalogues(Maps))
            .SelectMany(map => new GeographyRows(map, ReferenceContext.Create(seed), Maps).All())).ToList();
        var rows = Annotated.All(drafts);
        Assert.All(
            rows,
            r => Assert.Equal(
                ("SocialSciences", "QuestionAnswering", "Others"), (r.Markers["domain"], r.Markers["task"], r.Markers["source"])));
        Assert.Contains(drafts, d => d is { Kind: "geography-capital", Answer: "Dublin", Lang: "English" });
        Assert.Contains(drafts, d => d is { Kind: "geography-place", Answer: "Leinster", Lang: "English" });
        var ireland = drafts.Where(d => d is { Kind: "geography-regions", Lang: "English" }
            && d.Group.EndsWith("ireland", StringComparison.Ordinal));
        Assert.All(ireland, d =>
            Assert.All(
                (string[])["Leinster", "Munster", "Connacht", "Ulster"],
                name => Assert.Contains(name, d.Answer, StringComparison.Ordinal)));
        Assert.Equal(
            [.. AnswerFormat.All.Order(StringComparer.Ordinal)],
            drafts.Where(d => d.Kind == "geography-regions").Select(d => d.Format).OfType<string>().Distinct()
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_right_choice_is_among_the_options_under_its_letter()
    {
        (string, string?)[] regions = [("A", "Alpha"), ("B", "Beta"), ("C", "Gamma"), ("D", "Delta"), ("E", "Epsilon"), ("F", "Zeta")];
        var map = new GeographyMap("land", "English", "Land", "States", regions);
        var choices = Seeds.SelectMany(seed => new GeographyRows(map, ReferenceContext.Create(seed), Maps).All())
            .Where(d => d.Kind == "geography-choice").ToList();
        Assert.All(Annotated.All(choices), r => Assert.Equal("MCQAnswer", r.Markers["format"]));
        Assert.All(choices, d =>
        {
            var capital = regions.Single(r => d.Provenance.Record.Contains($"/{r.Item1} choice", StringComparison.Ordinal)).Item2;
            Assert.Contains($"\n{d.Answer[0]}) {capital}", d.Prompt, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_package_without_maps_has_changed() =>
        Assert.Throws<SourceException>(() => GeographyReader.Read(Chemistry, Catalogues(Chemistry)));

    [Fact]
    public void An_element_has_names_and_facts_and_the_place_holder_is_none()
    {
        var elements = ElementReader.Read(Elements, Catalogues(Chemistry));
        Assert.Equal(["H", "Fe", "Au"], elements.Select(e => e.Symbol).Distinct());
        var iron = elements.Single(e => e is { Symbol: "Fe", Language: "English" });
        Assert.Equal("Latin 'ferrum'.", iron.Origin);
        Assert.Equal(
            [
                ("symbol", "Fe"), ("number", "26"), ("mass", "55.845 u"), ("melting", "1808 K"), ("boiling", "3023 K"), ("period", "4"),
                ("group", "8"),
            ],
            iron.Facts);
        Assert.Equal(
            ("Eisen", "Lateinisch „ferrum“."),
            elements.Where(e => e is { Symbol: "Fe", Language: "German" }).Select(e => (e.Name, e.Origin)).Single());
        Assert.Equal(
            ("鉄", null), elements.Where(e => e is { Symbol: "Fe", Language: "Japanese" }).Select(e => (e.Name, e.Origin)).Single());
    }

    [Fact]
    public void An_element_s_rows_answer_with_its_facts()
    {
        var drafts = Seeds.SelectMany(seed => ElementReader.Read(Elements, Catalogues(Chemistry))
            .SelectMany(e => new ElementRows(e, ReferenceContext.Create(seed), Elements).All())).ToList();
        var rows = Annotated.All(drafts);
        Assert.All(rows, r => Assert.Equal(("Sciences", "MIT"), (r.Markers["domain"], r.Provenance.Licence)));
        Assert.All(
            drafts.Where(d => d.Kind == "element" && d.Group == "element/Au"), d => Assert.Matches("Au|79|196[.]966569|Gold|金", d.Answer));
        Assert.Contains(rows, r => r.Messages[^1].Content == "Lateinisch „ferrum“." && r.Markers["source"] == "Translation");
    }

    [Fact]
    public void A_term_is_explained_and_found_by_its_meaning_in_each_language()
    {
        var terms = ChemistryTerms.Read(Chemistry, Catalogues(Chemistry));
        Assert.Equal(
            ["State of matter", "Chemical Symbol", "Chromatography", "Distillation", "Watchglass", "Dehydrator", "Spatula"],
            terms.Select(t => t.Id).Distinct());
        Assert.Equal(["English", "German", "Japanese"], terms.Where(t => t.Id == "Spatula").Select(t => t.Language));
        var drafts = terms.SelectMany(t => new ChemistryTermRows(t, ReferenceContext.Create("1"), Chemistry).All()).ToList();
        Annotated.All(drafts);
        Assert.Contains(drafts, d => d is { Lang: "German", Task: "QuestionAnswering", Answer: "Aggregatzustand" });
        Assert.Contains(
            drafts,
            d => d is { Lang: "English", Task: "Explanation" } && d.Answer.StartsWith("Matter separation", StringComparison.Ordinal)
                && d.Prompt.Contains("Chromatography", StringComparison.Ordinal));
        Assert.All(
            drafts.Where(d => d.Task == "QuestionAnswering"),
            d => Assert.DoesNotContain(d.Answer, d.Prompt, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> Seeds => Enumerable.Range(0, 8).Select(i => $"{i}");

    private static ProgramCatalogues Catalogues(PackageFolder package) => ProgramCatalogues.Read([package], DataLanguage.All);
}
