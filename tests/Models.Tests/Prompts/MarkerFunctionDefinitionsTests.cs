using System.Text.Json;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Models.Tests.Prompts;

public class MarkerFunctionDefinitionsTests
{
    [Fact]
    public void A_taxonomys_categories_are_what_can_be_set_and_cleared()
    {
        var taxonomy = MarkerTaxonomy.Parse("""{"categories":[{"name":"mood","kind":"categorical","values":["calm","glad"]},{"name":"lines","kind":"int"},{"name":"score","kind":"float"}]}""");
        var functions = MarkerFunctionDefinitions.For(taxonomy).ToDictionary(f => f.Name, f => f.Parameters.GetRawText());

        Assert.Equal(["list_markers", "get_markers", "set_markers", "clear_markers", "suggest_markers"], functions.Keys);
        Assert.Equal(
            """{"type":"object","properties":{"mood":{"enum":["calm","glad"]},"lines":{"type":"integer","minimum":0,"maximum":2147483647},"score":{"type":"number","minimum":0,"maximum":1000000}}}""",
            functions["set_markers"]);
        Assert.Equal("""{"type":"object","properties":{"categories":{"type":"array","items":{"enum":["mood","lines","score"]}}}}""", functions["clear_markers"]);
        Assert.Equal("""{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}""", functions["suggest_markers"]);
    }

    [Fact]
    public void The_default_taxonomys_schema_has_every_category_and_value()
    {
        var set = MarkerFunctionDefinitions.For(MarkerTaxonomy.Default).Single(f => f.Name == MarkerFunctionDefinitions.Set);

        Assert.All(MarkerTaxonomy.Default.Categories, category =>
        {
            var property = set.Parameters.GetProperty("properties").GetProperty(category.Name);
            Assert.Equal(category.Kind == MarkerKind.Categorical, property.TryGetProperty("enum", out var values));
            Assert.Equal(category.Values, values.ValueKind == JsonValueKind.Array ? values.EnumerateArray().Select(v => v.GetString()) : []);
        });
    }

    [Fact]
    public void The_bounds_are_the_taxonomys()
    {
        var taxonomy = MarkerTaxonomy.Default;

        Assert.Equal("1000000", taxonomy["quality"].Normalize("1000000"));
        Assert.Throws<MarkerException>(() => taxonomy["quality"].Normalize("1000000.01"));
        Assert.Equal("2147483647", taxonomy["length_tokens"].Normalize("2147483647"));
        Assert.Throws<MarkerException>(() => taxonomy["length_tokens"].Normalize("2147483648"));
    }
}
