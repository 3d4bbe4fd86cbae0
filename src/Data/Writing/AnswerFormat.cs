using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace TreasureMarkers.Data.Writing;

/// <summary>Writes records and lists in the taxonomy's formats, valid by construction.</summary>
internal static class AnswerFormat
{
    /// <summary>The formats that any record or list can be written in.</summary>
    public static IReadOnlyList<string> All { get; } = ["JSON", "Tabular", "Enumeration", "XML", "Markdown"];

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    /// <summary>One record.</summary>
    /// <param name="format">One of <see cref="All"/>.</param>
    /// <param name="title">What the record is: the XML root element, the Markdown heading.</param>
    /// <param name="fields">Its fields, at least one, with different labels.</param>
    public static string Record(string format, string title, IReadOnlyList<Field> fields)
    {
        return format switch
        {
            "JSON" => JsonSerializer.Serialize(fields.ToDictionary(f => f.Label, f => f.Value), Indented),
            "XML" => Element(title, fields).ToString().ReplaceLineEndings("\n"),
            "Tabular" => Table([.. fields.Select(f => f.Label)], [[.. fields.Select(f => f.Value)]]),
            "Enumeration" => string.Join('\n', fields.Select(f => $"- {f.Label}: {f.Value}")),
            "Markdown" when fields.Count == 1 => $"{Heading(fields[0].Label)}\n\n{fields[0].Value}",
            "Markdown" => $"{Heading(title)}\n\n" + string.Join('\n', fields.Select(f => $"- **{f.Label}**: {f.Value}")),
            _ => throw new ArgumentException($"'{format}' is no record format; use one of {string.Join(", ", All)}.", nameof(format)),
        };
    }

    /// <summary>A list of records with the same labels; the first field of each is what a bare list shows.</summary>
    /// <param name="format">One of <see cref="All"/>.</param>
    /// <param name="title">What the list holds: the XML root element, the Markdown heading.</param>
    /// <param name="rows">The records, at least one.</param>
    public static string List(string format, string title, IReadOnlyList<IReadOnlyList<Field>> rows)
    {
        var bare = rows[0].Count == 1;
        return format switch
        {
            "JSON" when bare => JsonSerializer.Serialize(rows.Select(r => r[0].Value), Indented),
            "JSON" => JsonSerializer.Serialize(rows.Select(r => r.ToDictionary(f => f.Label, f => f.Value)), Indented),
            "XML" => new XElement(ElementName(title), rows.Select(r => bare
                ? new XElement(r[0].Label == title ? "item" : ElementName(r[0].Label), r[0].Value)
                : Element("item", r))).ToString().ReplaceLineEndings("\n"),
            "Tabular" => Table([.. rows[0].Select(f => f.Label)], [.. rows.Select(r => r.Select(f => f.Value).ToArray())]),
            "Enumeration" => Bullets(rows),
            "Markdown" => $"{Heading(title)}\n\n{Bullets(rows)}",
            _ => throw new ArgumentException($"'{format}' is no list format; use one of {string.Join(", ", All)}.", nameof(format)),
        };
    }

    /// <summary>The answer to a multiple-choice question: the letter with its option, or the letter alone.</summary>
    /// <param name="index">The right option's place, from 0 to 4.</param>
    /// <param name="option">Its text, one line; empty for the letter alone.</param>
    public static string Choice(int index, string option) => option.Length == 0 ? Letter(index) : $"{Letter(index)}) {option}";

    /// <summary>The options of a multiple-choice question, one a line, as <see cref="Choice"/> names them.</summary>
    /// <param name="options">Two to five options.</param>
    public static string Options(IReadOnlyList<string> options) => string.Join('\n', options.Select((o, i) => Choice(i, o)));

    private static string Letter(int index) => ((char)('A' + index)).ToString();

    private static string Heading(string title) => "## " + char.ToUpperInvariant(title[0]) + title[1..];

    private static string Bullets(IReadOnlyList<IReadOnlyList<Field>> rows) =>
        string.Join('\n', rows.Select(r => "- " + r[0].Value + (r.Count > 1 ? $" ({r[1].Value})" : "")));

    /// <summary>A record that is nothing but the field of its own name is one element.</summary>
    private static XElement Element(string title, IReadOnlyList<Field> fields) => fields is [var only] && only.Label == title
        ? new(ElementName(title), only.Value)
        : new(ElementName(title), fields.Select(f => new XElement(ElementName(f.Label), f.Value)));

    /// <summary>A label as an element name: what XML names cannot hold becomes a low line.</summary>
    internal static string ElementName(string label)
    {
        var name = new StringBuilder(label.Length + 1);
        foreach (var c in label)
        {
            name.Append(XmlConvert.IsNCNameChar(c) ? c : '_');
        }

        return XmlConvert.IsStartNCNameChar(name[0]) ? name.ToString() : "_" + name;
    }

    private static string Table(string[] head, string[][] rows) =>
        string.Join('\n', rows.Prepend([.. head.Select(_ => "---")]).Prepend(head)
            .Select(cells => "| " + string.Join(" | ", cells.Select(Cell)) + " |"));

    /// <summary>A text as a cell of a pipe table.</summary>
    internal static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}

/// <summary>One named value of a record that an answer states.</summary>
/// <param name="Label">The field's name in the answer's language.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct Field(string Label, string Value);
