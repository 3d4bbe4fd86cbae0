using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Training.Data.Checks;

/// <summary>Measures again, from a row's texts alone, every marker that can be measured.</summary>
public static class RowMeasurement
{
    /// <summary>Category and value; null where the row must not have the marker. What cannot be told is left out.</summary>
    public static IReadOnlyDictionary<string, string?> Of(DataRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var answer = row.Messages[^1];
        var measured = new Dictionary<string, string?>();
        if (answer.ToolCalls is null)
        {
            foreach (var (name, value) in LengthMarkers.Of(answer.Content))
            {
                measured[name] = value;
            }

            AddText(measured, row, answer.Content);
        }

        return measured;
    }

    private static void AddText(Dictionary<string, string?> measured, DataRow row, string answer)
    {
        var (task, format) = (row.Markers.GetValueOrDefault("task"), row.Markers.GetValueOrDefault("format"));
        if (BareCode.Is(task, format))
        {
            return;
        }

        measured["format"] = FormatDetector.Detect(answer);
        if (TellableLanguage.Of(answer, row.Markers.GetValueOrDefault("source")) is { } language)
        {
            measured["lang"] = language;
        }
    }
}
