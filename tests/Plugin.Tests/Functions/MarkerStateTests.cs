using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Markers;
using TreasureMarkers.Plugin.Functions;

namespace TreasureMarkers.Plugin.Tests.Functions;

public class MarkerStateTests
{
    private static readonly MarkerTaxonomy Taxonomy = MarkerTaxonomy.Default;

    private static readonly Gen<KeyValuePair<string, string?>> Change =
        from category in Gen.Elements(Taxonomy.Categories.AsEnumerable())
        from value in Gen.Elements(new string?[] { null, "", "7", "12.5", "German", "JSON", "nonsense" }.Concat(category.Values))
        select KeyValuePair.Create(category.Name, value);

    [Fact]
    public void It_holds_what_a_dictionary_would_and_a_refused_change_leaves_it() =>
        Prop.ForAll(Change.ListOf().ListOf().ToArbitrary(), changes =>
        {
            var state = new MarkerState(Taxonomy);
            var model = new Dictionary<string, string>();
            var raised = 0;
            state.Changed += (_, _) => raised++;
            foreach (var change in changes)
            {
                model = Apply(state, model, change);
            }

            return (state.Snapshot().Equals(MarkerSet.Create(Taxonomy, model)) && state.Version == raised)
                .Label(state.Snapshot().ToString());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_change_raises_once_and_the_same_again_does_not()
    {
        var state = new MarkerState(Taxonomy);
        var raised = 0;
        state.Changed += (_, _) => raised++;
        state.Set(new Dictionary<string, string?> { ["lang"] = "German", ["format"] = "Tabular" });
        state.Set("lang", "German");
        Assert.Equal((1, 1L), (raised, state.Version));
    }

    [Fact]
    public void Named_markers_are_cleared_or_all()
    {
        var state = new MarkerState(Taxonomy);
        state.Set(new Dictionary<string, string?> { ["lang"] = "German", ["format"] = "Tabular", ["style"] = "Formal" });
        Assert.Equal(["style", "lang"], state.Clear("format").Keys);
        Assert.Empty(state.Clear());
    }

    [Fact]
    public void Errors_list_what_is_allowed()
    {
        var state = new MarkerState(Taxonomy);
        Assert.Contains("German", Assert.Throws<MarkerException>(() => state.Set("lang", "Klingon")).Allowed);
        Assert.Contains("lang", Assert.Throws<MarkerException>(() => state.Set("language", "German")).Allowed);
        Assert.Contains("lang", Assert.Throws<MarkerException>(() => state.Clear("language")).Allowed);
    }

    [Fact]
    public void A_change_that_contradicts_what_is_set_is_refused_until_that_is_cleared()
    {
        var state = new MarkerState(Taxonomy);
        state.Set("length_bucket", "long");
        Assert.Equal("length_bucket", Assert.Throws<MarkerException>(() => state.Set("length_tokens", "50")).Category);
        Assert.Equal(["length_bucket"], state.Snapshot().Keys);
        Assert.Equal(["length_tokens"], state.Set(new Dictionary<string, string?> { ["length_tokens"] = "50", ["length_bucket"] = null }).Keys);
    }

    [Fact]
    public void Changes_from_many_threads_are_all_there()
    {
        var state = new MarkerState(Taxonomy);
        var categories = Taxonomy.Categories.Where(category => category.Values.Count > 0
            && !Taxonomy.Relations.Any(relation => relation.If == category.Name || relation.Then == category.Name)).ToArray();
        Assert.NotEmpty(categories);
        Parallel.ForEach(categories, category => Array.ForEach([.. category.Values], value => state.Set(category.Name, value)));
        Assert.All(categories, category => Assert.Equal(category.Values[^1], state.Snapshot()[category.Name]));
        Assert.Equal(categories.Sum(category => category.Values.Count), state.Version);
    }

    private static Dictionary<string, string> Apply(
        MarkerState state, Dictionary<string, string> model, List<KeyValuePair<string, string?>> change)
    {
        var before = state.Snapshot();
        try
        {
            state.Set(change);
            var next = new Dictionary<string, string>(model);
            foreach (var (category, value) in change)
            {
                _ = string.IsNullOrEmpty(value) ? next.Remove(category) : (next[category] = value) is not null;
            }

            return next;
        }
        catch (MarkerException)
        {
            Assert.Same(before, state.Snapshot());
            return model;
        }
    }
}
