using System.Globalization;
using TreasureMarkers.Data.Sources.Dialogue;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Tests.Sources.Dialogue;

public class DialogueRowsTests
{
    public static TheoryData<string> Languages => [.. DataLanguage.All.Select(l => l.Name)];

    [Fact]
    public void Example_row() => ExampleRow.Match(
        new DialogueRows("German", new StableRandom("1")).Next(), "dialogue");

    [Theory]
    [MemberData(nameof(Languages))]
    public void What_the_user_told_is_remembered_and_nothing_else_is(string language)
    {
        var phrases = Phrases.For(language);
        for (var i = 0; i < 200; i++)
        {
            var row = new DialogueRows(language, new StableRandom("test", i.ToString(CultureInfo.InvariantCulture))).Next();
            var told = string.Join('\n', row.Earlier.Where(m => m.Role == "user").Select(m => m.Content));

            Assert.DoesNotContain('{', told + row.Prompt + row.Answer);
            var known = phrases.All(row.Kind == "dialogue-askName" ? "synthetic.names" : "synthetic.cities");
            if (row.Kind is "dialogue-askName" or "dialogue-askLive")
            {
                Assert.Contains(known, value => told.Contains(value, StringComparison.Ordinal) && row.Answer.Contains(value, StringComparison.Ordinal));
            }
            else if (row.Kind == "dialogue-unknown")
            {
                Assert.DoesNotContain(known, value => told.Contains(value, StringComparison.Ordinal));
                Assert.Contains(row.Answer, phrases.All("answer.dialogue.unknown"));
            }
        }
    }
}
