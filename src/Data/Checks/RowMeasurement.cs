using TreasureMarkers.Data.Quality;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Checks;

/// <summary>Measures again, from a row's texts, every marker that can be measured.</summary>
/// <param name="quality">Where each language's quality buckets begin, as the folder's manifest has it; a language without has no quality.</param>
internal sealed class RowMeasurement(IReadOnlyDictionary<string, QualityThresholds> quality)
{
    /// <summary>Category and value; null where the row must not have the marker. What cannot be told is left out.</summary>
    public IReadOnlyDictionary<string, string?> Of(DataRow row)
    {
        var answer = row.Messages[^1];
        var measured = new Dictionary<string, string?> { ["quality"] = null, ["quality_bucket"] = null };
        if (answer.ToolCalls is null)
        {
            AddQuality(measured, row, answer.Content);
            foreach (var (name, value) in LengthMarkers.Of(answer.Content))
            {
                measured[name] = value;
            }

            AddText(measured, row, answer.Content);
        }

        return measured;
    }

    private void AddQuality(Dictionary<string, string?> measured, DataRow row, string answer)
    {
        if (row.Markers.GetValueOrDefault("lang") is { } language && quality.TryGetValue(language, out var thresholds)
            && row.Messages.LastOrDefault(m => m.Role == "user") is { } asked)
        {
            var score = QualityScore.Of(asked.Content, answer, language, row.Markers.GetValueOrDefault("format"), row.Markers.GetValueOrDefault("task"));
            foreach (var (name, value) in thresholds.Markers(score))
            {
                measured[name] = value;
            }
        }
    }

    private static void AddText(Dictionary<string, string?> measured, DataRow row, string answer)
    {
        var (task, format) = (row.Markers.GetValueOrDefault("task"), row.Markers.GetValueOrDefault("format"));
        if (CodeAnswer.IsBare(task, format))
        {
            return;
        }

        measured["format"] = FormatDetector.Detect(answer);
        if (!CodeAnswer.Is(task) && TellableLanguage.Of(answer, row.Markers.GetValueOrDefault("source")) is { } language)
        {
            measured["lang"] = language;
        }
    }
}
