namespace TreasureMarkers.Data.Building;

/// <summary>How much a text says again and again.</summary>
internal static class WordRepetition
{
    /// <summary>With a larger share of repeated word sequences a text goes round in circles.</summary>
    public const double Most = 0.2;

    private const int Size = 4;
    private const int LongestRun = 4;
    private const int FewestLines = 5;

    /// <summary>The share of a text's sequences of four words that stood in it before; 0 for a short text.</summary>
    public static double Of(string text)
    {
        var windows = ContentWindows.OfSize(Size, text);
        return windows.Count < 2 ? 0 : 1 - ((double)windows.Distinct().Count() / windows.Count);
    }

    /// <summary>The share of a text's lines, list marks left out, that stood in it before; 0 where there are few.</summary>
    public static double OfLines(string text)
    {
        string[] lines =
        [
            .. text.Split('\n').Select(line => line.Trim(' ', '\t', '\r', '*', '-', '.', ')', '#', ':', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'))
                .Where(line => line.Any(char.IsLetter)),
        ];
        return lines.Length < FewestLines ? 0 : 1 - ((double)lines.Distinct(StringComparer.OrdinalIgnoreCase).Count() / lines.Length);
    }

    /// <summary>Whether one word stands many times in a row.</summary>
    public static bool HasRun(string text)
    {
        var (last, run) = ("", 0);
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            run = word == last ? run + 1 : 1;
            last = word;
            if (run >= LongestRun)
            {
                return true;
            }
        }

        return false;
    }
}
