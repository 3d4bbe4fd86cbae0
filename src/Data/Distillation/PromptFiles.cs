using System.Text.Json.Nodes;
using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Records;

namespace TreasureMarkers.Data.Distillation;

/// <summary>Reads what a user brings: prompts to be answered, and answers that are there already.</summary>
internal static class PromptFiles
{
    private const string NotSaid = "not said";
    private static readonly string[] Names = ["prompt", "instruction", "question"];

    /// <summary>The prompts of files, each once, without those near to what is excluded.</summary>
    /// <param name="inputs">Files, folders and globs of records with a field prompt, instruction (with input, if there is one) or question, or messages.</param>
    /// <param name="excluded">What prompts may not come near to.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataFormatException">A file cannot be read, or no record of one has a prompt.</exception>
    public static async Task<IReadOnlyList<DistilledPrompt>> PromptsAsync(
        IReadOnlyCollection<string> inputs, ExcludedTexts excluded, CancellationToken cancellationToken)
    {
        var prompts = new List<DistilledPrompt>();
        var known = new HashSet<ulong>();
        foreach (var file in InputFiles.Find(inputs))
        {
            var before = known.Count;
            await foreach (var record in RecordReader.ReadAsync(file, cancellationToken))
            {
                if (record.Fields is { } fields && PromptOf(fields) is { Length: > 0 } text && known.Add(ContentWindows.OfSize(int.MaxValue - 1, text)[0])
                    && !excluded.Covers(text, ""))
                {
                    prompts.Add(new DistilledPrompt(text, $"{Path.GetFileName(record.File)}:{record.Line}", LicenceOf(fields) ?? NotSaid));
                }
            }

            if (known.Count == before)
            {
                throw new DataFormatException($"'{file.Name}' has no record with a prompt. Give each one a field {string.Join(", ", Names)} or messages.");
            }
        }

        return prompts;
    }

    /// <summary>Answers that are there already: rows in any shape that <c>tm data import</c> reads.</summary>
    /// <param name="inputs">Files, folders and globs.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataFormatException">A file cannot be read, or a record is no row; the message names it.</exception>
    public static async Task<IReadOnlyList<DistilledAnswer>> AnswersAsync(IReadOnlyCollection<string> inputs, CancellationToken cancellationToken)
    {
        var answers = new List<DistilledAnswer>();
        foreach (var file in InputFiles.Find(inputs))
        {
            await foreach (var record in RecordReader.ReadAsync(file, cancellationToken))
            {
                var row = record.Fields is { } fields ? RowShapes.Read(fields) : throw new DataFormatException($"{record.File}:{record.Line}: {record.Problem}");
                if (row is { Answer: { } answer, Messages: [{ Role: "user" } user, _] })
                {
                    answers.Add(new DistilledAnswer(
                        user.Content, answer, Text(fields, "source") ?? $"{Path.GetFileName(record.File)}:{record.Line}", 0,
                        fields["ended"] is not JsonValue ended || !ended.TryGetValue<bool>(out var isEnded) || isEnded,
                        LicenceOf(fields) ?? NotSaid, Text(fields, "origin") ?? Path.GetFileName(record.File)));
                }
            }
        }

        return answers;
    }

    private static string? PromptOf(JsonObject fields)
    {
        if (fields["messages"] is JsonArray messages)
        {
            return messages.OfType<JsonObject>().FirstOrDefault(message => Text(message, "role") == "user") is { } first ? Text(first, "content")?.Trim() : null;
        }

        var prompt = Names.Select(name => Text(fields, name)).FirstOrDefault(text => text is not null);
        return Text(fields, "input") is { Length: > 0 } input && fields["instruction"] is not null ? $"{prompt?.Trim()}\n\n{input.Trim()}" : prompt?.Trim();
    }

    private static string? LicenceOf(JsonObject fields) => Text(fields, "licence") ?? Text(fields, "license");

    private static string? Text(JsonObject fields, string name) => fields[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
