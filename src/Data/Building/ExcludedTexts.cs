using System.Text.Json;
using System.Text.RegularExpressions;
using TreasureMarkers.Data.Records;
using TreasureMarkers.Data.Sources;

namespace TreasureMarkers.Data.Building;

/// <summary>
/// What training must have nothing of: of every text of the excluded files thirteen words in a row, or the whole of a shorter question; and
/// of a question with short answers the same fact asked otherwise.
/// </summary>
internal sealed partial class ExcludedTexts
{
    /// <summary>Words in a row that two texts do not share by chance.</summary>
    private const int Size = 13;

    /// <summary>Longer prompts are about a text, which may hold a question's words by chance.</summary>
    private const int MostWords = 40;

    private static readonly string[] QuestionFields = ["question", "prompt", "instruction"];

    private static readonly HashSet<string> Empty = new(StringComparer.Ordinal)
    {
        "what", "which", "who", "whom", "whose", "where", "when", "why", "the", "is", "are", "was", "were", "does", "did", "do", "how", "many",
        "much", "in", "of", "an", "on", "for", "to", "and", "as", "called", "name", "there", "have", "has", "you", "your", "with", "from", "by",
        "its", "it", "that", "this", "we", "at", "or", "be", "can",
    };

    private readonly HashSet<ulong> _windows = [];
    private readonly HashSet<ulong> _whole = [];
    private readonly List<ExcludedFact> _facts = [];

    /// <summary>Reads lists of JSON records; a folder stands for its <c>.jsonl</c> files.</summary>
    /// <param name="files">Files and folders.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataFormatException">A file is missing or a line is no record; the message says which.</exception>
    public static ExcludedTexts Read(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var excluded = new ExcludedTexts();
        foreach (var path in files.SelectMany(Expand))
        {
            foreach (var line in InputLines.Read(path))
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    using var document = JsonDocument.Parse(line.Problem is null ? line.Text : "");
                    excluded.Add(document.RootElement);
                }
                catch (JsonException)
                {
                    throw new DataFormatException($"'{path}' line {line.Number} is no JSON record; an excluded list has one a line.");
                }
            }
        }

        return excluded;
    }

    /// <summary>Adds a question with its short answers, if it has such.</summary>
    internal void Add(string question, IReadOnlyList<string> answers)
    {
        var words = Content(question);
        if (words.Count > 0)
        {
            string[] names = [.. Words().Matches(question).Skip(1).Where(w => char.IsUpper(w.Value[0])).Select(w => w.Value.ToLowerInvariant())];
            _facts.Add(new ExcludedFact(words, names, [.. answers.Select(a => a.ToLowerInvariant())]));
        }
    }

    /// <summary>Whether a draft has something of what is excluded.</summary>
    public bool Covers(RowDraft draft) => Covers(draft.Prompt, draft.Answer, [.. draft.Earlier.Select(m => m.Content)], draft.Fact);

    /// <summary>Whether a prompt and its answer have something of what is excluded.</summary>
    /// <param name="prompt">The user's words.</param>
    /// <param name="answer">The answer; empty where there is none yet.</param>
    /// <param name="earlier">The turns before.</param>
    /// <param name="stated">The fact that is asked for, as a question, or null.</param>
    public bool Covers(string prompt, string answer, IReadOnlyList<string>? earlier = null, string? stated = null)
    {
        if (_windows.Count == 0 && _whole.Count == 0)
        {
            return false;
        }

        string[] texts = [prompt, answer, .. earlier ?? []];
        if (texts.Any(Shares) || Questions(prompt).Any(IsWhole))
        {
            return true;
        }

        var isShort = Words().Count(prompt) <= MostWords;
        if (!isShort && stated is null)
        {
            return false;
        }

        var asked = isShort ? Content(prompt) : [];
        var fact = stated is null ? [] : Content(stated);
        var words = Content(answer);
        return _facts.Any(f => f.IsAskedBy(asked, words) || f.IsAskedBy(fact, words));
    }

    /// <summary>Whether a text shares thirteen words in a row with an excluded one.</summary>
    public bool Shares(string text)
    {
        var windows = ContentWindows.OfSize(Size, text);
        return windows.Count > 1 && windows.Any(_windows.Contains);
    }

    private void Add(JsonElement record)
    {
        if (record.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException();
        }

        foreach (var field in record.EnumerateObject().Where(f => f.Value.ValueKind == JsonValueKind.String))
        {
            var text = field.Value.GetString()!;
            var windows = ContentWindows.OfSize(Size, text);
            if (windows.Count > 1)
            {
                _windows.UnionWith(windows);
            }
            else if (QuestionFields.Contains(field.Name))
            {
                _whole.Add(windows[0]);
            }
        }

        if (record.TryGetProperty("question", out var question) && question.ValueKind == JsonValueKind.String
            && record.TryGetProperty("answers", out var answers) && answers.ValueKind == JsonValueKind.Array)
        {
            Add(question.GetString()!, [.. answers.EnumerateArray().Where(a => a.ValueKind == JsonValueKind.String).Select(a => a.GetString()!)]);
        }
    }

    /// <summary>The prompt, its lines, and its parts up to a question mark.</summary>
    private static IEnumerable<string> Questions(string prompt) =>
        prompt.Split('\n').Append(prompt).Concat(prompt.Split('?', '？').Where(p => p.Length > 0));

    private bool IsWhole(string text) => ContentWindows.OfSize(Size, text) is [var only] && _whole.Contains(only);

    private static HashSet<string> Content(string text) =>
        [.. Words().Matches(text).Select(w => w.Value.ToLowerInvariant()).Where(w => w.Length > 1 && !Empty.Contains(w))];

    private static IEnumerable<string> Expand(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "*.jsonl").Order(StringComparer.Ordinal)
        : File.Exists(path) ? [path]
        : throw new DataFormatException($"There is no '{path}' to exclude; give a file of JSON records, one a line, or a folder of such.");

    [GeneratedRegex(@"[\p{L}\p{N}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    /// <summary>A question with short answers.</summary>
    /// <param name="Words">The words that it is about.</param>
    /// <param name="Names">Those of them that are names.</param>
    /// <param name="Answers">Its right answers, in lower case.</param>
    private sealed record ExcludedFact(HashSet<string> Words, string[] Names, string[] Answers)
    {
        /// <summary>Whether a text has all the words, or all the names where the answer is the same.</summary>
        public bool IsAskedBy(HashSet<string> asked, HashSet<string> answer) => asked.Count > 0
            && (Words.IsSubsetOf(asked)
                || (Names.Length > 0 && Names.All(asked.Contains) && Answers.Any(a => a.Split(' ').All(answer.Contains))));
    }
}
