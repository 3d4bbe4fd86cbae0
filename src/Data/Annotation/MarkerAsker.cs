using TreasureMarkers.Markers;
using TreasureMarkers.Models;

namespace TreasureMarkers.Data.Annotation;

/// <summary>Asks a model for the markers that cannot be measured: task, domain, and format where no grammar decides it.</summary>
/// <param name="client">The model.</param>
/// <param name="taxonomy">The markers' categories and values.</param>
internal sealed class MarkerAsker(LlmClient client, MarkerTaxonomy taxonomy)
{
    /// <summary>The answer that says that no value fits.</summary>
    public const string Unspecified = "Unspecified";

    private readonly MarkerQuestion _task = new(taxonomy["task"], taxonomy["task"].Values);
    private readonly MarkerQuestion _domain = new(taxonomy["domain"], taxonomy["domain"].Values);

    /// <summary>What parses as JSON, XML or a table was found by parsing, so these are no choice here.</summary>
    private readonly MarkerQuestion _format = new(taxonomy["format"], [.. taxonomy["format"].Values.Where(v => v is not ("JSON" or "XML" or "Tabular"))]);

    /// <summary>Asks one easy question, so that a wrong address, key or model shows before the work begins.</summary>
    /// <exception cref="CommandException">The server cannot be used.</exception>
    public Task CheckAsync(CancellationToken ct) => client.CheckAsync(_task.About("2 + 2 = ?", "4", "English"), ct);

    /// <summary>The answers to what the row's markers leave open.</summary>
    /// <param name="row">The row.</param>
    /// <param name="markers">Its markers, measured ones included.</param>
    /// <param name="ct">Stops the asking.</param>
    public async Task<IReadOnlyList<MarkerAnswer>> AskAsync(InputRow row, MarkerSet markers, CancellationToken ct)
    {
        var answers = new List<MarkerAnswer>();
        var task = markers.GetValueOrDefault("task");
        if (task is null)
        {
            answers.Add(await AskAsync(_task, row, markers, ct));
            task = answers[0].Value;
        }

        if (!markers.ContainsKey("domain"))
        {
            answers.Add(await AskAsync(_domain, row, markers, ct));
        }

        if (IsFormatOpen(row.Answer, markers.GetValueOrDefault("format"), task))
        {
            answers.Add(await AskAsync(_format, row, markers, ct));
        }

        return answers;
    }

    /// <summary>Text of several lines in which no format was found may have one loosely; a single line is plain text.</summary>
    private static bool IsFormatOpen(string? answer, string? format, string? task) =>
        answer is not null && format is null && !CodeAnswer.IsBare(task, format) && answer.Trim().Contains('\n', StringComparison.Ordinal);

    private async Task<MarkerAnswer> AskAsync(MarkerQuestion question, InputRow row, MarkerSet markers, CancellationToken ct)
    {
        var messages = question.About(row.Prompt, row.Answer ?? "", markers.GetValueOrDefault("lang", "English"));
        var said = await client.AskAsync(messages, ct);
        if (said is not null && question.Read(said) is null)
        {
            said = await client.AskAsync([.. messages, new("assistant", said), question.Reminder], ct);
        }

        return said is not null && question.Read(said) is { } answer ? answer : new MarkerAnswer(question.Category, null, IsUnanswered: true);
    }
}
