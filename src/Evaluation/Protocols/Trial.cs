using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using TreasureMarkers.Data;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Evaluation.Protocols;

/// <summary>What one table of the report measures.</summary>
/// <param name="Name">The table's heading.</param>
/// <param name="Measure">What the shares in the table are; higher is always better.</param>
/// <param name="CellName">What a row of the table is.</param>
/// <param name="Arms">The columns of the table: the ways in which a wish is made.</param>
internal sealed record Experiment(string Name, string Measure, string CellName, IReadOnlyList<string> Arms)
{
    /// <summary>The arm in which a wish stands in the prompt's words, which a model without markers can be asked, too.</summary>
    public const string InWords = "in words";

    /// <summary>The arm in which a wish is set as markers.</summary>
    public const string ByMarkers = "by markers";

    /// <summary>The arm in which nothing is wished.</summary>
    public const string Unasked = "unasked";

    /// <summary>
    /// The marker category whose values are the cells, where the figures of <see cref="ByMarkers"/> say how often each value is kept;
    /// null for other tables.
    /// </summary>
    public string? Category { get; init; }

    /// <inheritdoc/>
    public bool Equals(Experiment? other) => other?.Name == Name;

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Name);
}

/// <summary>One question and how its answer is judged.</summary>
/// <param name="Experiment">The experiment it belongs to.</param>
/// <param name="Cell">The row of the experiment's table: a language, a limit, a format, a category.</param>
/// <param name="Arm">The column of the table.</param>
/// <param name="Prompt">Names the prompt that it was made from; trials of one prompt and cell are compared as a pair.</param>
/// <param name="Request">The question.</param>
/// <param name="Wish">
/// What is wished. How often an answer to another wish of the arm meets this one is chance; the most frequent wish of a cell is the
/// majority class.
/// </param>
/// <param name="Meets">Whether an answer is what is wished, whatever else it says.</param>
internal sealed record Trial(
    Experiment Experiment, string Cell, string Arm, string Prompt, EvalRequest Request, string Wish, Func<EvalAnswer, bool> Meets)
{
    /// <summary>What <see cref="Meets"/> asks of the form alone; null where it asks nothing else.</summary>
    public Func<EvalAnswer, bool>? Form { get; init; }

    /// <summary>
    /// The text of an open prompt, whose answer must say something of its own (see <see cref="Content"/>); null where
    /// <see cref="Meets"/> looks at what is said itself.
    /// </summary>
    public string? Open { get; init; }

    /// <summary>
    /// The question whose answer by the first model is the reference by which it is judged whether an answer is on the subject; null
    /// where that is not judged.
    /// </summary>
    public EvalRequest? Reference { get; init; }
}

/// <summary>One question to a model, in plain data, so that it can be stored and compared. Decoding is greedy.</summary>
/// <param name="Messages">The conversation, ending with the user's turn or a function's result.</param>
/// <param name="MaxTokens">The most tokens that the answer may take.</param>
internal sealed record EvalRequest(IReadOnlyList<PromptMessage> Messages, int MaxTokens)
{
    private static readonly JsonSerializerOptions Json = new(DataFolder.Json)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>A single question of a user.</summary>
    public static EvalRequest Of(string prompt, int maxTokens) => new([new PromptMessage("user", prompt)], maxTokens);

    /// <summary>Markers to set; null leaves all to the model. They are sorted, so that equal requests have equal keys.</summary>
    public SortedDictionary<string, string>? Markers { get; init; }

    /// <summary>Categories to enforce; null for none.</summary>
    public IReadOnlyList<string>? Enforce { get; init; }

    /// <summary>The functions offered; null for none.</summary>
    public IReadOnlyList<PromptTool>? Tools { get; init; }

    /// <summary>Always 0, so that the figures can be repeated.</summary>
    public double Temperature { get; }

    /// <summary>Names this request to this model: an answer under the same key need not be asked for again.</summary>
    /// <param name="modelHash">The hash of the model's files.</param>
    /// <returns>24 hexadecimal digits.</returns>
    public string Key(string modelHash) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(modelHash + "\n" + JsonSerializer.Serialize(this, Json))))[..24];
}

/// <summary>What a model answered.</summary>
/// <param name="Text">The answer; empty if the request was refused.</param>
/// <param name="Inferred">The markers that the model chose itself; empty for a server that does not tell.</param>
/// <param name="FinishReason"><c>stop</c>, <c>length</c> or <c>tool_calls</c>; null if the request was refused.</param>
/// <param name="CompletionTokens">Tokens written.</param>
/// <param name="Milliseconds">From request to answer.</param>
/// <param name="Refusal">Why the request was refused (a prompt longer than the context, for one); null if it was answered.</param>
internal sealed record EvalAnswer(
    string Text,
    IReadOnlyDictionary<string, string> Inferred,
    string? FinishReason,
    long CompletionTokens,
    double Milliseconds,
    string? Refusal = null)
{
    /// <summary>The code of the refusal, where there is one: <c>unsupported</c> for what the model was not trained for.</summary>
    public string? RefusalCode { get; init; }

    /// <summary>The calls that it makes, in their order; null where it makes none.</summary>
    public IReadOnlyList<EvalCall>? Calls { get; init; }
}

/// <summary>A function call that a model answered with.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Arguments">Its arguments as they came: the text of a JSON object, if the model keeps to the function's schema.</param>
internal sealed record EvalCall(string Name, string Arguments);
