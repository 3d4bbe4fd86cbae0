using Microsoft.Extensions.AI;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.Inference.Tests.Generation;

/// <summary>
/// What it costs to choose every marker: <see cref="MarkerPhaseTests"/> shows that only choices cost passes, this how many there
/// are.
/// </summary>
public class MarkerPassesTests
{
    private const int MostPasses = 24;

    private static readonly string[] Wishes =
    [
        "Explain {0}", "Write a function in Python that handles {0}", "Translate to German: {0}", "What is {0}?",
            "List five facts about {0} as JSON",
        "Fix this code: def f(x): return {0}", "Tell a story about {0}", "Was bedeutet {0}?", "Summarize: {0} shows which files changed.",
        "Qu'est-ce que {0} ?", "请解释 {0}", "Write a long essay about {0}", "Is {0} good or bad? Choose A or B.", "Make a table of {0}",
    ];

    private static readonly string[] Subjects =
        ["gravity", "a package manager", "the library for parsing JSON", "42", "the history of printing", "SQL"];

    [Fact]
    public async Task TheDefaultModelChoosesEveryMarkerInFewPasses()
    {
        using var client = ModelFolders.Load(DefaultModel.Folder);
        var passes = new List<(int Passes, string Case)>();
        foreach (var question in Wishes.SelectMany(wish => Subjects.Select(subject => string.Format(wish, subject))))
        {
            var response = await client.GetResponseAsync(question, new ChatOptions { MaxOutputTokens = 1, Temperature = 0 });
            var markers = response.GetMarkers()!;
            var timings = response.Messages.SelectMany(m => m.Contents).OfType<TimingsContent>().Single().Timings;
            passes.Add((timings.MarkerPasses, $"{question}: {markers.All}"));
        }

        TestContext.Current.SendDiagnosticMessage(string.Join(", ", passes.CountBy(p => p.Passes).OrderBy(c => c.Key).Select(c =>
            $"{c.Value} questions: {c.Key} passes")));
        Assert.DoesNotContain(passes, p => p.Passes > MostPasses);
    }
}
