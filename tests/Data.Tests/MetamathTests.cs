using TreasureMarkers.ChatServer.Storage;
using TreasureMarkers.Data.Rendering;
using TreasureMarkers.Data.Sources.Reference;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests;

public class MetamathTests
{
    private static readonly string Database = File.ReadAllText(Path.Combine(Fixture.Reference, "set.mm"));

    private static readonly Theorem[] Theorems = [.. new MetamathReader(Database).Read(Database)];

    [Fact]
    public void Hypotheses_stand_before_the_statement_in_latex()
    {
        Assert.Equal(["syl6eqbr", "iuncom"], Theorems.Select(t => t.Label));
        Assert.Equal(@"( \varphi \rightarrow A = B ) \quad\&\quad B R C \quad\Rightarrow\quad ( \varphi \rightarrow A R C )", Theorems[0].Formula);
        Assert.Equal("( ph -> A = B ) & B R C => ( ph -> A R C )", Theorems[0].Plain);
    }

    [Fact]
    public void Hypotheses_end_with_their_scope() => Assert.DoesNotContain("Rightarrow", Theorems[1].Formula, StringComparison.Ordinal);

    [Fact]
    public void A_comment_names_no_contributor() => Assert.Equal("Commutation of indexed unions.", Theorems[1].Comment);

    [Fact]
    public void Every_draft_measures_as_its_maker_says()
    {
        var drafts = Theorems.SelectMany(t => Enumerable.Range(0, 10).SelectMany(i => new TheoremRows(t, ReferenceContext.Create($"{i}"), ReferenceContext.Origin).All())).ToArray();
        Assert.All(drafts, draft => Assert.NotNull(ReferenceContext.Annotate(draft)));
        Assert.All(drafts.Where(d => d.Kind != "theorem-explain"), draft => Assert.Equal("Latex", draft.Format));
    }
}
