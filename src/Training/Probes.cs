using System.Globalization;
using TreasureMarkers.Data;
using TreasureMarkers.Data.Shards;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Training;

/// <summary>
/// Held-out questions that a model in training answers now and then under their own markers: what it writes shows, and what it keeps of
/// them is measured. The markers stand before the answer too, as serving writes those that were given; answers are greedy.
/// </summary>
/// <param name="rows">Held-out rows with their encoding.</param>
/// <param name="listIds">The tokens around a marker list.</param>
/// <param name="tokenizer">Turns answers into text.</param>
/// <param name="taxonomy">The markers' categories.</param>
internal sealed class Probes(
    IReadOnlyList<(DataRow Row, TokenDocument Document)> rows, (int Open, int Close) listIds, BpeTokenizer tokenizer, MarkerTaxonomy taxonomy)
{
    private static readonly SamplerOptions Greedy = new(Temperature: 0, TopP: 1, MostTokens: 160);

    // Beyond these, what was trained is content and not its form.
    private static readonly string[] Measured = ["format", "lang", "length_tokens", "length_sentences", "length_paragraphs", "length_bucket"];

    /// <summary>How many there are.</summary>
    public int Count => rows.Count;

    /// <summary>Answers all questions.</summary>
    /// <param name="model">In training; its weights stay as they are.</param>
    /// <param name="cancellationToken">Stops between two tokens.</param>
    /// <returns>The answers, and for each category the share of answers that keep it.</returns>
    public (IReadOnlyList<Sample> Samples, IReadOnlyDictionary<string, double> Kept) Run(Decoder model, CancellationToken cancellationToken)
    {
        var sampler = new Sampler(model, [.. rows.Select(row => row.Document.Completion[^1]).Distinct()]);
        var answers = sampler.Write([.. rows.Select(row => Prompt(row.Document))], new long[rows.Count], Greedy, cancellationToken);
        var kept = new List<MarkerAdherence>();
        var samples = new List<Sample>();
        for (var i = 0; i < rows.Count; i++)
        {
            var asked = MarkerSet.Create(taxonomy, rows[i].Row.Markers);
            var text = tokenizer.Decode(answers[i].Tokens).Trim();
            kept.AddRange(AdherenceMeasure.Measure(asked, text)
                .Where(measured => Measured.Contains(measured.Category)).Select(measured => measured with { Met = text.Length > 0 && IsKept(measured) }));
            var question = rows[i].Row.Messages.LastOrDefault(message => message.Role == "user")?.Content ?? "";
            samples.Add(new Sample(question, MarkerTemplate.Render(asked), text));
        }

        return (samples, kept.GroupBy(one => one.Category).ToDictionary(group => group.Key, group => group.Average(one => one.Met ? 1.0 : 0)));
    }

    // A length is a target here, kept within a fifth.
    private static bool IsKept(MarkerAdherence measured) =>
        long.TryParse(measured.Asked, CultureInfo.InvariantCulture, out var asked) && long.TryParse(measured.Measured, CultureInfo.InvariantCulture, out var found)
            ? Math.Abs(found - asked) <= 0.2 * asked
            : measured.Met;

    private int[] Prompt(TokenDocument document)
    {
        int[] list = [listIds.Open, .. document.Markers.SelectMany(marker => marker), listIds.Close];
        return [.. document.Head, .. document.BeforeList, .. list, .. document.Tail, .. list];
    }
}

/// <summary>An answer of a model in training.</summary>
/// <param name="Prompt">The last user's message.</param>
/// <param name="Markers">The list that it was given.</param>
/// <param name="Text">The answer.</param>
internal sealed record Sample(string Prompt, string Markers, string Text);
