using System.Text;
using TreasureMarkers.Data.Sources.Manuals;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Rendering;

/// <summary>Sections of a manual as answers.</summary>
internal static class ManualAnswer
{
    /// <summary>The paragraphs, parted by blank lines.</summary>
    public static string Plain(ManualSection section)
    {
        return string.Join("\n\n", section.Kept.Select(b => b.Text));
    }

    /// <summary>Headings, lists and code as Markdown writes them.</summary>
    public static string Markdown(IReadOnlyList<ManualSection> sections)
    {
        var text = new StringBuilder();
        var top = sections.Min(s => s.Level);
        foreach (var section in sections)
        {
            text.Append(text.Length > 0 ? "\n\n" : "").Append('#', Math.Min(4, section.Level - top + 2)).Append(' ').Append(section.Title);
            ManualBlock? before = null;
            var number = 0;
            foreach (var block in section.Kept)
            {
                number = block.Kind == ManualBlockKind.Step ? number + 1 : 0;
                var follows = before?.Kind == block.Kind && block.Kind is (ManualBlockKind.Item or ManualBlockKind.Step);
                text.Append(follows ? "\n" : "\n\n").Append(block.Kind switch
                {
                    ManualBlockKind.Item => "- " + block.Text,
                    ManualBlockKind.Step => $"{number}. {block.Text}",
                    ManualBlockKind.Code => $"```\n{block.Text}\n```",
                    _ => block.Text,
                });
                before = block;
            }
        }

        return text.ToString();
    }

    /// <summary>The first sections that are whole and together stay below a number of estimated tokens.</summary>
    public static IReadOnlyList<ManualSection> Beginning(ManualDocument document, int tokens)
    {
        var taken = new List<ManualSection>();
        foreach (var section in document.Sections.TakeWhile(s => s.IsWhole || s.Blocks.Count == 0))
        {
            tokens -= TokenEstimate.Of(Plain(section)) + 20;
            if (tokens < 0)
            {
                break;
            }

            taken.Add(section);
        }

        // A heading without text at the end announces what was cut.
        while (taken.Count > 0 && taken[^1].Blocks.Count == 0)
        {
            taken.RemoveAt(taken.Count - 1);
        }

        return taken;
    }
}
