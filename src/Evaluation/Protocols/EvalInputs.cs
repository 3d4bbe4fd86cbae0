using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TreasureMarkers.Data;

namespace TreasureMarkers.Evaluation.Protocols;

/// <summary>What the models are asked: lists of JSON Lines, each of which may be empty.</summary>
/// <param name="Prompts">Open prompts in English, which say nothing of form, language or length.</param>
/// <param name="Instructions">Instructions for the length limit in words; AlpacaEval's where there are such.</param>
/// <param name="Questions">Questions with known answers.</param>
/// <param name="Labels">Prompts with the markers that an answer to them should have.</param>
/// <param name="Confusion">Prompts of the Language Confusion Benchmark.</param>
/// <param name="Texts">Texts without markers, whose likelihood is measured.</param>
internal sealed record EvalInputs(
    IReadOnlyList<OpenPrompt> Prompts,
    IReadOnlyList<OpenPrompt> Instructions,
    IReadOnlyList<KnowledgeQuestion> Questions,
    IReadOnlyList<LabelledPrompt> Labels,
    IReadOnlyList<LanguagePrompt> Confusion,
    IReadOnlyList<string> Texts)
{
    private const string Everyday = "everyday.jsonl", Alpaca = "alpaca-eval-instructions.jsonl";
    private const string LanguageConfusion = "language-confusion.jsonl", Problems = "gsm8k-test.jsonl";

    /// <summary>Tasks for code, which name no programming language; the project's own.</summary>
    public static IReadOnlyList<OpenPrompt> CodeTasks { get; } =
        [.. Embedded("code.jsonl").Select((line, i) => new OpenPrompt($"code {i + 1}", line.GetProperty("prompt").GetString()!, ""))];

    /// <summary>Requests for other markers, with the arguments of the call that sets them; the project's own.</summary>
    public static IReadOnlyList<(string Prompt, JsonElement Arguments)> MarkerRequests { get; } =
        [.. Embedded("requests.jsonl").Select(line => (line.GetProperty("prompt").GetString()!, line.GetProperty("arguments")))];

    /// <summary>Reads the lists.</summary>
    /// <param name="prompts">A file of prompts; null to take <paramref name="evaluation"/>'s.</param>
    /// <param name="questions">A file of questions with answers; null to take <paramref name="evaluation"/>'s.</param>
    /// <param name="labels">A file of prompts with markers; null for none.</param>
    /// <param name="evaluation">A folder of public evaluation sets, each under its own name; null for none.</param>
    /// <exception cref="DataFormatException">A file is missing, empty, or a line is not what it should be.</exception>
    public static EvalInputs Read(string? prompts, string? questions, string? labels, string? evaluation)
    {
        if (evaluation is not null && !Directory.Exists(evaluation))
        {
            throw new DataFormatException($"'{evaluation}' does not exist. Name a folder with {Everyday}, {Alpaca}, {LanguageConfusion}, {Problems}.");
        }

        string? In(string name) => evaluation is null ? null : Path.Combine(evaluation, name);
        var open = prompts is null ? [] : OpenPrompt.Read(prompts);
        var instructions = In(Alpaca) is { } alpaca ? OpenPrompt.Read(alpaca) : open;
        return new EvalInputs(
            prompts is null ? [.. instructions.Where(prompt => prompt.IsPlain)] : open,
            instructions,
            (questions ?? In(Everyday)) is { } known ? KnowledgeQuestion.Read(known) : [],
            labels is null ? [] : LabelledPrompt.Read(labels, evaluation),
            In(LanguageConfusion) is { } confusion ? LanguagePrompt.Read(confusion) : [],
            In(Problems) is { } problems ? [.. OpenPrompt.Read(problems).Select(prompt => prompt.Text)] : []);
    }

    /// <summary>
    /// A sample that takes the strata in turn, so that a large one does not drown the others: the same items whatever the machine and
    /// the order of the file.
    /// </summary>
    /// <param name="items">The items.</param>
    /// <param name="count">How many, at most.</param>
    /// <param name="seed">Chooses them.</param>
    /// <param name="text">An item's text.</param>
    /// <param name="stratum">An item's stratum.</param>
    public static IReadOnlyList<T> Sample<T>(
        IEnumerable<T> items, int count, int seed, Func<T, string> text, Func<T, string>? stratum = null) =>
    [
        .. items.DistinctBy(text).GroupBy(item => stratum?.Invoke(item) ?? "")
            .SelectMany(group => group.OrderBy(item => Order(seed, text(item))).Select((item, turn) => (Item: item, Turn: turn)))
            .OrderBy(pair => pair.Turn).ThenBy(pair => Order(seed, text(pair.Item))).Take(count).Select(pair => pair.Item),
    ];

    private static ulong Order(int seed, string text) =>
        BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\n{text}")));

    private static IReadOnlyList<JsonElement> Embedded(string name)
    {
        using var lines = new StreamReader(typeof(EvalInputs).Assembly.GetManifestResourceStream(name)!);
        return [.. lines.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }
}

/// <summary>A prompt without an answer.</summary>
/// <param name="Id">Names it in the report: the file and the line.</param>
/// <param name="Text">The prompt.</param>
/// <param name="Stratum">The list that it comes from, where the file says.</param>
internal sealed record OpenPrompt(string Id, string Text, string Stratum)
{
    private const int LongestPlain = 250;
    private static readonly string[] Names = ["prompt", "instruction", "question"];

    // What an instruction must not ask itself, if a lever is to decide it.
    private static readonly string[] Forms =
    [
        "list", "table", "json", "xml", "html", "latex", "markdown", "code", "program", "script", "function", "python", "sql", "regex",
        "translat", "sentence", "word", "paragraph", "essay", "poem", "song", "lyric", "story", "letter", "email", "e-mail", "steps",
        "step-by-step", "language", "summar", "rewrite", "paraphrase", "edit", "classify", "format", "bullet", "haiku", "article", "given",
        "following", "below", "http",
    ];

    /// <summary>Whether it is a short prompt in English of one line that says nothing of form, language or length.</summary>
    public bool IsPlain => Text.Length <= LongestPlain
        && !Text.Contains('\n')
        && !Forms.Any(form => Text.Contains(form, StringComparison.OrdinalIgnoreCase))
        && LanguageRule.IsIn(Text, LanguageRule.English);

    /// <summary>Reads a list: JSON Lines with the text in <c>prompt</c>, <c>instruction</c> or <c>question</c>.</summary>
    /// <exception cref="DataFormatException">The file is missing, empty, or a line has no prompt.</exception>
    public static IReadOnlyList<OpenPrompt> Read(string path) =>
        [.. JsonLines.Read(path, "a prompt is {\"prompt\": \"…\"}").Select(line => Of(path, line.Number, line.Json))];

    /// <summary>A line of a list.</summary>
    /// <exception cref="DataFormatException">The line has no prompt.</exception>
    public static OpenPrompt Of(string path, int number, JsonElement line) => new(
        $"{Path.GetFileName(path)}:{number}",
        Names.Select(name => JsonLines.Text(line, name)).FirstOrDefault(text => text is not null)
            ?? throw new DataFormatException($"'{path}' line {number} has no prompt: one of {string.Join(", ", Names)} is expected, as a text."),
        JsonLines.Text(line, "dataset") ?? "");
}

/// <summary>A prompt of which people said what markers an answer should have.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Markers">Category to value; the line's other texts stand there, too.</param>
internal sealed record LabelledPrompt(OpenPrompt Prompt, IReadOnlyDictionary<string, string> Markers)
{
    /// <summary>
    /// Reads a list: <c>{"prompt": "…", "task": "…", "domain": "…"}</c>, or with <c>file</c> and <c>record</c> (a line, from 0) of the
    /// folder of public sets in place of the prompt. Members that are no text are no labels.
    /// </summary>
    /// <param name="path">The list.</param>
    /// <param name="evaluation">The folder of public sets; null for none.</param>
    /// <exception cref="DataFormatException">A file is missing, empty, or a line has no prompt.</exception>
    public static IReadOnlyList<LabelledPrompt> Read(string path, string? evaluation)
    {
        var files = new Dictionary<string, IReadOnlyList<OpenPrompt>>(StringComparer.Ordinal);
        return
        [
            .. JsonLines.Read(path, "a label is {\"prompt\": \"…\", \"task\": \"…\"}").Select(line => new LabelledPrompt(
                Find(line.Number, line.Json),
                line.Json.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.String)
                    .ToDictionary(member => member.Name, member => member.Value.GetString()!))),
        ];

        OpenPrompt Find(int number, JsonElement line)
        {
            if (JsonLines.Text(line, "file") is not { } name || !line.TryGetProperty("record", out var record))
            {
                return OpenPrompt.Of(path, number, line);
            }

            if (evaluation is null)
            {
                throw new DataFormatException($"'{path}' line {number} names a prompt of {name}. Name the folder that has it with --evaluation DIR.");
            }

            if (!files.TryGetValue(name, out var prompts))
            {
                // A file's own name and no path: a list names nothing outside the folder.
                prompts = files[name] = OpenPrompt.Read(Path.Combine(evaluation, Path.GetFileName(name)));
            }

            return record.TryGetInt32(out var place) && place >= 0 && place < prompts.Count
                ? prompts[place]
                : throw new DataFormatException($"'{path}' line {number} names record {record} of {name}, which has {prompts.Count}, counted from 0.");
        }
    }
}

/// <summary>A prompt of the Language Confusion Benchmark (github.com/for-ai/language-confusion).</summary>
/// <param name="Prompt">The prompt; its stratum is the benchmark's source.</param>
/// <param name="Language">The language that the answer should have, as the taxonomy names it.</param>
/// <param name="IsCrosslingual">Whether the prompt is in English and asks for the other language.</param>
internal sealed record LanguagePrompt(OpenPrompt Prompt, string Language, bool IsCrosslingual)
{
    private static readonly Dictionary<string, string> Codes = new(StringComparer.Ordinal)
    {
        ["ar"] = "Arabic",
        ["de"] = "German",
        ["en"] = "English",
        ["es"] = "Spanish",
        ["fr"] = "French",
        ["hi"] = "Hindi",
        ["id"] = "Indonesian",
        ["it"] = "Italian",
        ["ja"] = "Japanese",
        ["ko"] = "Korean",
        ["pt"] = "Portuguese",
        ["ru"] = "Russian",
        ["tr"] = "Turkish",
        ["vi"] = "Vietnamese",
        ["zh"] = "Chinese",
    };

    /// <summary>Reads the benchmark: <c>{"setting", "source", "lang", "prompt"}</c>.</summary>
    /// <exception cref="DataFormatException">The file is missing, empty, or a line is no such prompt.</exception>
    public static IReadOnlyList<LanguagePrompt> Read(string path) =>
    [
        .. JsonLines.Read(path, "a prompt is {\"setting\", \"source\", \"lang\", \"prompt\"}").Select(line =>
            JsonLines.Text(line.Json, "setting") is { } setting && JsonLines.Text(line.Json, "source") is { } source
            && JsonLines.Text(line.Json, "lang") is { } code && Codes.TryGetValue(code, out var language)
            && JsonLines.Text(line.Json, "prompt") is { } prompt
                ? new LanguagePrompt(new OpenPrompt($"{Path.GetFileName(path)}:{line.Number}", prompt, source), language, setting == "crosslingual")
                : throw new DataFormatException(
                    $"'{path}' line {line.Number} is no prompt of the benchmark: setting, source, lang ({string.Join(", ", Codes.Keys)}) and prompt are expected.")),
    ];
}

/// <summary>JSON Lines as they come from people.</summary>
internal static class JsonLines
{
    /// <summary>The objects of a file with their line numbers.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">What a line should be, for the message.</param>
    /// <exception cref="DataFormatException">The file is missing, empty, or a line is no JSON object.</exception>
    public static IReadOnlyList<(int Number, JsonElement Json)> Read(string path, string expected)
    {
        if (!File.Exists(path))
        {
            throw new DataFormatException($"'{path}' does not exist. Name a JSON Lines file; {expected}.");
        }

        List<(int, JsonElement)> lines =
            [.. File.ReadLines(path).Index().Where(line => line.Item.Length > 0).Select(line => (line.Index + 1, Parse(line.Index + 1, line.Item)))];
        return lines.Count > 0 ? lines : throw new DataFormatException($"'{path}' is empty; {expected}.");

        JsonElement Parse(int number, string line)
        {
            try
            {
                var json = JsonElement.Parse(line);
                return json.ValueKind == JsonValueKind.Object ? json
                    : throw new DataFormatException($"'{path}' line {number} is no JSON object; {expected}.");
            }
            catch (JsonException e)
            {
                throw new DataFormatException($"'{path}' line {number} is not valid JSON; {expected}.", e);
            }
        }
    }

    /// <summary>A member that is a text and not blank; else null.</summary>
    public static string? Text(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString())
            ? value.GetString()
            : null;
}
