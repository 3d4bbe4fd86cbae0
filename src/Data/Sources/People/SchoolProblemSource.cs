using System.Text.Json;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.People;

/// <summary>School problems that people worked out: in numbered steps, in sentences, and the result alone.</summary>
internal sealed partial class SchoolProblemSource() : PublicFileSource(
    "school-problems",
    "problems that people worked out step by step",
    "gsm8k-train.jsonl.gz",
    "openai/grade-school-math",
    "3101c7d",
    "MIT",
    new Dictionary<string, int> { ["problem-steps"] = 6_000, ["problem-prose"] = 3_000, ["problem-result"] = 2_500 })
{
    private static readonly string[] StepWords =
    [
        "{q} Think step by step.", "{q}\n\nSolve this step by step.", "Work this out step by step: {q}", "{q} Show your steps.", "{q}\n\nPlease show each step.",
        "Reason step by step before you answer. {q}", "{q} Explain it step by step.", "Go through this in steps: {q}",
    ];

    private static readonly string[] Closings = ["The answer is {x}.", "So the answer is {x}.", "The final answer is {x}.", "Answer: {x}", "Therefore, the answer is {x}."];

    private static readonly string[] Plain = ["{q}", "{q}", "{q}", "Can you solve this? {q}", "Help me with this problem: {q}", "{q}\n\nWhat is the result?", "Here is a word problem. {q}"];

    /// <inheritdoc/>
    protected override IEnumerable<RowDraft> Read(IEnumerable<(int Number, JsonElement Record)> records, SourceContext context)
    {
        foreach (var (number, record) in records)
        {
            var (question, parts) = (Text(record, "question"), Text(record, "answer").Split("####"));
            if (parts.Length != 2)
            {
                throw new SourceException($"a worked problem ends with '####' and its result, and record {number} does not.");
            }

            var result = parts[1].Trim();
            string[] steps = [.. Calculation().Replace(parts[0], "").Split('\n').Select(s => Blanks().Replace(s, " ").Trim()).Where(s => s.Length > 0)];
            var random = new StableRandom(context.Seed, "problem", question);
            string closing = Fill(random.Pick(Closings), result);
            // By a word of the prompt for some, by the list for the others.
            yield return Draft(
                "problem-steps", "ChainOfThought", Fill(random.Pick(random.Chance(0.45) ? StepWords : Plain), question),
                string.Join('\n', steps.Select((s, i) => $"Step {i + 1}: {s}").Append(closing)));
            if (random.Chance(0.6))
            {
                yield return Draft("problem-prose", null, Fill(random.Pick(Plain), question), string.Join(' ', steps.Select(Ended).Append(closing)));
            }
            else
            {
                yield return Draft("problem-result", null, question, random.Chance(0.5) ? result : Fill(random.Pick(Closings), result)) with
                {
                    Required = ["length_tokens"],
                };
            }

            RowDraft Draft(string kind, string? format, string prompt, string answer) =>
                new(kind, "problem/" + StableHash.Id(question), "English", "Reasoning", "Math", format, "Human", prompt, answer, Origin(number));
        }
    }

    private static string Ended(string step) => step[^1] is '.' or '!' or '?' ? step : step + ".";

    private static string Fill(string wording, string text) =>
        wording.Replace("{q}", text, StringComparison.Ordinal).Replace("{x}", text, StringComparison.Ordinal);

    [GeneratedRegex("<<[^>]*>>", RegexOptions.CultureInvariant)]
    private static partial Regex Calculation();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
