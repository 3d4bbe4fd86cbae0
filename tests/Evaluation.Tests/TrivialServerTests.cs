using TreasureMarkers.Evaluation.Protocols;
using TreasureMarkers.Evaluation.Reports;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Evaluation.Tests;

/// <summary>The evaluation can fail: whoever understands nothing keeps no more than chance or the majority class, in every table.</summary>
public sealed class TrivialServerTests
{
    private const int Count = 6;
    private static readonly EvalInputs Inputs = Read();

    public static TheoryData<string> Servers => [.. PlainServer.Trivial.Keys];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_server_that_understands_nothing_keeps_nothing_beyond_chance(string server)
    {
        var reports = await EvaluateAsync(PlainServer.Obedient.Model("reference"), PlainServer.Trivial[server].Model(server));

        Assert.Equal([.. reports[0].Experiments.Select(report => report.Experiment.Name)], reports[1].Experiments.Select(report => report.Experiment.Name));
        foreach (var report in reports[1].Experiments)
        {
            foreach (var cell in report.Cells)
            {
                foreach (var (arm, found) in report.Experiment.Arms.Zip(cell.Arms).Where(pair => pair.Second.Kept.N > 0))
                {
                    var most = Math.Max(found.Chance ?? 0, cell.Majority ?? 0);
                    Assert.True(found.Kept.Value <= most + 1e-9, $"{report.Experiment.Name}, {cell.Cell}, {arm}: {found.Kept.Value} kept, {most} by chance");
                    Assert.True(cell.Cell != ExperimentReport.All || found.OnSubject is not { } subject || subject.Value <= 0.15, $"{report.Experiment.Name}, {arm}: {found.OnSubject} on the subject");
                }
            }
        }
    }

    [Fact]
    public async Task A_server_that_obeys_is_seen_to_obey_and_to_be_on_the_subject()
    {
        var reports = await EvaluateAsync(PlainServer.Obedient.Model("reference"));

        foreach (var name in (string[])["Format", "Length in tokens", "Sentences"])
        {
            var report = reports[0].Experiments.Single(report => report.Experiment.Name == name);
            var marked = report.Cells[^1].Arms[report.Experiment.Arms.Index().Single(arm => arm.Item == Experiment.ByMarkers).Index];
            Assert.True(marked.Kept.Value == 1, $"{name}: {string.Join(", ", report.Cells.Select(cell => $"{cell.Cell} {cell.Arms[1].Kept.Value}"))}");
            Assert.InRange(marked.OnSubject!.Value!.Value, 0.95, 1);
            Assert.InRange(marked.Chance!.Value, 0, 0.05);
        }
    }

    [Fact]
    public async Task Every_experiment_is_made()
    {
        var reports = await EvaluateAsync(PlainServer.Obedient.Model("reference"));
        Assert.Equal(
            Evaluator.Names.Except([Likelihood.Name]).Order(StringComparer.Ordinal),
            reports[0].Experiments.Select(report => report.Experiment.Name).Order(StringComparer.Ordinal));
    }

    private static async Task<IReadOnlyList<ModelReport>> EvaluateAsync(params EvalModel[] models)
    {
        using var folder = new TemporaryFolder();
        using var answers = AnswerStore.Open(folder["answers.jsonl"]);
        var evaluator = new Evaluator(models, Inputs, Count, seed: 1, [], answers, new EvalProgress(TextWriter.Null, interactive: false));
        IReadOnlyList<ModelReport> last = [];
        await foreach (var reports in evaluator.EvaluateAsync(evaluator.Plan(), TestContext.Current.CancellationToken))
        {
            last = reports;
        }

        return last;
    }

    private static EvalInputs Read()
    {
        string List(string name) => Path.Combine(DefaultModel.Folder, "..", "..", "bench", "development", name);
        var prompts = OpenPrompt.Read(List("prompts.jsonl"));
        (string Language, string[] Prompts)[] own =
        [
            ("German", ["Wie kocht man ein weiches Ei?", "Warum ist der Himmel blau?", "Erzähl mir etwas über die Bienen im Garten."]),
            ("French", ["Comment faire cuire un œuf mollet ?", "Pourquoi le ciel est-il bleu ?", "Parle-moi des abeilles du jardin."]),
        ];
        return new EvalInputs(
            prompts,
            prompts,
            KnowledgeQuestion.Read(List("questions.jsonl")),
            [.. prompts.Take(30).Select((prompt, i) => new LabelledPrompt(prompt, new Dictionary<string, string> { ["task"] = i % 3 == 0 ? "Explanation" : "OpenEnded" }))],
            [
                .. own.SelectMany(pair => pair.Prompts.Select((prompt, i) => new LanguagePrompt(new OpenPrompt($"{pair.Language} {i}", prompt, "own"), pair.Language, IsCrosslingual: false))),
                .. own.SelectMany(pair => prompts.Take(Count).Select(prompt => new LanguagePrompt(prompt with { Text = $"{prompt.Text} Reply in {pair.Language}." }, pair.Language, IsCrosslingual: true))),
            ],
            []);
    }
}
