using System.Text.Json;
using System.Text.RegularExpressions;
using TreasureMarkers.Data.Checks;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Sources.People;

/// <summary>Prompts and answers that volunteers wrote for an assistant, in several languages.</summary>
internal sealed partial class AssistantSource() : PublicFileSource(
    "assistant",
    "open questions with answers by people, in several languages",
    "oasst.jsonl.gz",
    "bigcode-project/octopack",
    "e17a8f6",
    "Apache-2.0",
    new Dictionary<string, int> { ["assistant"] = 2_000 })
{
    /// <inheritdoc/>
    protected override IEnumerable<RowDraft> Read(IEnumerable<(int Number, JsonElement Record)> records, SourceContext context)
    {
        foreach (var (number, record) in records)
        {
            var (prompt, answer) = (Text(record, "prompt"), Indent().Replace(Text(record, "completion"), ""));
            // The file also holds commits: a message with a whole program, and another whole program.
            var isProse = CodeBlocks.Without(answer) is { Length: > 20 } prose
                && LanguageIdentifier.Default.Identify(prose) is { Probability: > 0.9, Language: { } language }
                && context.Languages.Any(l => l.Name == language) && !Program().IsMatch(prose) && !Program().IsMatch(prompt);
            if (isProse && prompt.Length > 3)
            {
                yield return new RowDraft(
                    "assistant", "assistant/" + StableHash.Id(prompt), AnswerMeasure.Language(answer, null) ?? "English", null, null,
                    FormatDetector.Detect(answer), "Human", prompt, answer, Origin(number));
            }
        }
    }

    /// <summary>Lists that are set off by the same blanks on each line.</summary>
    [GeneratedRegex(@"^ {3,4}(?=\S)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Indent();

    [GeneratedRegex(
        @"^(\s*(import|from|package|using|namespace|module|require|#include|use|class|function|public|private|protected|def|fn|const|let|var|@\w+|<\?php|<!DOCTYPE|<html)\b.*[;{:>)\w]$|.*[;{}]$)",
        RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Program();
}
