using System.Text.Json;
using System.Text.RegularExpressions;
using TreasureMarkers.Data.Records;

namespace TreasureMarkers.Data.Variants;

/// <summary>
/// Formal and informal English by people, out of p3's prompts: passages of articles and textbooks against dialogues and blogs, each about 60
/// to 200 words. The filter and the classifier have texts of different collections.
/// </summary>
internal static partial class StyleTexts
{
    private const int Shortest = 200;
    private const int Longest = 1200;

    /// <summary>Dialogues (DREAM) against passages of articles (Quoref) and textbooks (ROPES): what the filter learns.</summary>
    public static IReadOnlyList<(string Text, bool IsFormal)> ForFilter(string sources) => Read(sources, "dream", ["quoref", "ropes"]);

    /// <summary>Blogs (Cosmos QA) against Wikipedia (AdversarialQA): what the evaluation's classifier learns.</summary>
    public static IReadOnlyList<(string Text, bool IsFormal)> ForClassifier(string sources) => Read(sources, "cosmos_qa", ["adversarial_qa"]);

    /// <summary>Whether a text is kept for measuring: one in five, by hash.</summary>
    public static bool IsHeldOut(string text) => StableHash.Of("style held out", text) % 5 == 0;

    private static List<(string Text, bool IsFormal)> Read(string sources, string informal, string[] formal)
    {
        var texts = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var line in InputLines.Read(Path.Combine(sources, "p3-sample.jsonl.gz")))
        {
            using var json = JsonDocument.Parse(line.Text);
            var template = json.RootElement.GetProperty("template").GetString()!;
            var isFormal = Array.Exists(formal, name => template.StartsWith(name, StringComparison.Ordinal));
            if (!isFormal && !template.StartsWith(informal, StringComparison.Ordinal))
            {
                continue;
            }

            var text = Text(json.RootElement.GetProperty("prompt").GetString()!);
            if (text.Length >= Shortest)
            {
                texts.TryAdd(text, isFormal);
            }
        }

        // As many of each, so that neither style is the likelier one.
        var fewer = texts.GroupBy(text => text.Value).Min(group => group.Count());
        return
        [
            .. texts.Select(text => (text.Key, text.Value)).OrderBy(text => StableHash.Of("style", text.Key))
                .GroupBy(text => text.Value).SelectMany(group => group.Take(fewer)).OrderBy(text => StableHash.Of("style", text.Key)),
        ];
    }

    /// <summary>The dialogue without its speakers, or else the longest paragraph, spaced as people space.</summary>
    private static string Text(string prompt)
    {
        string[] lines = prompt.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] spoken = [.. lines.Where(line => Speaker().IsMatch(line)).Select(line => Speaker().Replace(line, ""))];
        var text = spoken.Length > 1 ? string.Join(' ', spoken) : lines.MaxBy(line => line.Length) ?? "";
        text = Leads().Replace(text, "", count: 1);
        text = Regex.Replace(text, @" (?=[.,!?;:%)]|n't\b)|(?<=\() ", "", RegexOptions.None, TimeSpan.FromSeconds(1));
        text = Regex.Replace(text, @" ?' ?(?=(?:s|m|re|ve|ll|d|t)\b)", "'", RegexOptions.None, TimeSpan.FromSeconds(1));
        if (text.Length > Longest)
        {
            text = text[..(text.LastIndexOf(' ', Longest) is > 0 and var space ? space : Longest)];
        }

        return text;
    }

    [GeneratedRegex("^(?:M|W|F|Man|Woman|[A-Z][a-z]+): ", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Speaker();

    /// <summary>What a template says before the passage.</summary>
    [GeneratedRegex(
        """^.*\barticle: |^.{0,300}? is in "|^.{0,300}\?" "|^(?:Context|Text|Passage|Background|Situation|Given the following passage|Article)[^:"]{0,40}: ?"?|^"|^I can use this background: """,
        RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Leads();
}
