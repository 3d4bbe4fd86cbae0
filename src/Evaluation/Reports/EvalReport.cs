using System.Text.Json;
using NJsonSchema;
using TreasureMarkers.Evaluation.Protocols;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Evaluation.Reports;

/// <summary>What an evaluation found and under which conditions; <c>report.json</c>.</summary>
/// <param name="CommandLine">The command that made it.</param>
/// <param name="Commit">The repository's commit; null outside a repository.</param>
/// <param name="Cores">The machine's processor cores.</param>
/// <param name="Data">The data folder's name and how many held-out rows it has.</param>
/// <param name="Samples">Questions a cell.</param>
/// <param name="Seed">What chose them.</param>
/// <param name="Models">One entry a model.</param>
internal sealed record EvalReport(
    string CommandLine, string? Commit, int Cores, string Data, int Samples, int Seed, IReadOnlyList<ModelReport> Models);

/// <summary>What was found about one model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Hash">The hash of its files; of an endpoint, its address.</param>
/// <param name="Answers">Different questions asked.</param>
/// <param name="Refused">
/// Of those, refused (a prompt longer than the context); they are in no share but those of function calls, where they count as no call.
/// </param>
/// <param name="CutOff">Of those, ended by the token limit and not by the model.</param>
/// <param name="Experiments">One table each.</param>
/// <param name="Agreement">With the first model of the same evaluation; null for that one.</param>
internal sealed record ModelReport(
    string Name,
    string Hash,
    int Answers,
    int Refused,
    int CutOff,
    IReadOnlyList<ExperimentReport> Experiments,
    Agreement? Agreement = null)
{
    /// <summary>What was found about its function calls beside the shares; null where the data has no rows that call.</summary>
    public FunctionCallReport? Functions { get; init; }

    /// <summary>
    /// How much more often it keeps format, language and length together by markers than the first model of the same evaluation keeps
    /// the same wish in words; null for that one, and where one of them cannot be asked so.
    /// </summary>
    public Share? Lead { get; init; }
}

/// <summary>The table of one experiment.</summary>
/// <param name="Experiment">What it measures.</param>
/// <param name="Cells">The rows of the table, and after them <c>all</c>, each with one share an arm.</param>
/// <param name="Differences">Each later arm minus the first one, over the pairs of all cells; none where arms are not compared.</param>
internal sealed record ExperimentReport(
    Experiment Experiment,
    IReadOnlyList<KeyValuePair<string, IReadOnlyList<Share>>> Cells,
    IReadOnlyList<KeyValuePair<string, Share>> Differences)
{
    /// <summary>The name of the cell over all cells.</summary>
    public const string All = "all";

    /// <summary>Judges the answers of one experiment's trials.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="trials">Its trials, each with its answer.</param>
    public static ExperimentReport Of(Experiment experiment, IReadOnlyList<(Trial Trial, EvalAnswer Answer)> trials)
    {
        List<(string Cell, string Arm, string Row, int Value)> judged =
            [.. trials.Select(t => (t.Trial.Cell, t.Trial.Arm, t.Trial.RowId, t.Trial.Counts(t.Answer) ? 1 : 0))];
        IReadOnlyList<Share> Shares(Func<string, bool> cell) =>
        [
            .. experiment.Arms.Select(arm => MeanByRow(judged.Where(j => j.Arm == arm && cell(j.Cell)).Select(j => (j.Row, j.Value)))),
        ];

        var cells = judged.Select(j => j.Cell).Distinct()
            .Select(cell => KeyValuePair.Create(cell, Shares(other => other == cell))).ToList();
        cells.Add(KeyValuePair.Create(All, Shares(_ => true)));
        var first = judged.Where(j => j.Arm == experiment.Arms[0]).ToDictionary(j => (j.Cell, j.Row), j => j.Value);
        var differences = experiment.Arms.Skip(1).Where(_ => experiment.ComparesArms).Select(arm => KeyValuePair.Create(arm, MeanByRow(
            judged.Where(j => j.Arm == arm && first.ContainsKey((j.Cell, j.Row))).Select(j => (j.Row, j.Value - first[(j.Cell, j.Row)])))));
        return new ExperimentReport(experiment, cells, [.. differences]);
    }

    private static Share MeanByRow(IEnumerable<(string Row, int Value)> values) =>
        Bootstrap.Mean([.. values.GroupBy(v => v.Row).Select(group => group.Select(v => v.Value).ToArray())]);
}

/// <summary>Whether a model can call functions, and whether its calls are what their functions' schemas allow.</summary>
/// <param name="Requests">Questions that offered functions.</param>
/// <param name="Refused">Of those, refused by the server (longer than the context, for one).</param>
/// <param name="Calls">Calls in the answers to the others.</param>
/// <param name="Invalid">
/// Of those, calls of a function that was not offered, or with arguments that are not valid JSON by its schema.
/// </param>
/// <param name="Refusal">What the server says of a model that was trained without functions; null for one that has them.</param>
internal sealed record FunctionCallReport(int Requests, int Refused, int Calls, int Invalid, string? Refusal)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Checks every call of the answers.</summary>
    /// <param name="answers">The functions that were offered, and what was answered.</param>
    /// <param name="refusal">What the server says of a model that was trained without functions.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <returns>Null if no question offered functions.</returns>
    public static async Task<FunctionCallReport?> OfAsync(
        IReadOnlyCollection<(IReadOnlyList<PromptTool> Tools, EvalAnswer Answer)> answers,
        string? refusal,
        CancellationToken cancellationToken)
    {
        if (answers.Count == 0 && refusal is null)
        {
            return null;
        }

        var (schemas, calls, invalid) = (new Dictionary<string, JsonSchema>(), 0, 0);
        foreach (var (tools, answer) in answers)
        {
            foreach (var call in answer.Calls ?? [])
            {
                var schema = await SchemaAsync(call.Name, tools, schemas, cancellationToken);
                calls++;
                invalid += schema is not null && IsObject(call.Arguments) && schema.Validate(call.Arguments).Count == 0 ? 0 : 1;
            }
        }

        return new FunctionCallReport(answers.Count, answers.Count(pair => pair.Answer.Refusal is not null), calls, invalid, refusal);
    }

    private static bool IsObject(string arguments)
    {
        try
        {
            using var json = JsonDocument.Parse(arguments, Strict);
            return json.RootElement.ValueKind is JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>
    /// The schema of an offered function's arguments, for a validator that shares no code with the grammars of src/Inference; null if
    /// the function is not offered.
    /// </summary>
    private static async Task<JsonSchema?> SchemaAsync(
        string name, IReadOnlyList<PromptTool> tools, Dictionary<string, JsonSchema> schemas, CancellationToken cancellationToken)
    {
        if (tools.FirstOrDefault(tool => tool.Name == name)?.Parameters.GetRawText() is not { } text)
        {
            return null;
        }

        return schemas.TryGetValue(text, out var known) ? known : schemas[text] = await JsonSchema.FromJsonAsync(text, cancellationToken);
    }
}

/// <summary>How far two models write the same under greedy decoding: what an export's precision changed.</summary>
/// <param name="Reference">The model that the other is held against: the first that was evaluated.</param>
/// <param name="Answers">Questions that both answered.</param>
/// <param name="SameStarts">Share of answers whose first <see cref="FirstTokens"/> tokens are all equal, 0 to 1.</param>
/// <param name="SameTokens">
/// Share of the reference's first <see cref="FirstTokens"/> tokens that the other has at the same place, 0 to 1.
/// </param>
internal sealed record Agreement(string Reference, int Answers, double SameStarts, double SameTokens)
{
    /// <summary>Tokens of each answer that are compared; the marker list is not among them.</summary>
    public const int FirstTokens = 20;

    /// <summary>Compares answers to the same questions.</summary>
    /// <param name="reference">The reference's name.</param>
    /// <param name="tokenizer">Cuts both models' texts.</param>
    /// <param name="pairs">The reference's text and the other's.</param>
    public static Agreement Of(
        string reference, BpeTokenizer tokenizer, IReadOnlyCollection<(string Expected, string Actual)> pairs)
    {
        var (same, equal, total) = (0, 0, 0);
        foreach (var (expected, actual) in pairs)
        {
            var (wanted, written) = (Start(tokenizer, expected), Start(tokenizer, actual));
            same += wanted.SequenceEqual(written) ? 1 : 0;
            equal += wanted.Zip(written, (a, b) => a == b ? 1 : 0).Sum();
            total += wanted.Length;
        }

        return new Agreement(reference, pairs.Count, Ratio(same, pairs.Count), Ratio(equal, total));
    }

    private static int[] Start(BpeTokenizer tokenizer, string text) => [.. tokenizer.EncodeOrdinary(text).Take(FirstTokens)];

    private static double Ratio(int part, int whole) => whole == 0 ? 1 : (double)part / whole;
}
