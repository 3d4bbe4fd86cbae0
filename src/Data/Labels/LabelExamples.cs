using System.Text.Json;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Labels;

/// <summary>
/// What the label model learns: labels by hand, words that belong to a domain, and what structured sources say of all their records.
/// </summary>
internal static partial class LabelExamples
{
    /// <summary>The labels by hand that are learned.</summary>
    public const string TrainingFile = "training.jsonl";

    /// <summary>The labels by hand that are only measured on.</summary>
    public const string EvaluationFile = "prompts.jsonl";

    private const double WeightOfTerm = 0.5;
    private const double WeightOfRecord = 0.25;
    private const string LexiconFile = "lexicon.json";
    private const int MostOfCategory = 40;
    private const int MostOfTemplate = 12;
    private const int MostOfProblems = 250;
    private const int MostOfInstructions = 400;

    /// <summary>Categories of OpenTriviaQA whose questions are nearly all of one domain.</summary>
    private static readonly Dictionary<string, string> TriviaDomains = new(StringComparer.Ordinal)
    {
        ["music"] = "Culture",
        ["television"] = "Culture",
        ["movies"] = "Culture",
        ["celebrities"] = "Culture",
        ["sports"] = "Culture",
        ["literature"] = "Culture",
        ["religion-faith"] = "Culture",
        ["video-games"] = "Culture",
        ["entertainment"] = "Culture",
        ["animals"] = "Sciences",
        ["history"] = "SocialSciences",
        ["geography"] = "SocialSciences",
    };

    /// <summary>Beginnings of the names of p3's templates, and what their prompts ask for.</summary>
    private static readonly (string Template, string Task)[] TemplateTasks =
    [
        ("adversarial_qa_dbert_generate_question", "CreativeWriting"), ("adversarial_qa_dbidaf_generate_question", "CreativeWriting"),
        ("adversarial_qa_droberta_generate_question", "CreativeWriting"), ("adversarial_qa", "InformationExtraction"),
        ("quoref_Guess_Title", "CreativeWriting"), ("quoref", "InformationExtraction"), ("common_gen_topics_from", "InformationExtraction"),
        ("common_gen", "CreativeWriting"), ("dbpedia_14", "Classification"), ("trec", "Classification"),
        ("paws_labeled_final_paraphrase_task", "Rewrite"), ("paws", "Classification"), ("kilt_tasks", "QuestionAnswering"),
        ("wiki_bio_who", "CreativeWriting"), ("wiki_bio_guess", "QuestionAnswering"),
    ];

    /// <summary>Reads all of them.</summary>
    /// <param name="labels">The folder of the labels by hand, bench/labels.</param>
    /// <param name="sources">The folder of texts by people that <c>tm data build --sources</c> reads.</param>
    /// <exception cref="DataFormatException">A file is missing or broken.</exception>
    public static IReadOnlyList<LabelExample> Read(string labels, string sources)
    {
        var byHand = LabelledPrompts.Read(Path.Combine(labels, TrainingFile), sources)
            .Select(label => new LabelExample(label.Prompt, label.Answer, label.Task, label.Domain, LabelExample.ByHand)).ToList();
        var known = byHand.Select(example => example.Prompt).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. byHand, .. Lexicon(Path.Combine(labels, LexiconFile)),
            .. new[] { Trivia(sources), Templates(sources), Problems(sources), Instructions(sources) }.SelectMany(examples => examples)
                .Where(example => known.Add(example.Prompt)),
        ];
    }

    private static IEnumerable<LabelExample> Lexicon(string path)
    {
        var lexicon = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path))
            ?? throw new DataFormatException($"'{path}' holds no object of domains and their words.");
        return lexicon.SelectMany(domain => domain.Value.Split(' ')
            .Select(term => new LabelExample(term.Replace('-', ' '), "", null, domain.Key, WeightOfTerm)));
    }

    private static IEnumerable<LabelExample> Trivia(string sources) =>
        Json(sources, "open-trivia-qa.jsonl.gz").Where(record => TriviaDomains.ContainsKey(record["category"]))
            .GroupBy(record => record["category"], StringComparer.Ordinal)
            .SelectMany(group => Some(group.Select(record => record["question"]), MostOfCategory).Select(question =>
                new LabelExample(question, "", question.EndsWith('?') ? "QuestionAnswering" : null, TriviaDomains[group.Key], WeightOfRecord)));

    private static IEnumerable<LabelExample> Templates(string sources) =>
        Json(sources, "p3-sample.jsonl.gz").GroupBy(record => record["template"], StringComparer.Ordinal).SelectMany(group =>
        {
            var task = TemplateTasks.FirstOrDefault(known => group.Key.StartsWith(known.Template, StringComparison.Ordinal)).Task;
            return task is null ? []
                : Some(group.Select(record => record["prompt"]), MostOfTemplate)
                    .Select(prompt => new LabelExample(prompt, "", task, null, WeightOfRecord));
        });

    private static IEnumerable<LabelExample> Problems(string sources) =>
        Some(LabelledPrompts.Records(Path.Combine(sources, "gsm8k-train.jsonl.gz")).Select(record => record.Prompt), MostOfProblems)
            .Select(question => new LabelExample(question, "", "Reasoning", "Math", WeightOfRecord));

    /// <summary>Nearly all of these ask for a program; those that plainly do are taken.</summary>
    private static IEnumerable<LabelExample> Instructions(string sources) =>
        Some(LabelledPrompts.Records(Path.Combine(sources, "instructions.jsonl.gz")).Select(record => record.Prompt)
                .Where(prompt => prompt.Length < 600 && AsksForProgram().IsMatch(prompt)), MostOfInstructions)
            .Select(prompt => new LabelExample(prompt, "", "CodeGeneration", "Code", WeightOfRecord));

    private static IEnumerable<string> Some(IEnumerable<string> prompts, int most) =>
        prompts.Distinct(StringComparer.Ordinal).OrderBy(prompt => StableHash.Of("labels", prompt)).Take(most);

    private static IEnumerable<Dictionary<string, string>> Json(string sources, string file)
    {
        foreach (var line in Records.InputLines.Read(Path.Combine(sources, file)))
        {
            using var json = JsonDocument.Parse(line.Text);
            yield return json.RootElement.EnumerateObject().Where(field => field.Value.ValueKind == JsonValueKind.String)
                .ToDictionary(field => field.Name, field => field.Value.GetString()!, StringComparer.Ordinal);
        }
    }

    [GeneratedRegex(@"^(write|create|implement|design|develop|build|generate)\b.*\b(function|program|script|code|class|method|query|algorithm|api|app)\b",
        RegexOptions.IgnoreCase | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AsksForProgram();
}
