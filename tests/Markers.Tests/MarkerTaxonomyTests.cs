namespace TreasureMarkers.Markers.Tests;

public class MarkerTaxonomyTests
{
    /// <summary>The table of arXiv 2506.14702, in the order of the template.</summary>
    private static readonly (string Name, string Values)[] Paper =
    [
        ("quality", "float"),
        ("quality_bucket", "1 2 3 4"),
        ("length_tokens", "int"),
        ("length_sentences", "int"),
        ("length_paragraphs", "int"),
        ("length_bucket", "concise medium long"),
        ("task", "OpenEnded Explanation Translation Classification CreativeWriting QuestionAnswering InformationExtraction Summarization Rewrite Reasoning CodeGeneration CodeFix CodeTranslation CodeExplanation"),
        ("domain", "Sciences Technology SocialSciences Culture Medical Finance Legal Conversation Code Math Unspecified"),
        ("code_type", "python javascript cpp cobol java go rust swift csharp php typescript shell c kotlin ruby haskell sql"),
        ("format", "MCQAnswer ChainOfThought XML JSON Enumeration Tabular Markdown Latex"),
        ("source", "Human Translation Synthetic Others"),
        ("style", "Formal Informal Custom"),
        ("lang", "English French Spanish Italian German Portuguese Japanese Korean Arabic Chinese Russian Polish Turkish Vietnamese Dutch Czech Indonesian Ukrainian Romanian Greek Hindi Hebrew Persian"),
    ];

    [Fact]
    public void Default_is_the_papers_table()
    {
        var actual = MarkerTaxonomy.Default.Categories.Select(category => (category.Name, category.Kind switch
        {
            MarkerKind.Integer => "int",
            MarkerKind.Float => "float",
            _ => string.Join(' ', category.Values),
        }));

        Assert.Equal(Paper, actual);
    }

    [Fact]
    public void Default_has_13_categories_and_87_categorical_values()
    {
        Assert.Equal(13, MarkerTaxonomy.Default.Categories.Count);
        Assert.Equal(87, MarkerTaxonomy.Default.Categories.Sum(category => category.Values.Count));
        Assert.Equal(23, MarkerTaxonomy.Default["lang"].Values.Count);
    }

    [Fact]
    public void Every_category_says_what_it_is()
    {
        Assert.All(MarkerTaxonomy.Default.Categories, category =>
        {
            Assert.EndsWith(".", category.Description);
            Assert.InRange(category.DisplayName.Length, 3, 24);
        });
    }

    [Fact]
    public void Json_round_trips()
    {
        var json = MarkerTaxonomy.Default.ToJson();

        var copy = MarkerTaxonomy.Parse(json);

        Assert.Equal(json, copy.ToJson());
        Assert.Equal(MarkerTaxonomy.Default.Categories.Select(category => category.DisplayName), copy.Categories.Select(category => category.DisplayName));
    }

    [Fact]
    public void A_users_own_taxonomy_works()
    {
        var taxonomy = MarkerTaxonomy.Parse("""
            {"categories":[{"name":"audience","kind":"categorical","values":["Children","Experts at work"]},{"name":"year","kind":"int"}]}
            """);

        var set = MarkerSet.Create(taxonomy, [new("year", "2026"), new("audience", "experts AT work")]);

        Assert.Equal("<MARKER_LIST> <audience> Experts at work </audience> <year> 2026 </year> </MARKER_LIST>", MarkerTemplate.Render(set));
        Assert.True(MarkerTemplate.TryParsePrefix(taxonomy, MarkerTemplate.Render(set), out var parsed, out _));
        Assert.Equal(set, parsed);
        Assert.Equal("audience", taxonomy["audience"].DisplayName);
    }

    [Theory]
    [InlineData("not json", "not the expected JSON")]
    [InlineData("null", "needs a \"categories\" array")]
    [InlineData("""{"categories":null}""", "needs a \"categories\" array")]
    [InlineData("""{"categories":[null]}""", "Category 1 of the taxonomy has no name")]
    [InlineData("""{"categories":[{"kind":"int"}]}""", "Category 1 of the taxonomy has no name")]
    [InlineData("""{"categories":[{"name":"a","kind":"int"},{"name":"a","kind":"int"}]}""", "two categories named 'a'")]
    [InlineData("""{"categories":[{"name":"a","kind":"date"}]}""", "kind 'date'. Allowed: int, float, categorical")]
    [InlineData("""{"categories":[{"name":"a","kind":"categorical"}]}""", "needs \"values\"")]
    [InlineData("""{"categories":[{"name":"a","kind":"categorical","values":[]}]}""", "needs \"values\"")]
    [InlineData("""{"categories":[{"name":"a","kind":"int","values":["1"]}]}""", "takes no \"values\"")]
    [InlineData("""{"categories":[{"name":"a b","kind":"int"}]}""", "'a b' would break the template")]
    [InlineData("""{"categories":[{"name":"a>","kind":"int"}]}""", "'a>' would break the template")]
    [InlineData("""{"categories":[{"name":"/a","kind":"int"}]}""", "'/a' would break the template")]
    [InlineData("""{"categories":[{"name":"MARKER_LIST","kind":"int"}]}""", "'MARKER_LIST' would break the template")]
    [InlineData("""{"categories":[{"name":"a","kind":"categorical","values":["x<y"]}]}""", "'x<y' of category 'a' would break the template")]
    [InlineData("""{"categories":[{"name":"a","kind":"categorical","values":[" x"]}]}""", "' x' of category 'a' would break the template")]
    [InlineData("""{"categories":[{"name":"a","kind":"categorical","values":["x\ny"]}]}""", "of category 'a' would break the template")]
    [InlineData("""{"categories":[{"name":"a","kind":"categorical","values":[""]}]}""", "'' of category 'a' would break the template")]
    [InlineData("""{"categories":[{"name":"a","kind":"categorical","values":["x","X"]}]}""", "has twice the value 'X'")]
    [InlineData("""{"categories":[{"name":"a","kind":"int","value":["x"]}]}""", "'value'")]
    public void Faults_of_a_taxonomy_are_named(string json, string message)
    {
        Assert.Contains(message, Assert.Throws<FormatException>(() => MarkerTaxonomy.Parse(json)).Message);
    }

    [Fact]
    public void Load_names_the_file()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Assert.Contains(path, Assert.Throws<FileNotFoundException>(() => MarkerTaxonomy.Load(path)).Message);
        File.WriteAllText(path, "{");
        try
        {
            Assert.StartsWith(path + ": ", Assert.Throws<FormatException>(() => MarkerTaxonomy.Load(path)).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void An_unknown_category_is_refused_with_the_known_ones()
    {
        var exception = Assert.Throws<MarkerException>(() => MarkerTaxonomy.Default["language"]);

        Assert.Null(exception.Category);
        Assert.Equal(13, exception.Allowed.Count);
        Assert.StartsWith("There is no marker 'language'. Allowed: quality, quality_bucket,", exception.Message);
        Assert.False(MarkerTaxonomy.Default.TryGetCategory("Lang", out _));
    }

    [Theory]
    [InlineData("lang", "gERMAN", "German")]
    [InlineData("code_type", "C", "c")]
    [InlineData("length_tokens", "007", "7")]
    [InlineData("length_tokens", "2147483647", "2147483647")]
    [InlineData("quality", "0.756", "0.76")]
    [InlineData("quality", "1.00", "1")]
    [InlineData("quality", ".5", "0.5")]
    [InlineData("quality", "1000000", "1000000")]
    public void Normalize_gives_the_canonical_spelling(string category, string value, string expected)
    {
        Assert.Equal(expected, MarkerTaxonomy.Default[category].Normalize(value));
    }

    [Theory]
    [InlineData("lang", "Klingon", "Allowed: one of: English, French")]
    [InlineData("lang", " German", "Allowed: one of: English, French")]
    [InlineData("lang", "", "Allowed: one of: English, French")]
    [InlineData("length_tokens", "-1", "Allowed: a whole number from 0 to 2147483647")]
    [InlineData("length_tokens", "1.5", "a whole number")]
    [InlineData("length_tokens", " 1", "a whole number")]
    [InlineData("length_tokens", "2147483648", "a whole number")]
    [InlineData("length_tokens", "١", "a whole number")]
    [InlineData("quality", "-0.1", "Allowed: a number from 0 to 1000000")]
    [InlineData("quality", "0,5", "a number")]
    [InlineData("quality", "1e3", "a number")]
    [InlineData("quality", "NaN", "a number")]
    [InlineData("quality", "1000000.01", "a number")]
    public void Normalize_refuses_with_what_is_allowed(string category, string value, string message)
    {
        var exception = Assert.Throws<MarkerException>(() => MarkerTaxonomy.Default[category].Normalize(value));

        Assert.Equal(category, exception.Category);
        Assert.Equal(MarkerTaxonomy.Default[category].Values, exception.Allowed);
        Assert.Contains(message, exception.Message);
    }

    [Fact]
    public void An_error_quotes_only_the_beginning_of_a_long_value()
    {
        var exception = Assert.Throws<MarkerException>(() => MarkerTaxonomy.Default["style"].Normalize(new string('x', 1_000_000)));

        Assert.InRange(exception.Message.Length, 60, 200);
    }
}
