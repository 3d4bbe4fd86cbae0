using TreasureMarkers.Data.Sources.Campaigns;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Sources.Campaigns;

public class CampaignsTests
{
    [Fact]
    public void An_example_row()
    {
        var origin = new Provenance("wesnoth-1.16-did", "1:1.16.9-1", "GPL-2.0-or-later", "did/01_Saving_Parthyn");
        var rows = new ScenarioRows(
            ScenarioReader.Read(Fixture.Prose("scenario.cfg"))!, "English", new Dictionary<string, string>(), ReferenceContext.Create("1"),
            origin);
        ExampleRow.Match(rows.All().First(d => d.Kind == "talk-next"), "campaigns");
    }

    [Fact]
    public void A_scenario_gives_title_story_and_talk()
    {
        var scenario = ScenarioReader.Read(Fixture.Prose("scenario.cfg"))!;
        Assert.Equal("Saving Parthyn", scenario.Name);
        Assert.StartsWith("Malin Keshar was born", scenario.Story[0], StringComparison.Ordinal);
        var talk = scenario.Dialogues[0];
        Assert.Equal(["Dela Keshar", "Malin Keshar", "Dela Keshar"], talk.Take(3).Select(l => l.Speaker));
        Assert.Equal("Nor is Darken Volk. We are truly defenseless.", talk[1].Text);
    }

    [Fact]
    public void A_talk_becomes_turns_that_end_with_the_role()
    {
        ScenarioLine[] talk =
        [
            new("Dela", "You really think it was a good idea to attack?"), new("Malin", "We are truly defenseless without him."),
            new("Dela", "Not like we even need him, do we?"), new("Malin", "No one else raises the dead for us."),
        ];
        var rows = ReferenceContext.Rows(
            new ScenarioRows(
                new Scenario("Parthyn", [], [talk]), "English", new Dictionary<string, string>(), ReferenceContext.Create("1"),
                ReferenceContext.Origin).All());
        var role = Assert.Single(rows, r => r.Messages.Count == 4);
        Assert.Equal(["user", "assistant", "user", "assistant"], role.Messages.Select(m => m.Role));
        Assert.Equal(talk[3].Text, role.Messages[3].Content);
        Assert.Contains("Malin", role.Messages[0].Content, StringComparison.Ordinal);
    }
}
