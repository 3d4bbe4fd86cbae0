using System.Text.Json;
using System.Xml.Linq;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Tests;

/// <summary>The rows that the builder makes of drafts, and what it must be able to read back from them.</summary>
internal static class Annotated
{
    /// <summary>Annotates every draft; each must become a row whose answer reads back in the format that its marker says.</summary>
    public static IReadOnlyList<DataRow> All(IEnumerable<RowDraft> drafts) => [.. drafts.Select(draft =>
    {
        var row = ReferenceContext.Annotate(draft);
        Assert.True(row is not null, $"{draft.Kind} is no row: {draft.Prompt} -> {draft.Answer}");
        AssertReadsBack(row);
        Assert.Equal((draft.Task, draft.Domain, draft.Lang, draft.Source), (row.Markers["task"], row.Markers["domain"], row.Markers["lang"], row.Markers["source"]));
        return row;
    })];

    private static void AssertReadsBack(DataRow row)
    {
        var answer = row.Messages[^1].Content;
        switch (row.Markers.GetValueOrDefault("format"))
        {
            case "JSON":
                using (var json = JsonDocument.Parse(answer))
                {
                    Assert.Contains(json.RootElement.ValueKind, new[] { JsonValueKind.Object, JsonValueKind.Array });
                }

                break;
            case "XML":
                Assert.NotEmpty(XDocument.Parse(answer).Root!.Value);
                break;
            case "Tabular":
                Assert.Single(answer.Split('\n').Select(line => line.Replace("\\|", "", StringComparison.Ordinal).Count(c => c == '|')).Distinct());
                break;
            case "Enumeration":
                Assert.All(answer.Split('\n'), line => Assert.Matches(@"^(- |\d+\. )\S", line));
                break;
            case "Markdown":
                Assert.Matches(@"^(#+ |```|.*\*\*)", answer);
                break;
            case var format:
                Assert.Equal(format, row.Markers["task"] is "CodeGeneration" ? null : FormatDetector.Detect(answer));
                break;
        }
    }
}
