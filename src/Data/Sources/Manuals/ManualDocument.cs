namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>A page or chapter of a manual in one language.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Sections">Its sections in order; the first one bears the title.</param>
internal sealed record ManualDocument(string Title, IReadOnlyList<ManualSection> Sections)
{
    /// <summary>What the page says about itself in a phrase, or null.</summary>
    public string? Summary { get; init; }

    /// <summary>The command, function or file that a reference page describes, or null.</summary>
    public string? Command { get; init; }

    /// <summary>The number of pieces in each section: two languages with the same shape say the same at the same place.</summary>
    public string Shape => string.Join(' ', Sections.Select(s => s.Blocks.Count));
}

/// <summary>A section of a manual: what stands between a heading and the next one of any level.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Level">1 for the document's own heading, 2 below it, and so on.</param>
/// <param name="Blocks">Its pieces in order; a piece without text is one that a cleaner took out.</param>
internal sealed record ManualSection(string Title, int Level, IReadOnlyList<ManualBlock> Blocks)
{
    private static readonly string[] Syntax =
    [
        "Synopsis", "Library", "Bibliothèque", "Übersicht", "Bibliothek", "Použití", "Samenvatting", "Ringkasan", "Sintassi", "Libreria",
        "書式", "Składnia", "Biblioteka", "Sinopse",
        "Biblioteca", "Rezumat", "Синтаксис", "Обзор", "Библиотека", "Sinopsis", "Kullanım", "Короткий опис", "Бібліотека", "Tóm tắt", "概述",
        "总览", "摘要", "大纲", "语法", "Σύνοψη", "Συνοψη", "Usage",
    ];

    /// <summary>The pieces that are there.</summary>
    public IEnumerable<ManualBlock> Kept => Blocks.Where(b => b.Text.Length > 0);

    /// <summary>Whether no piece was taken out and there is one.</summary>
    public bool IsWhole => Blocks.Count > 0 && Blocks.All(b => b.Text.Length > 0);

    /// <summary>Whether it is all paragraphs, none of which introduces what is not there.</summary>
    public bool IsProse => IsWhole && Blocks.All(b => b.Kind == ManualBlockKind.Paragraph && b.Text[^1] is not (':' or '：'));

    /// <summary>
    /// Whether it is a manual page's syntax or library, by its heading: such a section explains nothing when it stands alone.
    /// </summary>
    public bool IsSyntax => Syntax.Contains(Title, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the heading says by itself what the section is about: "Syntax" and the like stand in many pages.</summary>
    public bool IsTelling => Title.Length >= (Title.Any(c => c >= '\u2E80') ? 5 : 14) && Title.Any(char.IsLetter);
}

/// <summary>A piece of a manual.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text: one line, but for code.</param>
internal sealed record ManualBlock(ManualBlockKind Kind, string Text);

/// <summary>What a piece of a manual is.</summary>
internal enum ManualBlockKind
{
    /// <summary>A paragraph of running text.</summary>
    Paragraph,

    /// <summary>An item of a list without an order.</summary>
    Item,

    /// <summary>A step: an item of a list in order.</summary>
    Step,

    /// <summary>Code or what a program prints, with its line breaks.</summary>
    Code,
}

/// <summary>Puts a document together as a reader meets its headings and pieces.</summary>
internal sealed class ManualBuilder
{
    private readonly List<ManualSection> _sections = [];
    private List<ManualBlock> _blocks = [];
    private (string Title, int Level)? _heading;

    /// <summary>Begins a section.</summary>
    public void Heading(string title, int level)
    {
        Close();
        _heading = (title, level);
    }

    /// <summary>Adds a piece to the section; what stands before the first heading is dropped.</summary>
    public void Add(ManualBlockKind kind, string text)
    {
        if (text.Length > 0 && _heading is not null)
        {
            _blocks.Add(new ManualBlock(kind, text));
        }
    }

    /// <summary>Appends to the last piece, as for a second paragraph of an item.</summary>
    public void Append(string text)
    {
        if (_blocks.Count > 0 && text.Length > 0)
        {
            _blocks[^1] = _blocks[^1] with { Text = _blocks[^1].Text + " " + text };
        }
    }

    /// <summary>The document, or null when it has no heading or no text.</summary>
    public ManualDocument? Build()
    {
        Close();
        return _sections.Count == 0 || _sections.All(s => s.Blocks.Count == 0) ? null : new ManualDocument(_sections[0].Title, _sections);
    }

    private void Close()
    {
        if (_heading is { } heading)
        {
            // "See also" and the like, after which links were left out.
            while (_blocks.Count > 1 && _blocks[^1] is { Kind: ManualBlockKind.Paragraph, Text.Length: < 40 } last
                && char.IsLetter(last.Text[^1]))
            {
                _blocks.RemoveAt(_blocks.Count - 1);
            }

            _sections.Add(new ManualSection(heading.Title, heading.Level, _blocks));
            _blocks = [];
        }
    }
}

/// <summary>A page or chapter in all languages that it is there in.</summary>
/// <param name="Group">The group: a page and its translations never cross splits.</param>
/// <param name="Domain">The taxonomy's domain.</param>
/// <param name="Style">Formal where the manual is written so, else null.</param>
/// <param name="Documents">The documents by the taxonomy's language name, in ordinal order.</param>
/// <param name="Origins">Where each document came from.</param>
internal sealed record ManualPage(
    string Group,
    string Domain,
    string? Style,
    SortedDictionary<string, ManualDocument> Documents,
    IReadOnlyDictionary<string, Provenance> Origins);
