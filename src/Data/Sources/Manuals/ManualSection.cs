namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>A section of a manual: what stands between a heading and the next one of any level.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Level">1 for the document's own heading, 2 below it, and so on.</param>
/// <param name="Blocks">Its pieces in order; a piece without text is one that a cleaner took out.</param>
internal sealed record ManualSection(string Title, int Level, IReadOnlyList<ManualBlock> Blocks)
{
    private static readonly string[] Syntax =
    [
        "Synopsis", "Library", "Bibliothèque", "Übersicht", "Bibliothek", "Použití", "Samenvatting", "Ringkasan", "Sintassi", "Libreria", "書式", "Składnia", "Biblioteka", "Sinopse",
        "Biblioteca", "Rezumat", "Синтаксис", "Обзор", "Библиотека", "Sinopsis", "Kullanım", "Короткий опис", "Бібліотека", "Tóm tắt", "概述", "总览", "摘要", "大纲", "语法", "Σύνοψη", "Συνοψη", "Usage",
    ];

    /// <summary>The pieces that are there.</summary>
    public IEnumerable<ManualBlock> Kept => Blocks.Where(b => b.Text.Length > 0);

    /// <summary>Whether no piece was taken out and there is one.</summary>
    public bool IsWhole => Blocks.Count > 0 && Blocks.All(b => b.Text.Length > 0);

    /// <summary>Whether it is all paragraphs, none of which introduces what is not there.</summary>
    public bool IsProse => IsWhole && Blocks.All(b => b.Kind == ManualBlockKind.Paragraph && b.Text[^1] is not (':' or '：'));

    /// <summary>Whether it is a manual page's syntax or library, by its heading: such a section explains nothing when it stands alone.</summary>
    public bool IsSyntax => Syntax.Contains(Title, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the heading says by itself what the section is about: "Syntax" and the like stand in many pages.</summary>
    public bool IsTelling => Title.Length >= (Title.Any(c => c >= '\u2E80') ? 5 : 14) && Title.Any(char.IsLetter);
}
