using System.Text.Json;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Sources.People;

/// <summary>Tasks that people wrote to start Self-Instruct from, with their examples.</summary>
internal sealed class SeedTaskSource() : PublicFileSource(
    "seed-tasks",
    "varied tasks by people",
    "self-instruct-seeds.jsonl",
    "yizhongw/self-instruct",
    "0b26cca",
    "Apache-2.0",
    new Dictionary<string, int> { ["seed"] = 1_000 })
{
    /// <inheritdoc/>
    protected override IEnumerable<RowDraft> Read(IEnumerable<(int Number, JsonElement Record)> records, SourceContext context)
    {
        foreach (var (number, record) in records)
        {
            var instruction = Text(record, "instruction");
            var instances = record.TryGetProperty("instances", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;
            foreach (var instance in instances)
            {
                var (input, output) = (Text(instance, "input"), Text(instance, "output"));
                var language = LanguageIdentifier.Default.Identify(output) is { Probability: > 0.95 } guess ? guess.Language : "English";
                // An example in a language that is not taught, and code without its language, would say something untrue.
                if (output.Length > 0 && context.Languages.Any(l => l.Name == language) && !output.Contains("def ", StringComparison.Ordinal) && !output.Contains("();", StringComparison.Ordinal))
                {
                    yield return new RowDraft(
                        "seed", "seed/" + StableHash.Id(instruction), language!, null, null, FormatDetector.Detect(output), "Human",
                        input.Length > 0 ? $"{instruction}\n\n{input}" : instruction, output, Origin(number));
                }
            }
        }
    }
}
