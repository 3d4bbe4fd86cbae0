using System.Text;

namespace TreasureMarkers.Data.Building;

/// <summary>
/// A text as the hashes of its overlapping windows of eight tokens (words in lower case; single characters in scripts
/// without spaces): two texts are near duplicates when they share many, whatever was changed around them.
/// </summary>
internal static class ContentWindows
{
    /// <summary>Tokens in a window.</summary>
    public const int Size = 8;

    /// <summary>The hashes; a text of fewer tokens has one window, the whole of it.</summary>
    public static List<ulong> Of(params ReadOnlySpan<string> texts) => OfSize(Size, texts);

    /// <summary>The hashes of windows of another size.</summary>
    public static List<ulong> OfSize(int size, params ReadOnlySpan<string> texts)
    {
        var tokens = new List<ulong>();
        foreach (var text in texts)
        {
            Tokens(text, tokens);
        }

        var windows = new List<ulong>(Math.Max(1, tokens.Count - size + 1));
        for (var start = 0; start + size <= tokens.Count || start == 0; start++)
        {
            var hash = 14695981039346656037UL;
            for (var i = start; i < Math.Min(start + size, tokens.Count); i++)
            {
                hash = StableHash.Mix((hash ^ tokens[i]) * 1099511628211UL);
            }

            windows.Add(hash);
        }

        return windows;
    }

    private static void Tokens(string text, List<ulong> tokens)
    {
        var word = 0UL;
        foreach (var rune in text.EnumerateRunes())
        {
            var inWord = Rune.IsLetterOrDigit(rune);
            var alone = rune.Value >= 0x2E80;
            if (word != 0 && (!inWord || alone))
            {
                tokens.Add(word);
                word = 0;
            }

            if (inWord)
            {
                word = StableHash.Mix((word * 31) + (ulong)Rune.ToLowerInvariant(rune).Value + 1);
            }

            if (inWord && alone)
            {
                tokens.Add(word);
                word = 0;
            }
        }

        if (word != 0)
        {
            tokens.Add(word);
        }
    }
}

/// <summary>The content windows of the evaluation rows: what training must not contain.</summary>
internal sealed class HeldOutContent
{
    private const double MostShared = 0.5;
    private readonly HashSet<ulong> _windows = [];

    /// <summary>Adds an evaluation row's windows.</summary>
    public void Add(IEnumerable<ulong> windows) => _windows.UnionWith(windows);

    /// <summary>Whether at least half of the windows are held out.</summary>
    public bool Covers(IReadOnlyCollection<ulong> windows) => windows.Count(_windows.Contains) >= MostShared * windows.Count;
}
