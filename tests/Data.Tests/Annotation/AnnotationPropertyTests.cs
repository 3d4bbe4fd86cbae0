using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Data.Annotation;
using TreasureMarkers.Data.Records;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Data.Tests.Annotation;

public sealed class AnnotationPropertyTests
{
    private static readonly LineAnnotator Annotator = new(MarkerTaxonomy.Default, null);

    [Fact]
    public void Any_line_becomes_a_row_or_a_reject_with_a_reason() => Prop.ForAll<string?>(text =>
    {
        var line = Annotate(text ?? "");
        return line.Row is null != line.Reason is null;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_two_texts_come_back_as_they_were_beside_valid_markers() => Prop.ForAll<string?, string?>((prompt, answer) =>
    {
        var fields = new JsonObject { ["prompt"] = prompt ?? "", ["completion"] = answer ?? "", ["kept"] = prompt };
        string json;
        try
        {
            json = fields.ToJsonString();
        }
        catch (ArgumentException)
        {
            // Half of a surrogate pair cannot be written by a real program either.
            return true;
        }

        var line = Annotate(json);
        var read = JsonNode.Parse(json)!;
        return string.IsNullOrWhiteSpace((string)read["completion"]!) ? line.Reason == "the answer is empty"
            : string.IsNullOrWhiteSpace((string)read["prompt"]!) ? line.Reason == "no text of a user stands before the answer"
            : Fields(line.Row!).All(f => JsonNode.DeepEquals(f.Value, read[f.Key]))
                && MarkerSet.Create(MarkerTaxonomy.Default, line.Row!["markers"]!.Deserialize<Dictionary<string, string>>()!).Count >= 4;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Lines_are_those_between_line_ends_whatever_lies_where_buffers_end() => Prop.ForAll<int[]?>(sizes =>
    {
        string[] lines = [.. (sizes ?? []).Select(s => new string('x', Math.Abs(s % 5) * 30_000 + 1))];
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        return InputLines.Read(stream, "memory", int.MaxValue).Select(l => l.Text).SequenceEqual(lines);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_line_that_is_too_long_is_skipped_without_holding_it()
    {
        using var stream = new MemoryStream("12345678901\nshort\n"u8.ToArray());
        var lines = InputLines.Read(stream, "memory", 10).ToList();
        Assert.Equal([(1, true), (2, false)], lines.Select(l => (l.Number, l.Problem is not null)));
    }

    [Fact]
    public async Task Results_keep_their_order_and_no_more_than_allowed_run_at_once()
    {
        var (running, most) = (0, 0);
        var results = new List<int>();
        await foreach (var result in OrderedParallel.SelectAsync(Enumerable.Range(0, 200), 3, async (i, ct) =>
        {
            var now = Interlocked.Increment(ref running);
            lock (results)
            {
                most = Math.Max(most, now);
            }

            await Task.Delay(i % 7 == 0 ? 5 : 0, ct);
            Interlocked.Decrement(ref running);
            return i;
        }, default))
        {
            results.Add(result);
        }

        Assert.Equal(Enumerable.Range(0, 200), results);
        Assert.InRange(most, 2, 3);
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Fields(JsonObject row) => row.Where(f => f.Key != "markers");

    private static AnnotatedLine Annotate(string text) => Annotator.AnnotateAsync(new InputLine(1, text), default).GetAwaiter().GetResult();
}
