using System.Globalization;
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
            AddLengths(measured, answer.Content);
            AddText(measured, row, answer.Content);
        }

        return measured;
    }

    private static void AddLengths(Dictionary<string, string?> measured, string answer)
    {
        var tokens = LengthMeasure.Tokens(answer);
        measured["length_tokens"] = tokens.ToString(CultureInfo.InvariantCulture);
        measured["length_sentences"] = LengthMeasure.Sentences(answer).ToString(CultureInfo.InvariantCulture);
        measured["length_paragraphs"] = LengthMeasure.Paragraphs(answer).ToString(CultureInfo.InvariantCulture);
        measured["length_bucket"] = LengthMeasure.Bucket(tokens);
    }

    private static void AddText(Dictionary<string, string?> measured, DataRow row, string answer)
    {
        var (task, format) = (row.Markers.GetValueOrDefault("task"), row.Markers.GetValueOrDefault("format"));
        if (format is null && task is "CodeGeneration" or "CodeFix" or "CodeTranslation")
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
