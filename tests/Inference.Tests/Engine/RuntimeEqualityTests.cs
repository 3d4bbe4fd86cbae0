using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Inference.Generation;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Inference.Tests.Engine;

/// <summary>ONNX Runtime and ONNX Runtime GenAI write the same greedy answers with the same marker probabilities.</summary>
public class RuntimeEqualityTests(ModelFolders folders)
{
    private const int TextTokens = 40;

    private static readonly string[] Questions =
    [
        "What is rain?", "Write a function in Python that adds two numbers", "Translate to German: good morning", "Was bedeutet Recht?",
        "List five facts about gravity as JSON", "Fix this code: def f(x): return y", "Tell a story about a fox", "Qu'est-ce que la paix ?",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ARandomModelOfFloatsAnswersAlike(bool counting)
    {
        var folder = counting ? folders.Counting : folders.Small;
        var (first, second) = (await AnswersAsync(folder, genAI: false), await AnswersAsync(folder, genAI: true));
        Assert.All(first.Zip(second), pair =>
        {
            Assert.Equal(pair.First.Tokens, pair.Second.Tokens);
            AssertMarkers(pair.First, pair.Second, 1e-4);
        });
    }

    /// <summary>
    /// Its activations are quantised in each pass, and round differently with the pass's shape: where the two best logits differ by less
    /// than 0.1 either may be taken, and a marker's probability differs by less than 0.05.
    /// </summary>
    [Fact]
    public async Task TheDefaultModelAnswersAlikeUpToTies()
    {
        var (first, second) = (await AnswersAsync(DefaultModel.Folder, genAI: false), await AnswersAsync(DefaultModel.Folder, genAI: true));
        Assert.All(first.Zip(second), pair =>
        {
            var common = ModelSlot.CommonPrefix(pair.First.Tokens, pair.Second.Tokens);
            if (common < Math.Max(pair.First.Tokens.Count, pair.Second.Tokens.Count))
            {
                Assert.InRange(pair.First.Margins[common], 0, 0.1f);
                return;
            }

            AssertMarkers(pair.First, pair.Second, 0.05);
        });
        TestContext.Current.SendDiagnosticMessage(
            $"equal answers: {first.Zip(second).Count(pair => pair.First.Tokens.SequenceEqual(pair.Second.Tokens))} of {Questions.Length}");
    }

    private static void AssertMarkers(Answer first, Answer second, double tolerance)
    {
        Assert.Equal(first.Markers.Keys, second.Markers.Keys);
        foreach (var (category, marker) in first.Markers)
        {
            Assert.Equal(marker.Value, second.Markers[category].Value);
            Assert.Equal(marker.Probability, second.Markers[category].Probability, tolerance);
        }
    }

    /// <summary>The marker list and the text that greedy decoding writes, each question at a time of its own.</summary>
    private static async Task<List<Answer>> AnswersAsync(string path, bool genAI)
    {
        var (folder, runner) = ModelFolders.LoadRunner(path, genAI);
        using var scheduler = new Scheduler(runner, queueLength: 0);
        var markers = new MarkerPhase(folder.Layout.Markers);
        var answers = new List<Answer>();
        foreach (var question in Questions)
        {
            var given = MarkerSet.Empty(folder.Taxonomy);
            var prompt = folder.Layout.EncodePrompt([new PromptMessage("user", question)], given);
            var length = Math.Min(folder.Config.ContextLength, prompt.Length + markers.MaxListTokens(given) + TextTokens);
            await scheduler.WriteAsync(prompt, length, WriteAsync, CancellationToken.None);

            async Task WriteAsync(Sequence sequence)
            {
                sequence.Add(prompt);
                var chosen = await markers.WriteAsync(sequence, given);
                var margins = Enumerable.Repeat(0f, sequence.Tokens.Count).ToList();
                for (var i = 0; i < TextTokens && sequence.Tokens[^1] != folder.Layout.EndId; i++)
                {
                    await sequence.LogitsAsync();
                    var best = sequence.Logits.ToArray().Index().OrderByDescending(pair => pair.Item).Take(2).ToArray();
                    margins.Add(best[0].Item - best[1].Item);
                    sequence.Add(best[0].Index);
                }

                answers.Add(new Answer(sequence.Tokens, margins, chosen));
            }
        }

        return answers;
    }

    /// <summary>An answer.</summary>
    /// <param name="Tokens">Prompt, marker list and text.</param>
    /// <param name="Margins">By token of the text, how much the best logit was above the second.</param>
    /// <param name="Markers">What the model chose.</param>
    private sealed record Answer(List<int> Tokens, List<float> Margins, IReadOnlyDictionary<string, InferredMarker> Markers);
}
