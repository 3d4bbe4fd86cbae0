using System.Text.Json;
using Snapshooter.Xunit3;
using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Sources;

namespace TreasureMarkers.Data.Tests;

/// <summary>One row of a source as the data has it, in a snapshot beside the source's tests that a reviewer can read.</summary>
internal static class ExampleRow
{
    private static readonly JsonSerializerOptions Indented = new(DataFolder.Json) { WriteIndented = true };

    /// <summary>Compares the row of a draft with the snapshot of that name, which the first run writes.</summary>
    public static void Match(Draft draft, string name) =>
        Snapshot.Match(JsonSerializer.Serialize(RowAssembler.Annotate((RowDraft)draft)!, Indented), name);
}
