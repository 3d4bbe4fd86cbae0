using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Rendering;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Prose;
using TreasureMarkers.Data.Writing;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Data.Tests.Sources.Prose;

public class ProseRowsTests
{
    private static readonly Provenance From = new("package", "1", "MIT", "record");

    private static readonly SourceContext Context = new(new PackageStore("unused"), DataLanguage.All, "1", _ => false, _ => { }, _ => { });

    public static TheoryData<string> Languages => [.. DataLanguage.All.Select(l => l.Name)];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_language_has_the_same_prose_phrases(string language)
    {
        var (english, phrases) = (Phrases.For("English"), Phrases.For(language));
        string[] keys = [.. english.Keys.Where(k => k.StartsWith("prose.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.Equal(keys, phrases.Keys.Where(k => k.StartsWith("prose.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.All(keys, key => Assert.Equal(Filled(english, key), Filled(phrases, key)));
        Assert.All(Enumerable.Range(1, 30), n => Assert.NotEmpty(phrases.Word("prose.right", n.ToString())));
    }

    [Fact]
    public void A_saying_is_written_quoted_and_classified_in_its_style()
    {
        var file = new FortuneFile("fortunes-de", "de/zitate", "German", "quote", "wisdom", "Culture", "Custom");
        var item = new FortuneItem(3, null, "Was nützt es dem Menschen, wenn er Lesen und Schreiben gelernt hat, aber das Denken anderen überläßt?", "Ernst R. Hauschka");
        var rows = Annotated(new FortuneRows(file, item, DataLanguage.All, "1", From).All());
        Assert.Superset(new HashSet<string> { "CreativeWriting", "OpenEnded", "QuestionAnswering", "Classification" }, rows.Select(r => r.Markers["task"]).ToHashSet());
        Assert.Contains(rows, r => r.Messages[^1].Content == item.Text && r.Markers["style"] == "Custom");
        Assert.Contains(rows, r => r.Messages[^1].Content == item.Author);
        Assert.Single(rows.Select(r => r.Group).Distinct());
    }

    [Fact]
    public void Old_and_modern_verses_are_rewritten_both_ways_but_not_when_alike()
    {
        string[] old = ["And the LORD said, Who shall persuade Ahab, that he may go up and fall at Ramoth-gilead?", "And he sat down on the hill in the morning of the day, and wept."];
        string[] young = ["Yahweh said, Who will entice Ahab, that he may climb and perish in the city of Ramoth?", "And he sat down on the hill in the morning of the day, and wept."];
        var drafts = new BibleRows("1Kgs.22", old, young, DataLanguage.All, "1", From, From).All().ToList();
        var row = Assert.Single(Annotated(drafts));
        Assert.Equal("Rewrite", row.Markers["task"]);
        Assert.Equal(row.Messages[^1].Content == old[0], row.Markers.ContainsKey("style"));
    }

    [Fact]
    public void An_article_is_formal_law()
    {
        var declaration = DeclarationReader.Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Excerpts", "prose", "eng.html")));
        var rows = Annotated(new DeclarationRows(new Dictionary<string, Declaration> { ["English"] = declaration }, "English", 13, Context, From).All());
        Assert.All(rows, r => Assert.Equal("Legal", r.Markers["domain"]));
        Assert.Contains(rows, r => r.Messages[^1].Content == declaration.Articles[13].Text && r.Markers["style"] == "Formal");
        Assert.Contains(rows, r => r.Messages[^1].Content is "13" or "Article 13");
        Assert.Contains(rows, r => r.Messages[^1].Content.Contains("Freedom of movement", StringComparison.Ordinal));
    }

    [Fact]
    public void A_talk_becomes_turns_that_end_with_the_role()
    {
        ScenarioLine[] talk = [new("Dela", "You really think it was a good idea to attack?"), new("Malin", "We are truly defenseless without him."), new("Dela", "Not like we even need him, do we?"), new("Malin", "No one else raises the dead for us.")];
        var rows = Annotated(new ScenarioRows(new Scenario("Parthyn", [], [talk]), "English", new Dictionary<string, string>(), Context, From).All());
        var role = Assert.Single(rows, r => r.Messages.Count == 4);
        Assert.Equal(["user", "assistant", "user", "assistant"], role.Messages.Select(m => m.Role));
        Assert.Equal(talk[3].Text, role.Messages[3].Content);
        Assert.Contains("Malin", role.Messages[0].Content, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dictionary_s_voice_is_its_rows_style()
    {
        var entry = new DictEntry("abatis", null, "Rubbish in front of a fort, to prevent the rubbish outside from molesting the rubbish inside.");
        Assert.Equal("Custom", Annotated(new DictionaryRows("dict-devil", entry, DataLanguage.All, "1", From).All())[0].Markers["style"]);
        Assert.Equal("Informal", Annotated(new DictionaryRows("dict-jargon", entry, DataLanguage.All, "1", From).All())[0].Markers["style"]);
        Assert.False(Annotated(new DictionaryRows("dict-foldoc", entry, DataLanguage.All, "1", From).All())[0].Markers.ContainsKey("style"));
    }

    private static string[] Filled(Phrases phrases, string key) =>
        [.. phrases.All(key).Select(p => string.Concat(p.Split('{').Skip(1).Select(part => part.Split('}')[0]).Order(StringComparer.Ordinal)))];

    private static List<DataRow> Annotated(IEnumerable<RowDraft> drafts) => [.. drafts.Select(RowAssembler.Annotate).OfType<DataRow>()];
}
