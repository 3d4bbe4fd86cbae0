using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TreasureMarkers.Data.Checks;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;
using TreasureMarkers.Models;

namespace TreasureMarkers.Data.Annotation;

/// <summary>Gives a row the markers that it lacks: what can be measured, and what a model says. Thread-safe.</summary>
/// <param name="taxonomy">The markers' categories and values.</param>
/// <param name="asker">Asks a model, or null.</param>
internal sealed class LineAnnotator(MarkerTaxonomy taxonomy, MarkerAsker? asker)
{
    private static readonly string[] CodeTasks = ["CodeGeneration", "CodeFix", "CodeTranslation", "CodeExplanation"];

    /// <summary>The row with its markers, or the reason why it is none.</summary>
    /// <exception cref="CommandException">The model's server cannot be used.</exception>
    public async Task<AnnotatedLine> AnnotateAsync(InputLine line, CancellationToken cancellationToken)
    {
        try
        {
            return line.Problem is { } problem ? Reject(line, problem)
                : await AnnotateAsync(line.Number, InputRow.Parse(line.Text, taxonomy), cancellationToken);
        }
        catch (Exception e) when (e is DataFormatException or MarkerException)
        {
            return Reject(line, e.Message);
        }
    }

    private async Task<AnnotatedLine> AnnotateAsync(int number, InputRow row, CancellationToken cancellationToken)
    {
        var markers = Measure(row);
        IReadOnlyList<MarkerAnswer> answers = asker is null ? [] : await asker.AskAsync(row, markers, cancellationToken);
        markers = answers.Where(a => a.Value is not null).Aggregate(markers, (set, a) => set.With(a.Category, a.Value!));
        markers = WithCodeType(markers, row.Answer);
        var quality = row.Answer is not null && !row.Markers.ContainsKey("quality") && markers.TryGetValue("lang", out var lang)
            ? QualityScore.Of(row.Prompt, row.Answer, lang, markers.GetValueOrDefault("format"), markers.GetValueOrDefault("task"))
            : (double?)null;
        return new AnnotatedLine(number)
        {
            Row = WithMarkers(row.Fields, markers),
            Lang = quality is null ? null : markers["lang"],
            Quality = quality,
            Added = [.. markers.Keys.Where(m => !row.Markers.ContainsKey(m))],
            Unspecified = [.. answers.Where(a => a.IsUnspecified).Select(a => a.Category)],
            Unanswered = [.. answers.Where(a => a.IsUnanswered).Select(a => a.Category)],
        };
    }

    /// <summary>The row with these markers in place of those it had.</summary>
    public static JsonObject WithMarkers(JsonObject row, MarkerSet markers)
    {
        row["markers"] = new JsonObject(markers.Select(m => KeyValuePair.Create<string, JsonNode?>(m.Key, m.Value)));
        return row;
    }

    /// <summary>The row's own markers and those that can be measured; its own win.</summary>
    private MarkerSet Measure(InputRow row)
    {
        if (row.Answer is not { } answer)
        {
            return row.Markers;
        }

        var measured = AnswerMeasure.Lengths(answer).ToList();
        var known = row.Markers;
        // A task of the row's own may say that the answer is bare code, which has no format.
        if (!AnswerMeasure.IsBareCode(known.GetValueOrDefault("task"), known.GetValueOrDefault("format"))
            && FormatDetector.Detect(answer) is { } format)
        {
            measured.Add(new("format", format));
        }

        if (AnswerLanguage.Of(row.Prompt, answer) is { } lang)
        {
            measured.Add(new("lang", lang));
        }

        return MarkerSet.Create(taxonomy, measured).Merge(known);
    }

    private static MarkerSet WithCodeType(MarkerSet markers, string? answer) =>
        answer is not null && !markers.ContainsKey("code_type") && CodeBlocks.TypeOf(answer) is { } type
        && (!markers.TryGetValue("task", out var task) || CodeTasks.Contains(task))
            ? markers.With("code_type", type)
            : markers;

    private static AnnotatedLine Reject(InputLine line, string reason) => new(line.Number) { Reason = reason, Text = line.Text };
}

/// <summary>What became of an input line: a row with its markers, but for those that need all rows; or a reason why it is none.</summary>
/// <param name="Number">The line's number, from 1.</param>
internal sealed record AnnotatedLine(int Number)
{
    /// <summary>The row, or null.</summary>
    public JsonObject? Row { get; init; }

    /// <summary>The answer's language when <see cref="Quality"/> is given.</summary>
    public string? Lang { get; init; }

    /// <summary>The measured quality, when the row has none of its own and its language is known.</summary>
    public double? Quality { get; init; }

    /// <summary>Why the line is no row, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>The line that is no row.</summary>
    public string? Text { get; init; }

    /// <summary>The categories whose markers were added.</summary>
    public IReadOnlyList<string> Added { get; init; } = [];

    /// <summary>The categories for which the model found no value to fit.</summary>
    public IReadOnlyList<string> Unspecified { get; init; } = [];

    /// <summary>The categories for which the model twice gave no allowed value, or refused.</summary>
    public IReadOnlyList<string> Unanswered { get; init; } = [];
}

/// <summary>
/// The language of a user's answer, where it can be told: from the answer without its code blocks when that is long enough
/// and clear, else when answer and request agree. Of code alone, the language is the request's.
/// </summary>
internal static class AnswerLanguage
{
    private const double Sure = 0.9;

    /// <summary>The taxonomy's language, or null.</summary>
    /// <param name="prompt">The request.</param>
    /// <param name="answer">The answer.</param>
    public static string? Of(string prompt, string answer)
    {
        var prose = CodeBlocks.Without(answer);
        return string.IsNullOrWhiteSpace(prose) ? AnswerMeasure.Language(prompt, null)
            : AnswerMeasure.Language(prose, null)
                ?? Agreed(LanguageIdentifier.Default.Identify(prose), LanguageIdentifier.Default.Identify(prompt));
    }

    /// <summary>A script that one language alone has is enough; otherwise both have to name the same one.</summary>
    private static string? Agreed(LanguageGuess answer, LanguageGuess prompt) =>
        answer.Probability >= 1 || (answer.Probability > Sure && prompt.Probability > Sure && answer.Language == prompt.Language)
            ? answer.Language : null;
}

/// <summary>
/// Code in an answer, as far as the answer says what it is: fenced blocks with a language, and first lines that name an interpreter.
/// </summary>
internal static partial class CodeBlocks
{
    /// <summary>The taxonomy's <c>code_type</c> when all code of the answer that names its language is in one, else null.</summary>
    public static string? TypeOf(string answer)
    {
        string?[] types = Interpreter(answer) is { } named
            ? [Named(named)]
            : [.. Block().Matches(answer).Select(b => b.Groups["type"].Value).Where(t => t.Length > 0).Select(t => Named(t)).Distinct()];
        return types.Length == 1 ? types[0] : null;
    }

    /// <summary>The answer without its code: nothing when its first line names an interpreter.</summary>
    public static string Without(string answer) => Interpreter(answer) is null ? Block().Replace(answer, "") : "";

    private static string? Named(string name) => name.ToLowerInvariant() switch
    {
        "python" or "py" or "python3" => "python",
        "javascript" or "js" or "node" or "mjs" => "javascript",
        "typescript" or "ts" => "typescript",
        "cpp" or "c++" or "cc" or "cxx" => "cpp",
        "csharp" or "c#" or "cs" => "csharp",
        "shell" or "sh" or "bash" or "zsh" or "dash" => "shell",
        "go" or "golang" => "go",
        "rust" or "rs" => "rust",
        "ruby" or "rb" => "ruby",
        "kotlin" or "kt" => "kotlin",
        "haskell" or "hs" or "runghc" => "haskell",
        "c" or "java" or "swift" or "php" or "sql" or "cobol" => name.ToLowerInvariant(),
        _ => null,
    };

    private static string? Interpreter(string answer) => FirstLine().Match(answer) is not { Success: true } first ? null
        : first.Groups["name"] is { Success: true } name ? name.Value : "php";

    [GeneratedRegex(
        @"^[ \t]*```[ \t]*(?<type>[A-Za-z0-9+#]*)[^\n]*\n.*?^[ \t]*```[ \t]*\r?$",
        RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Block();

    [GeneratedRegex(@"\A\s*(?:#!\s*/\S*/(?:env\s+)?(?<name>[A-Za-z]+)|<\?php\b)", RegexOptions.CultureInvariant)]
    private static partial Regex FirstLine();
}
