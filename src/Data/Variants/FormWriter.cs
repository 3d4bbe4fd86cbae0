using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Variants;

/// <summary>
/// Writes content in the taxonomy's formats, valid by construction, in many shapes: a model is to learn the format, not one mould.
/// </summary>
internal static class FormWriter
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true, NewLine = "\n" };
    private static readonly string[] TextKeys = ["description", "details", "explanation", "text", "description"];
    private static readonly string[] TitleKeys = ["title", "name", "heading", "title"];
    private static readonly string[] TopicKeys = ["topic", "title", "subject", "topic", "heading"];
    private static readonly string[] Bullets = ["-", "-", "-", "*", "•"];

    /// <summary>The formats that can be written, each as often as it is drawn.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["JSON", "XML", "Tabular", "Enumeration", "Markdown", "Latex", "ChainOfThought", "MCQAnswer"];

    /// <summary>Writes an answer.</summary>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <param name="prompt">The question, which some shapes repeat.</param>
    /// <param name="content">What it says.</param>
    /// <param name="random">Draws the shape.</param>
    public static string? Write(string format, string prompt, FormContent content, StableRandom random) => format switch
    {
        "JSON" => Json(prompt, content, random),
        "XML" => Xml(content, random),
        "Tabular" => Table(prompt, content, random),
        "Enumeration" => List(content, random),
        "Markdown" => Markdown(content, random),
        "Latex" => Latex(content, random),
        "ChainOfThought" => Steps(content, random),
        "MCQAnswer" => content.Entries is [var first, ..] && !first.Text.Contains('\n', StringComparison.Ordinal)
            ? $"{(random.Chance(0.85) ? "A)" : "A:")} {first.Title ?? first.Text}" : null,
        _ => throw new ArgumentException($"'{format}' is no format.", nameof(format)),
    };

    private static string Json(string prompt, FormContent content, StableRandom random)
    {
        var textKey = random.Pick(TextKeys);
        var entries = content.Entries;
        JsonArray Objects()
        {
            var title = random.Chance(0.5) ? content.One : random.Pick(TitleKeys);
            var key = random.Chance(0.5) ? "text" : content.One;
            var isNumbered = random.Chance(0.2);
            return [.. entries.Select((entry, i) =>
            {
                var element = entry.Title is null ? new JsonObject { [key] = entry.Text } : new JsonObject { [title] = entry.Title, [textKey] = entry.Text };
                if (isNumbered)
                {
                    element.Insert(0, content.One == "step" && title != "step" && key != "step" ? "step" : "number", i + 1);
                }

                return (JsonNode)element;
            })];
        }

        JsonArray Strings() => [.. entries.Select(entry => (JsonNode)(entry.Title is null ? entry.Text : $"{entry.Title}: {entry.Text}"))];
        JsonNode node = (content.IsTitled, entries.Count, random.Next(5)) switch
        {
            (_, 1, < 2) => new JsonObject { ["answer"] = entries[0].Text },
            (_, 1, < 4) when prompt.Length < 160 => new JsonObject { ["question"] = prompt.Trim(), ["answer"] = entries[0].Text },
            (_, 1, _) => new JsonObject { [random.Pick(TopicKeys)] = content.Topic, ["answer"] = entries[0].Text },
            (true, _, 0) when entries.DistinctBy(entry => entry.Title).Count() == entries.Count => new JsonObject(
                entries.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Title!, entry.Text))),
            (false, _, 0) when content.One == "point" => new JsonObject
            {
                [random.Pick(TopicKeys)] = content.Topic,
                ["summary"] = entries[0].Text,
                ["details"] = new JsonArray([.. Strings().Skip(1).Select(s => s!.DeepClone())]),
            },
            (false, _, <= 1) => Strings(),
            (false, _, 2) => new JsonObject { [content.Many] = Strings() },
            (_, _, 3) => new JsonObject { [random.Pick(TopicKeys)] = content.Topic, [content.Many] = random.Chance(0.4) ? Strings() : Objects() },
            (true, _, 2) => new JsonObject { [content.Many] = Objects() },
            _ => Objects(),
        };
        return node.ToJsonString(random.Chance(0.75) ? Indented : Compact);
    }

    private static string? Xml(FormContent content, StableRandom random)
    {
        if (content.Entries.Any(entry => !CanBeXml(entry.Text) || !CanBeXml(entry.Title)) || !CanBeXml(content.Topic))
        {
            return null;
        }

        var (one, many) = (content.One, content.Many);
        var textName = random.Pick(TextKeys);
        var titleName = random.Pick(TitleKeys);
        var hasAttribute = random.Chance(0.25);
        XElement Entry((string? Title, string Text) entry) => entry.Title is null ? new XElement(one, entry.Text)
            : hasAttribute ? new XElement(one, new XAttribute(titleName, entry.Title), entry.Text)
            : new XElement(one, new XElement(titleName, entry.Title), new XElement(textName, entry.Text));
        var entries = content.Entries.Select(Entry);
        var root = (content.Entries.Count, random.Next(4)) switch
        {
            (1, < 2) => new XElement("answer", content.Entries[0].Text),
            (1, _) => new XElement("answer", new XElement("topic", content.Topic), new XElement(textName, content.Entries[0].Text)),
            (_, 0) => new XElement("answer", new XElement(random.Pick(TopicKeys), content.Topic), new XElement(many, entries)),
            (_, 1) => new XElement("answer", entries),
            (_, 2) => new XElement(many, new XAttribute("topic", content.Topic), entries),
            _ => new XElement(many, entries),
        };
        return root.ToString(random.Chance(0.85) ? SaveOptions.None : SaveOptions.DisableFormatting).ReplaceLineEndings("\n");
    }

    /// <summary>Whether XML has all characters of a text.</summary>
    private static bool CanBeXml(string? text)
    {
        try
        {
            return text is null || XmlConvert.VerifyXmlChars(text) is not null;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static string Table(string prompt, FormContent content, StableRandom random)
    {
        var entries = content.Entries;
        var (one, text) = (Capital(content.One), random.Pick<string>(["Description", "Details", "Explanation", "Description"]));
        var number = random.Pick<string>(["#", "No.", "Number"]);
        (string[] Head, IEnumerable<string[]> Rows) table = (content.IsTitled, entries.Count, random.Next(3)) switch
        {
            (_, 1, < 2) when prompt.Length < 120 => (["Question", "Answer"], [[prompt.Trim(), entries[0].Text]]),
            (_, 1, _) => (["Topic", "Answer"], [[content.Topic, entries[0].Text]]),
            (true, _, 0) => ([number, one, text], entries.Select((entry, i) => new[] { $"{i + 1}", entry.Title!, entry.Text })),
            (true, _, _) => ([one, text], entries.Select(entry => new[] { entry.Title!, entry.Text })),
            _ => ([number, one], entries.Select((entry, i) => new[] { $"{i + 1}", entry.Title is null ? entry.Text : $"{entry.Title}: {entry.Text}" })),
        };
        var rule = random.Chance(0.8) ? "---" : random.Chance(0.5) ? ":---" : "-----";
        return string.Join('\n', table.Rows.Prepend([.. table.Head.Select(_ => rule)]).Prepend(table.Head)
            .Select(cells => $"| {string.Join(" | ", cells.Select(AnswerFormat.Cell))} |"));
    }

    private static string List(FormContent content, StableRandom random)
    {
        var isNumbered = random.Chance(content.One == "step" ? 0.8 : 0.45);
        var mark = isNumbered ? random.Chance(0.85) ? "." : ")" : random.Pick(Bullets);
        var gap = random.Chance(0.15) ? "\n\n" : "\n";
        var lines = content.Entries.Select((entry, i) => $"{(isNumbered ? $"{i + 1}{mark}" : mark)} {(entry.Title is null ? "" : entry.Title + ": ")}{entry.Text}");
        var lead = content.Entries.Count < 2 ? null : random.Next(5) switch
        {
            0 => content.One is "item" or "point" ? "Here is a list:" : $"Here are {Count(content.Entries.Count)} {content.Many}:",
            1 => $"{content.Topic}:",
            _ => null,
        };
        return string.Join(gap, lead is null ? lines : lines.Prepend(lead));
    }

    private static string Markdown(FormContent content, StableRandom random)
    {
        var level = random.Pick<string>(["#", "##", "##", "###"]);
        var entries = content.Entries;
        var isNumbered = random.Chance(0.3);
        var text = new StringBuilder($"{level} {content.Topic}\n\n");
        if (content.IsTitled && random.Chance(0.35))
        {
            return text.AppendJoin("\n\n", entries.Select(entry => $"{level}# {entry.Title}\n\n{entry.Text}")).ToString();
        }

        string Item((string? Title, string Text) entry, int i) =>
            $"{(isNumbered ? $"{i + 1}." : "-")} {(entry.Title is null ? "" : $"**{entry.Title}**: ")}{entry.Text}";
        if (entries.Count < 3 || (content.One == "point" && random.Chance(0.3)))
        {
            return text.AppendJoin(' ', entries.Select(entry => entry.Title is null ? entry.Text : $"**{entry.Title}**: {entry.Text}")).ToString();
        }

        if (content.One == "point" && random.Chance(0.5))
        {
            var heading = random.Pick<string>(["Details", "Key points", "More", "In detail"]);
            return text.Append(entries[0].Text).Append($"\n\n{level}# {heading}\n\n").AppendJoin('\n', entries.Skip(1).Select(Item)).ToString();
        }

        return text.AppendJoin('\n', entries.Select(Item)).ToString();
    }

    private static string Latex(FormContent content, StableRandom random)
    {
        var entries = content.Entries.Select(entry => (Title: entry.Title is null ? null : Escape(entry.Title), Text: Escape(entry.Text))).ToList();
        var indent = random.Chance(0.5) ? "  " : "";
        string Environment(string name, IEnumerable<string> lines) =>
            $"\\begin{{{name}}}\n{string.Join('\n', lines.Select(line => indent + line))}\n\\end{{{name}}}";
        var body = entries.Count == 1 ? Environment("quote", [entries[0].Text])
            : content.IsTitled && random.Chance(0.35) ? Environment("description", entries.Select(entry => $"\\item[{entry.Title}] {entry.Text}"))
            : Environment(
                random.Chance(content.One == "step" ? 0.8 : 0.35) ? "enumerate" : "itemize",
                entries.Select(entry => $"\\item {(entry.Title is null ? "" : $"\\textbf{{{entry.Title}}}: ")}{entry.Text}"));
        return random.Next(6) switch
        {
            0 or 1 => $"\\section*{{{Escape(content.Topic)}}}\n\n{body}",
            2 => $"\\section{{{Escape(content.Topic)}}}\n{body}",
            3 => $"\\documentclass{{article}}\n\\begin{{document}}\n\n\\section*{{{Escape(content.Topic)}}}\n{body}\n\n\\end{{document}}",
            _ => body,
        };
    }

    /// <summary>Steps that end in a conclusion: the answer's first sentence where the others stand without it, else its last.</summary>
    private static string? Steps(FormContent content, StableRandom random)
    {
        var texts = content.Entries.Select(entry => entry.Title is null ? entry.Text : $"{entry.Title}: {entry.Text}").ToList();
        if (texts.Count < 3)
        {
            return null;
        }

        string? end = null;
        if (content.One == "point")
        {
            var isFirst = !ParsedAnswer.LeansBack(texts[1]);
            end = isFirst ? texts[0] : texts[^1];
            texts.RemoveAt(isFirst ? 0 : texts.Count - 1);
        }

        var isBold = random.Chance(0.2);
        var mark = random.Chance(0.85) ? ":" : ".";
        var gap = random.Chance(0.3) ? "\n\n" : "\n";
        var lines = texts.Select((text, i) => $"{(isBold ? $"**Step {i + 1}{mark}**" : $"Step {i + 1}{mark}")} {text}").ToList();
        if (end is not null)
        {
            var label = random.Pick<string>(["Conclusion", "Answer", "Conclusion", "Result", "So the answer is"]);
            lines.Add($"{(isBold ? $"**{label}:**" : $"{label}:")} {end}");
        }

        if (random.Chance(0.2))
        {
            lines.Insert(0, random.Pick<string>(["Let's go through it step by step.", "Let's think step by step.", "Let me work through this."]));
        }

        return string.Join(gap, lines);
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            _ = c switch
            {
                '&' or '%' or '$' or '#' or '_' or '{' or '}' => escaped.Append('\\').Append(c),
                '~' => escaped.Append("\\textasciitilde{}"),
                '^' => escaped.Append("\\textasciicircum{}"),
                '\\' => escaped.Append("\\textbackslash{}"),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }

    private static string Count(int count) => count is > 0 and <= 10 ? VariantWishes.Numbers[count - 1] : $"{count}";

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
