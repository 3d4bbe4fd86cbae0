using System.Text;

namespace TreasureMarkers.Markers.Measurement;

/// <summary>
/// The one stated rule for lengths. A token is a run of letters, digits and combining marks (joined by an inner
/// apostrophe, hyphen or full stop), or one Han or kana character, or one other visible character. Close to a
/// word tokenizer: N words make about N / 0.87 tokens.
/// </summary>
public static class LengthMeasure
{
    /// <summary>Answers below this many tokens are <c>concise</c>.</summary>
    public const int MediumFrom = 300;

    /// <summary>Answers above this many tokens are <c>long</c>.</summary>
    public const int MediumUpTo = 1000;

    /// <summary>Counts tokens by the rule above.</summary>
    public static int Tokens(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var count = 0;
        var inWord = false;
        var joined = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (TextScripts.IsWord(rune))
            {
                // An inner joiner was counted as a token of its own until this character proved it inner.
                count += !inWord ? 1 : joined ? -1 : 0;
                inWord = true;
                joined = false;
            }
            else if (inWord && !joined && TextScripts.IsInner(rune))
            {
                count++;
                joined = true;
            }
            else
            {
                count += IsVisible(rune) ? 1 : 0;
                inWord = false;
                joined = false;
            }
        }

        return count;
    }

    /// <summary>Counts sentences: see <see cref="SentenceSplitter"/>.</summary>
    public static int Sentences(string text) => SentenceSplitter.Split(text).Count;

    /// <summary>Counts paragraphs: stretches of text parted by at least one blank line.</summary>
    public static int Paragraphs(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var count = 0;
        var inside = false;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var blank = line.IsWhiteSpace();
            count += !blank && !inside ? 1 : 0;
            inside = !blank;
        }

        return count;
    }

    /// <summary>The <c>length_bucket</c> of an answer with this many tokens: concise, medium or long.</summary>
    public static string Bucket(int tokens) =>
        tokens < MediumFrom ? "concise" : tokens <= MediumUpTo ? "medium" : "long";

    private static bool IsVisible(Rune rune) => !Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune);
}
