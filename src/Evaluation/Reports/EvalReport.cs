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
/// <param name="Data">The lists that were asked.</param>
/// <param name="Count">Prompts of a cell.</param>
/// <param name="Seed">What chose them.</param>
/// <param name="Models">One entry a model; the first is the one that others are held against.</param>
internal sealed record EvalReport(
    string CommandLine, string? Commit, int Cores, string Data, int Count, int Seed, IReadOnlyList<ModelReport> Models);

/// <summary>What was found about one model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Hash">The hash of its files; of an endpoint, its address.</param>
/// <param name="Experiments">One table each.</param>
internal sealed record ModelReport(string Name, string Hash, IReadOnlyList<ExperimentReport> Experiments)
{
    /// <summary>Different questions asked.</summary>
    public int Answers { get; init; }

    /// <summary>Of those, refused (a prompt longer than the context); they are in no share but those of requests for markers.</summary>
    public int Refused { get; init; }

    /// <summary>Of those, ended by the token limit and not by the model.</summary>
    public int CutOff { get; init; }

    /// <summary>With the first model of the same evaluation; null for that one, and for a server.</summary>
    public Agreement? Agreement { get; init; }

    /// <summary>What was found about its function calls beside the shares; null where none were asked for.</summary>
    public FunctionCallReport? Functions { get; init; }

    /// <summary>How long its answers are with nothing wished; null where that was not asked.</summary>
    public LengthReport? Lengths { get; init; }

    /// <summary>How likely it takes texts without markers to be; null for a server, and where there are no texts.</summary>
    public TextLikelihood? Likelihood { get; init; }
}

/// <summary>Lengths of the answers to open prompts with nothing wished, in tokens as <c>length_tokens</c> counts them.</summary>
/// <param name="Answers">How many there are.</param>
/// <param name="LowerQuartile">A quarter is shorter.</param>
/// <param name="Median">Half are shorter.</param>
/// <param name="UpperQuartile">Three quarters are shorter.</param>
internal sealed record LengthReport(int Answers, double LowerQuartile, double Median, double UpperQuartile);

/// <summary>The likelihood of texts without markers.</summary>
/// <param name="Tokens">Tokens that were predicted.</param>
/// <param name="Nats">Their mean negative log-likelihood.</param>
internal sealed record TextLikelihood(int Tokens, double Nats)
{
    /// <summary>The perplexity.</summary>
    public double Perplexity => Math.Exp(Nats);
}

/// <summary>The table of one experiment.</summary>
/// <param name="Experiment">What it measures.</param>
/// <param name="Cells">The rows of the table, and after several of them <c>all</c>.</param>
/// <param name="Differences">What is gained over other arms, and over the first model, over the pairs of all cells.</param>
/// <param name="Examples">Some of the answers.</param>
internal sealed record ExperimentReport(
    Experiment Experiment,
    IReadOnlyList<CellReport> Cells,
    IReadOnlyList<KeyValuePair<string, Share>> Differences,
    IReadOnlyList<ExampleReport> Examples)
{
    /// <summary>The name of the cell over all cells.</summary>
    public const string All = "all";

    /// <summary>The smallest difference of two arms that the cell over all can show; see <see cref="Power.Detectable"/>.</summary>
    public double Detectable => Power.Detectable(Cells[^1].Arms.Max(arm => arm.Kept.N));
}

/// <summary>One row of a table.</summary>
/// <param name="Cell">What it is of: a language, a limit, a format, a category.</param>
/// <param name="Arms">One entry a column.</param>
/// <param name="Majority">
/// The share of the most frequent wish, which is what an answer that is always the same can keep at most; null where all wishes are equal.
/// </param>
internal sealed record CellReport(string Cell, IReadOnlyList<ArmReport> Arms, double? Majority);

/// <summary>One figure.</summary>
/// <param name="Kept">Answers that keep the wish and say something.</param>
/// <param name="Form">Answers that keep the wish, whatever they say.</param>
/// <param name="Chance">
/// Answers to other wishes of the same arm that keep this one and say something, 0 to 1: the markers shuffled; null where all wishes are
/// equal.
/// </param>
/// <param name="OnSubject">Answers that are on the subject; null where that is not judged.</param>
internal sealed record ArmReport(Share Kept, Share Form, double? Chance, Share? OnSubject);

/// <summary>An answer to show.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Arm">The arm.</param>
/// <param name="Prompt">What was asked.</param>
/// <param name="Answer">What was answered, cut where it is long.</param>
/// <param name="IsKept">Whether it keeps the wish and says something.</param>
internal sealed record ExampleReport(string Cell, string Arm, string Prompt, string Answer, bool IsKept);

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
/// <param name="Answers">Open prompts that both answered, with nothing wished.</param>
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
