using TreasureMarkers.Markers;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Data;

/// <summary>One instruction row: a conversation that ends with the assistant's answer, and the answer's markers.</summary>
/// <param name="Id">Deterministic: the same text from the same record always has the same id.</param>
/// <param name="Split"><see cref="DataSplit.Train"/> or <see cref="DataSplit.Eval"/>.</param>
/// <param name="Group">The smallest unit that shares an answer, such as a source package or an entry; a group never crosses splits.</param>
/// <param name="Messages">The turns; the last one is the assistant's. Their contents have neither markers nor special tokens.</param>
/// <param name="Markers">Category to value, in the taxonomy's canonical spelling.</param>
/// <param name="Provenance">Where the text came from.</param>
internal sealed record DataRow(
    string Id,
    string Split,
    string Group,
    IReadOnlyList<PromptMessage> Messages,
    IReadOnlyDictionary<string, string> Markers,
    Provenance Provenance)
{
    /// <summary>The functions that the conversation offers to the model; null when it offers none.</summary>
    public IReadOnlyList<PromptTool>? Tools { get; init; }

    /// <summary>A program that decides whether the row's code answer is right; null when there is none.</summary>
    public RowTest? Test { get; init; }

    /// <summary>
    /// The categories whose markers stand in the prompt's list whatever the dropout draws: what the answer has by no word of the prompt,
    /// such as a format that nobody asked for. Null where the prompt's words say it all.
    /// </summary>
    public IReadOnlyList<string>? Required { get; init; }

    /// <summary>The places of <see cref="Required"/> in the row's markers as a set has them, ascending; what the row has no marker of has none.</summary>
    public int[] RequiredPlaces(MarkerSet markers) =>
        Required is null ? [] : [.. markers.Index().Where(m => Required.Contains(m.Item.Key)).Select(m => m.Index)];
}

/// <summary>
/// A program that decides whether a code answer is right: the answer, a line feed and this code, run as one program, end with exit code 0.
/// </summary>
/// <param name="Language">A value of <c>code_type</c> that says what runs it.</param>
/// <param name="Code">The program text that follows the answer.</param>
internal sealed record RowTest(string Language, string Code);

/// <summary>One running text, which is trained on without a prompt or markers.</summary>
/// <param name="Id">Deterministic: the same text from the same record always has the same id.</param>
/// <param name="Split"><see cref="DataSplit.Train"/> or <see cref="DataSplit.Eval"/>.</param>
/// <param name="Group">The source package; a group never crosses splits, nor between this file and the rows.</param>
/// <param name="Text">Plain text, paragraphs parted by one blank line.</param>
/// <param name="Lang">The text's language, as the taxonomy names it.</param>
/// <param name="Provenance">Where the text came from.</param>
internal sealed record PretrainRow(string Id, string Split, string Group, string Text, string Lang, Provenance Provenance);

/// <summary>Where a text came from, so that every row can be traced and its licence known.</summary>
/// <param name="Package">The registry package that the text was taken from.</param>
/// <param name="Version">That package's version, or the index's own name and date where the text lives in an index.</param>
/// <param name="Licence">Licence of the text: an SPDX expression, or where to read it when a package decides it.</param>
/// <param name="Record">The record inside the package, such as a description's MD5 or a catalogue key.</param>
internal sealed record Provenance(string Package, string Version, string Licence, string Record)
{
    /// <summary>The provenance of a text that this project wrote itself.</summary>
    /// <param name="record">What the text belongs to, such as <c>dialogue/GROUP</c>.</param>
    public static Provenance OfProject(string record) => new("TreasureMarkers", "1", "MIT", record);
}

/// <summary>The names of the splits that a data folder holds.</summary>
internal static class DataSplit
{
    /// <summary>Rows that a model may be trained on.</summary>
    public const string Train = "train";

    /// <summary>Held-out rows, from groups that training never sees.</summary>
    public const string Eval = "eval";
}
