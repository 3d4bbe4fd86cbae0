namespace TreasureMarkers.Data.Sources.Puzzles;

/// <summary>Which of a catalogue's plural forms goes with a number, as gettext's rules say.</summary>
internal static class PluralForm
{
    /// <summary>The form's place, from 0.</summary>
    /// <param name="language">The taxonomy's name.</param>
    /// <param name="count">The number, not negative.</param>
    public static int Of(string language, int count) => language switch
    {
        "Chinese" or "Japanese" or "Korean" or "Vietnamese" or "Indonesian" or "Turkish" or "Persian" => 0,
        "French" or "Portuguese" or "Hindi" => count > 1 ? 1 : 0,
        "Russian" or "Ukrainian" => count % 10 == 1 && count % 100 != 11 ? 0 : IsFew(count) ? 1 : 2,
        "Polish" => count == 1 ? 0 : IsFew(count) ? 1 : 2,
        "Czech" => count == 1 ? 0 : count is >= 2 and <= 4 ? 1 : 2,
        "Romanian" => count == 1 ? 0 : count == 0 || count % 100 is > 0 and < 20 ? 1 : 2,
        "Arabic" => count <= 2 ? count : (count % 100) switch { >= 3 and <= 10 => 3, >= 11 => 4, _ => 5 },
        _ => count == 1 ? 0 : 1,
    };

    private static bool IsFew(int count) => count % 10 is >= 2 and <= 4 && count % 100 is < 10 or >= 20;
}
