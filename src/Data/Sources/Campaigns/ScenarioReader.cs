using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Campaigns;

/// <summary>Reads the texts of a scenario in Wesnoth's markup language.</summary>
internal static partial class ScenarioReader
{
    /// <summary>The scenario, or null when the file has no title.</summary>
    /// <param name="cfg">The whole file.</param>
    public static Scenario? Read(string cfg)
    {
        var name = Name().Match(cfg);
        string[] story = [.. Story().Matches(cfg).Select(m => Unquoted(m.Groups[1].Value))];
        return name.Success ? new Scenario(Unquoted(name.Groups[1].Value), story, [.. Dialogues(cfg)]) : null;
    }

    /// <summary>A text without markup and line breaks.</summary>
    public static string Plain(string text) => Whitespace.Collapse(Tag().Replace(text, "")).Trim();

    /// <summary>Lines that follow one another in one event; a narrator or an unnamed unit ends the talk.</summary>
    private static IEnumerable<IReadOnlyList<ScenarioLine>> Dialogues(string cfg)
    {
        var lines = new List<ScenarioLine>();
        foreach (Match part in Part().Matches(cfg))
        {
            var speaker = Speaker().Match(part.Value);
            var text = Message().Match(part.Value);
            if (speaker.Success && text.Success && !Unnamed().IsMatch(speaker.Groups[1].Value))
            {
                lines.Add(new ScenarioLine(speaker.Groups[1].Value.Trim(), Unquoted(text.Groups[1].Value)));
                continue;
            }

            if (lines.Count > 1)
            {
                yield return lines;
            }

            lines = [];
        }

        if (lines.Count > 1)
        {
            yield return lines;
        }
    }

    /// <summary>The source text as the catalogue has it: doubled quotation marks are one.</summary>
    private static string Unquoted(string text) => text.Replace("\"\"", "\"", StringComparison.Ordinal);

    [GeneratedRegex(@"^\s*name\s*=\s*_\s*""((?:[^""]|"""")+)""", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"^\s*story\s*=\s*_\s*""((?:[^""]|"""")+)""[ \t]*$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Story();

    [GeneratedRegex(
        @"\[message\].*?\[/message\]|\[event\]|\[(?:if|else|case|command)\]",
        RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Part();

    [GeneratedRegex(@"^\s*speaker\s*=\s*""?([^""\n#]+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Speaker();

    [GeneratedRegex(@"^\s*message\s*=\s*_\s*""((?:[^""]|"""")+)""[ \t]*$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Message();

    [GeneratedRegex(@"^(narrator|unit|second_unit|other)$|[$_{\d]", RegexOptions.CultureInvariant)]
    private static partial Regex Unnamed();

    [GeneratedRegex(@"</?[^>]{1,60}>", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}

/// <summary>A scenario of a campaign as it is told: its story and the talks in it, in English.</summary>
/// <param name="Name">Its title.</param>
/// <param name="Story">What the narrator tells before it, part by part.</param>
/// <param name="Dialogues">The talks, each at least two lines.</param>
internal sealed record Scenario(string Name, IReadOnlyList<string> Story, IReadOnlyList<IReadOnlyList<ScenarioLine>> Dialogues);

/// <summary>What one character says.</summary>
/// <param name="Speaker">The character's name.</param>
/// <param name="Text">The words.</param>
internal sealed record ScenarioLine(string Speaker, string Text);
