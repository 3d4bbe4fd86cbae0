using System.Text.Json;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.People;

/// <summary>
/// Tasks over a text in the wordings of the Public Pool of Prompts: questions, extraction, classification, paraphrase and sentences from
/// given words. Templates whose texts or answers read badly are left out.
/// </summary>
internal sealed partial class PromptPoolSource() : PublicFileSource(
    "prompt-pool",
    "tasks over a text in wordings by people",
    "p3-sample.jsonl.gz",
    "yizhongw/self-instruct",
    "0b26cca",
    "Apache-2.0",
    Kinds.ToDictionary(kind => "pool-" + kind, _ => 1_500))
{
    private const int LongestPrompt = 1_300;

    /// <summary>Template name to the kind of task, the first that fits.</summary>
    private static readonly (string Template, string Kind, string? Task)[] Templates =
    [
        ("generate_question", "", null), ("adversarial_qa", "extract", "InformationExtraction"),
        ("common_gen_sentence_to_concepts", "concepts", "InformationExtraction"), ("common_gen_topics_from", "concepts", "InformationExtraction"),
        ("common_gen_choice_in", "", null), ("common_gen", "sentence", "CreativeWriting"),
        ("commonsense_qa_answer_given_question_without", "", null), ("commonsense_qa_question_to_answer_index", "", null),
        ("commonsense_qa", "sense", "QuestionAnswering"), ("dbpedia_14", "topic", "Classification"),
        ("dream_read", "dialogue", "QuestionAnswering"), ("dream_baseline", "dialogue", "QuestionAnswering"),
        ("paws_labeled_final_paraphrase", "paraphrase", "Rewrite"), ("paws_labeled_final", "same", "Classification"),
        ("qasc_qa_with", "combine", "Reasoning"), ("quartz", "relation", "Reasoning"),
        ("quoref_Guess_Title", "title", "Summarization"), ("quoref", "passage", "QuestionAnswering"), ("ropes_plain_no", "", null),
        ("ropes", "situation", "Reasoning"), ("social_i_qa_Generate_answer", "social", "Reasoning"),
        ("social_i_qa_Show_choices_and_generate_answer", "social", "Reasoning"), ("social_i_qa_I_was", "social", "Reasoning"), ("trec", "asks", "Classification"),
    ];

    private static IEnumerable<string> Kinds => Templates.Select(t => t.Kind).Where(k => k.Length > 0).Distinct();

    /// <inheritdoc/>
    protected override IEnumerable<RowDraft> Read(IEnumerable<(int Number, JsonElement Record)> records, SourceContext context)
    {
        foreach (var (number, record) in records)
        {
            var template = Text(record, "template");
            var (_, kind, task) = Templates.FirstOrDefault(t => template.StartsWith(t.Template, StringComparison.Ordinal) || template.EndsWith(t.Template, StringComparison.Ordinal));
            var (prompt, answer) = (Written(Text(record, "prompt")), Written(Text(record, "completion")));
            if (kind is { Length: > 0 } && prompt.Length is > 20 and < LongestPrompt && answer.Length > 1 && !Garbled().IsMatch(prompt + answer))
            {
                // Several prompts may share a text.
                var longest = prompt.Split('\n').MaxBy(l => l.Length)!;
                yield return new RowDraft(
                    "pool-" + kind, "pool/" + StableHash.Id(longest), "English", task, null, Markers.Measurement.FormatDetector.Detect(answer), "Human",
                    prompt, kind is "sentence" or "paraphrase" ? Sentence(answer) : answer, Origin(number));
            }
        }
    }

    /// <summary>The text without the blanks that a tokeniser put before marks.</summary>
    private static string Written(string text)
    {
        var joined = BeforeMark().Replace(text, "$1");
        joined = Contraction().Replace(joined, "$1$2");
        return joined.Replace("`` ", "\"", StringComparison.Ordinal).Replace(" ''", "\"", StringComparison.Ordinal).Trim();
    }

    private static string Sentence(string text) =>
        char.ToUpperInvariant(text[0]) + text[1..] + (text[^1] is '.' or '!' or '?' ? "" : ".");

    [GeneratedRegex(@"[ ]+([.,;:!?])(?=\s|$|"")", RegexOptions.CultureInvariant)]
    private static partial Regex BeforeMark();

    [GeneratedRegex(@"(\w) ('s|n't|'re|'ve|'ll|'d|'m)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Contraction();

    [GeneratedRegex(@"\uFFFD|\[\w+\]|-LRB-|\|\|", RegexOptions.CultureInvariant)]
    private static partial Regex Garbled();
}
