using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using TreasureMarkers.Data;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Evaluation.Protocols;

/// <summary>What one table of the report measures.</summary>
/// <param name="Name">The table's heading.</param>
/// <param name="Measure">What the shares in the table are, and which way is better.</param>
/// <param name="CellName">What a row of the table is.</param>
/// <param name="Arms">The columns of the table, the one to compare with first.</param>
internal sealed record Experiment(string Name, string Measure, string CellName, IReadOnlyList<string> Arms)
{
    /// <summary>
    /// Whether the columns are arms of one question, so that their differences are reported; if not, each is a measure of its own.
    /// </summary>
    public bool ComparesArms { get; init; } = true;
}

/// <summary>One question and how its answer is judged.</summary>
/// <param name="Experiment">The experiment it belongs to.</param>
/// <param name="Cell">The row of the experiment's table: a language, a limit, a format, a category.</param>
/// <param name="Arm">The column of the table: what was fixed.</param>
/// <param name="RowId">The held-out row that it was made from; trials of one row and cell are compared as a pair.</param>
/// <param name="Request">The question.</param>
/// <param name="Counts">Whether the answer counts into the share.</param>
internal sealed record Trial(
    Experiment Experiment, string Cell, string Arm, string RowId, EvalRequest Request, Func<EvalAnswer, bool> Counts);

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
