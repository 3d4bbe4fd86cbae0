using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Markers.Tests;

public class MarkerRelationTests
{
    private static readonly MarkerTaxonomy Taxonomy = MarkerTaxonomy.Default;

    /// <summary>Texts of paragraphs that say something.</summary>
    private static readonly Gen<string> Texts =
        from paragraphs in Gen.Elements("Yes.", "It is so. Is it? It is!", "- one\n- two", "x = 1;\ny = f(x)", "是的。不是。",
            "... and so on", "3.14", "e.g. this").NonEmptyListOf()
        select string.Join("\n\n", paragraphs);

    /// <summary>Markers of categories that say something of each other, drawn each by itself, so that many sets contradict themselves.</summary>
    private static readonly Gen<MarkerSet> Sets =
        from values in Gen.CollectToList(Taxonomy.Categories.Where(c => c.Kind != MarkerKind.Float), category => Gen.Frequency(
            (2, Gen.Constant<string?>(null)),
            (1, category.Kind == MarkerKind.Categorical
                ? Gen.Elements(category.Values.ToArray()).Select(value => (string?)value)
                : Gen.Elements(0, 1, 2, 5, 40, 299, 300, 700, 1000, 1001, 5000).Select(value => (string?)$"{value}")))
            .Select(value => (category.Name, Value: value)))
        select MarkerSet.Create(Taxonomy, values.Where(v => v.Value is not null).Select(v => KeyValuePair.Create(v.Name, v.Value!)));

    [Fact]
    public void What_a_text_measures_is_allowed_whatever_of_it_is_known() =>
        Prop.ForAll(Texts.ToArbitrary(), ArbMap.Default.ArbFor<bool[]>(), (text, known) =>
        {
            var measured = new Dictionary<string, string>
            {
                ["length_tokens"] = $"{LengthMeasure.Tokens(text)}",
                ["length_sentences"] = $"{LengthMeasure.Sentences(text)}",
                ["length_paragraphs"] = $"{LengthMeasure.Paragraphs(text)}",
                ["length_bucket"] = LengthMeasure.Bucket(LengthMeasure.Tokens(text)),
            };
            return measured.All(marker =>
            {
                var others = measured.Where((m, i) => m.Key != marker.Key && known.ElementAtOrDefault(i));
                return Allows(MarkerBounds.Of(Taxonomy, others), marker.Key, marker.Value);
            }).Label(text);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_is_chosen_within_the_limits_of_markers_without_contradiction_brings_none() =>
        Prop.ForAll(Sets.ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (given, seed) =>
        {
            if (MarkerBounds.Of(Taxonomy, given).IsContradiction)
            {
                return true.Label("contradictory");
            }

            var random = new Random(seed);
            var known = given.ToDictionary();
            foreach (var category in Taxonomy.Categories.Where(c => !known.ContainsKey(c.Name) && c.Kind != MarkerKind.Float))
            {
                var bounds = MarkerBounds.Of(Taxonomy, known);
                if (!bounds.CanStand(category))
                {
                    continue;
                }

                if (category.Kind == MarkerKind.Categorical)
                {
                    var values = bounds.Values(category).ToArray();
                    known[category.Name] = values[random.Next(values.Length)];
                }
                else
                {
                    var (min, max) = bounds.Range(category);
                    known[category.Name] = random.Next(3) switch
                    {
                        0 => $"{min}",
                        1 => $"{max}",
                        _ => $"{random.NextInt64(min, (long)max + 1)}",
                    };
                }
            }

            return (!Contradicts(known)).Label(string.Join(", ", known));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_set_is_refused_where_no_list_can_hold_it_and_the_message_names_what_contradicts() =>
        Prop.ForAll(Sets.ToArbitrary(), given =>
        {
            try
            {
                given.ThrowIfContradictory();
                return (!Contradicts(given)).Label("accepted");
            }
            catch (MarkerException e)
            {
                // Without one of those that it names, the others can stand together.
                string[] named = [.. given.Keys.Where(name => e.Message.Contains($"{name} = {given[name]}", StringComparison.Ordinal))];
                var rest = named.Select(name => KeyValuePair.Create(name, given[name]));
                return (named.Length >= 2 && named.All(name =>
                    !MarkerBounds.Of(Taxonomy, rest.Where(marker => marker.Key != name)).IsContradiction)).Label(e.Message);
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("length_sentences", "length_tokens=7", 0, 7)]
    [InlineData("length_paragraphs", "length_tokens=40;length_sentences=1", 0, 1)]
    [InlineData("length_paragraphs", "length_tokens=0", 0, 0)]
    [InlineData("length_tokens", "length_sentences=3;length_paragraphs=2", 3, int.MaxValue)]
    [InlineData("length_tokens", "length_paragraphs=12", 12, int.MaxValue)]
    [InlineData("length_tokens", "length_bucket=long", 1001, int.MaxValue)]
    [InlineData("length_tokens", "length_bucket=medium;length_paragraphs=12", 300, 1000)]
    [InlineData("length_sentences", "length_bucket=concise", 0, 299)]
    [InlineData("length_tokens", "lang=German", 0, int.MaxValue)]
    public void What_is_known_bounds_a_number(string category, string known, int least, int most) =>
        Assert.Equal((least, most), MarkerBounds.Of(Taxonomy, Set(known)).Range(Taxonomy[category]));

    [Theory]
    [InlineData("length_bucket", "length_tokens=299", "concise")]
    [InlineData("length_bucket", "length_tokens=300", "medium")]
    [InlineData("length_bucket", "length_tokens=1001", "long")]
    [InlineData("length_bucket", "length_sentences=3", "concise medium long")]
    [InlineData("length_bucket", "length_paragraphs=500", "medium long")]
    [InlineData("task", "code_type=python", "CodeGeneration CodeFix CodeTranslation CodeExplanation")]
    [InlineData("domain", "code_type=python", "Code")]
    [InlineData("domain", "task=CodeFix", "Code")]
    [InlineData("code_type", "task=Explanation", "")]
    [InlineData("code_type", "domain=Medical", "")]
    [InlineData("task", "format=MCQAnswer;domain=Medical", "OpenEnded Explanation Classification QuestionAnswering InformationExtraction Reasoning")]
    public void What_is_known_bounds_values(string category, string known, string values) =>
        Assert.Equal(values, string.Join(' ', MarkerBounds.Of(Taxonomy, Set(known)).Values(Taxonomy[category])));

    [Fact]
    public void Lengths_stand_together()
    {
        var bounds = MarkerBounds.Of(Taxonomy, Set("length_bucket=long"));
        Assert.Equal(
            ["length_tokens", "length_sentences", "length_paragraphs", "length_bucket"],
            Taxonomy.Categories.Where(bounds.Stands).Select(category => category.Name));
        Assert.DoesNotContain(Taxonomy.Categories, MarkerBounds.Of(Taxonomy, []).Stands);
    }

    [Theory]
    [InlineData("length_tokens=50;lang=German;length_bucket=long",
        "The markers length_tokens = 50 and length_bucket = long contradict each other: beside length_tokens = 50, length_bucket may be concise. "
            + "Change one or leave it out.",
        "length_bucket", "concise")]
    [InlineData("length_sentences=400;length_bucket=concise",
        "The markers length_sentences = 400 and length_bucket = concise contradict each other: beside length_sentences = 400, length_bucket may be "
            + "medium, long. Change one or leave it out.",
        "length_bucket", "medium long")]
    [InlineData("length_tokens=5;length_sentences=9",
        "The markers length_tokens = 5 and length_sentences = 9 contradict each other: beside length_tokens = 5, length_sentences may be 0 to 5. "
            + "Change one or leave it out.",
        "length_sentences", "")]
    [InlineData("task=Explanation;code_type=python",
        "The markers task = Explanation and code_type = python contradict each other: beside task = Explanation, code_type cannot be set. "
            + "Change one or leave it out.",
        "code_type", "")]
    public void Markers_that_contradict_each_other_are_refused_by_name(string markers, string message, string category, string allowed)
    {
        var exception = Assert.Throws<MarkerException>(() => Set(markers).ThrowIfContradictory());

        Assert.Equal(message, exception.Message);
        Assert.Equal(category, exception.Category);
        Assert.Equal(allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries), exception.Allowed);
    }

    [Fact]
    public void A_taxonomy_without_relations_bounds_nothing()
    {
        var old = MarkerTaxonomy.Parse("""{"categories":[{"name":"length_tokens","kind":"int"},{"name":"length_bucket","kind":"categorical","values":["long"]}]}""");
        var given = MarkerSet.Create(old, [new("length_tokens", "5"), new("length_bucket", "long")]);

        Assert.Same(given, given.ThrowIfContradictory());
        Assert.Empty(old.Relations);
        Assert.DoesNotContain("relations", old.ToJson());
        Assert.DoesNotContain("together", old.ToJson());
    }

    [Fact]
    public void A_model_may_offer_fewer_values_and_what_is_left_of_the_relations_holds()
    {
        var few = Taxonomy.Only((category, value) => category.Name switch
        {
            "lang" => value is "English" or "German" or "Hindi",
            "length_bucket" => value != "medium",
            "task" => value is "Explanation" or "CodeFix",
            "style" => false,
            _ => true,
        });

        Assert.Equal(["English", "German", "Hindi"], few["lang"].Values);
        Assert.False(few.TryGetCategory("style", out _));
        Assert.Equal(few.ToJson(), MarkerTaxonomy.Parse(few.ToJson()).ToJson());
        Assert.Equal(["CodeFix"], MarkerBounds.Of(few, [new("code_type", "python")]).Values(few["task"]));
        Assert.StartsWith("Marker 'lang' cannot be 'French'. Allowed: one of: English, German, Hindi", Assert.Throws<MarkerException>(
            () => MarkerSet.Empty(few).With("lang", "French")).Message);

        // No value that is left fits 500 tokens, which may be asked for all the same.
        MarkerSet.Empty(few).With("length_tokens", "500").ThrowIfContradictory();
        Assert.Empty(MarkerBounds.Of(few, [new("length_tokens", "500")]).Values(few["length_bucket"]));
    }

    [Fact]
    public void A_taxonomy_says_how_often_its_model_keeps_a_value()
    {
        var kept = Taxonomy.WithKept(new Dictionary<string, IReadOnlyDictionary<string, double>>
        {
            ["lang"] = new Dictionary<string, double> { ["German"] = 0.97, ["French"] = 1 },
            ["length_tokens"] = new Dictionary<string, double> { ["40"] = 0.5 },
        });

        var read = MarkerTaxonomy.Parse(kept.ToJson());

        Assert.Equal(0.97, read["lang"].Kept["German"]);
        Assert.Equal(0.5, read["length_tokens"].Kept["40"]);
        Assert.Empty(read["style"].Kept);
        Assert.Equal(["French"], kept.Only((_, value) => value != "German")["lang"].Kept.Keys);
        Assert.DoesNotContain("kept", Taxonomy.ToJson());
    }

    [Theory]
    [InlineData("""{"if":"c","then":"n"}""", "Relation 1 of the taxonomy cannot be used: it needs \"values\", \"min\", \"max\"")]
    [InlineData("""{"if":"x","then":"n","min":1}""", "has the if 'x', which is no category. Allowed: c, n, m, f")]
    [InlineData("""{"then":"n","min":1}""", "has the if ''")]
    [InlineData("null", "has the if ''")]
    [InlineData("""{"if":"c","then":"y","min":1}""", "has the then 'y'")]
    [InlineData("""{"if":"n","then":"n","min":1}""", "\"if\" and its \"then\" are one category")]
    [InlineData("""{"if":"n","is":["1"],"then":"m","min":1}""", "n has no values")]
    [InlineData("""{"if":"c","is":["z"],"then":"n","min":1}""", "'z' is no value of c")]
    [InlineData("""{"if":"c","is":[],"then":"n","min":1}""", "a list of values is empty")]
    [InlineData("""{"if":"c","then":"n","values":["a"]}""", "\"values\", but n has none")]
    [InlineData("""{"if":"n","then":"c","min":1}""", "c is no whole number")]
    [InlineData("""{"if":"n","then":"f","min":1}""", "f is no whole number")]
    [InlineData("""{"if":"c","then":"n","minRatio":1}""", "c and n are not both whole numbers")]
    [InlineData("""{"if":"c","then":"n","min":5,"max":4}""", "its least is above its most")]
    [InlineData("""{"if":"c","then":"n","min":-1}""", "must be 0 or more")]
    [InlineData("""{"if":"n","then":"m","maxRatio":1e20}""", "must be from 0 to 1000000")]
    [InlineData("""{"if":"c","then":"n","most":4}""", "'most'")]
    public void Faults_of_a_relation_are_named(string relation, string message) =>
        AssertFault($$"""{"categories":{{Categories}},"relations":[{{relation}}]}""", message);

    [Theory]
    [InlineData("""{"categories":[{"name":"n","kind":"int"}],"together":[["n"]]}""", "Group 1 of \"together\" needs at least two")]
    [InlineData("""{"categories":[{"name":"n","kind":"int"}],"together":[["n","k"]]}""", "has the name 'k'")]
    [InlineData("""{"categories":[{"name":"c","kind":"categorical","values":["a"],"kept":{"b":1}}]}""", "'b', which is none of its values")]
    [InlineData("""{"categories":[{"name":"c","kind":"categorical","values":["a"],"kept":{"a":1.5}}]}""", "says 1.5 of 'a'. Allowed: 0 to 1")]
    [InlineData("""{"categories":[{"name":"c","kind":"categorical","values":["a"],"kept":{"a":"x"}}]}""", "not the expected JSON")]
    [InlineData("""{"categories":[{"name":"n","kind":"int","kept":{"many":1}}]}""", "'many', which is none of its values")]
    public void Faults_of_groups_and_of_what_is_kept_are_named(string json, string message) => AssertFault(json, message);

    private const string Categories =
        """[{"name":"c","kind":"categorical","values":["a","b"]},{"name":"n","kind":"int"},{"name":"m","kind":"int"},{"name":"f","kind":"float"}]""";

    private static void AssertFault(string json, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => MarkerTaxonomy.Parse(json)).Message);

    private static MarkerSet Set(string markers) =>
        MarkerSet.Create(Taxonomy, markers.Split(';').Select(m => KeyValuePair.Create(m.Split('=')[0], m.Split('=')[1])));

    private static bool Allows(MarkerBounds bounds, string name, string value)
    {
        var category = Taxonomy[name];
        return category.Kind == MarkerKind.Categorical
            ? bounds.Values(category).Contains(value)
            : bounds.Range(category) is var (least, most) && int.Parse(value) >= least && int.Parse(value) <= most;
    }

    /// <summary>What the default taxonomy says, written out once more for markers that stand in a list.</summary>
    private static bool Contradicts(IReadOnlyDictionary<string, string> list)
    {
        string[] codeTasks = ["CodeGeneration", "CodeFix", "CodeTranslation", "CodeExplanation"];
        string[] noChoice = ["Translation", "CreativeWriting", "Summarization", "Rewrite", "CodeGeneration", "CodeFix", "CodeTranslation"];
        int? Number(string name) => list.TryGetValue(name, out var value) ? int.Parse(value) : null;
        var (tokens, sentences, paragraphs) = (Number("length_tokens"), Number("length_sentences"), Number("length_paragraphs"));
        var (task, domain) = (list.GetValueOrDefault("task"), list.GetValueOrDefault("domain"));
        return (tokens is { } count && list.TryGetValue("length_bucket", out var bucket) && bucket != LengthMeasure.Bucket(count))
            || sentences > tokens || paragraphs > sentences
            || (list.ContainsKey("code_type") && ((task is not null && !codeTasks.Contains(task)) || domain is not (null or "Code")))
            || (codeTasks.Contains(task) && domain is not (null or "Code"))
            || (list.GetValueOrDefault("format") == "MCQAnswer" && noChoice.Contains(task));
    }
}
