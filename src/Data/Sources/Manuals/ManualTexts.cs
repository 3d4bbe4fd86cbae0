namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>Running text from manuals: each paragraph once per language, in texts of a few paragraphs.</summary>
internal sealed class ManualTexts
{
    private const int Least = 200;
    private const int Full = 2500;
    private const int Most = 6000;
    private readonly HashSet<ulong> _seen = [];

    /// <summary>The texts of a document, headings and lists included; what an earlier document of the language said is left out.</summary>
    /// <param name="document">The document, cleaned.</param>
    /// <param name="language">Its language.</param>
    public IEnumerable<string> Of(ManualDocument document, string language)
    {
        var parts = new List<string>();
        foreach (var section in document.Sections)
        {
            ManualBlock[] kept = [.. section.Kept.Where(b => b.Text.Length < Most / 2 && _seen.Add(StableHash.Of(language, b.Text)))];
            if (kept.Length == 0)
            {
                continue;
            }

            if (Length(parts) >= Full || Length(parts) + kept.Sum(b => b.Text.Length) > Most)
            {
                foreach (var text in Close(parts))
                {
                    yield return text;
                }
            }

            parts.Add(document.Command is { } command && command != section.Title ? $"{command}: {section.Title}" : section.Title);
            foreach (var block in kept)
            {
                if (Length(parts) + block.Text.Length > Most)
                {
                    foreach (var text in Close(parts))
                    {
                        yield return text;
                    }
                }

                parts.Add(block.Kind is ManualBlockKind.Item or ManualBlockKind.Step ? "- " + block.Text : block.Text);
            }
        }

        foreach (var text in Close(parts))
        {
            yield return text;
        }
    }

    private static int Length(List<string> parts) => parts.Sum(p => p.Length + 2);

    private static IEnumerable<string> Close(List<string> parts)
    {
        // Items follow each other without a blank line.
        var text = string.Join("\n\n", parts).Replace("\n\n- ", "\n- ", StringComparison.Ordinal);
        parts.Clear();
        return text.Length < Least ? [] : [text];
    }
}
