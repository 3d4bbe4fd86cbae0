using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Data.Sources;

/// <summary>What a source hands over: a <see cref="TextDraft"/> or a <see cref="RowDraft"/>.</summary>
internal abstract record Draft;

/// <summary>A running text before it has an id and a split.</summary>
/// <param name="Group">The smallest unit that must not cross splits.</param>
/// <param name="Lang">The taxonomy's name of the language.</param>
/// <param name="Text">The text, paragraphs parted by one blank line.</param>
/// <param name="Provenance">Where it came from.</param>
internal sealed record TextDraft(string Group, string Lang, string Text, Provenance Provenance) : Draft;

/// <summary>An instruction row before it is measured: the markers that only its maker knows, and the two texts.</summary>
/// <param name="Kind">The renderer that made it; quotas are per kind and language.</param>
/// <param name="Group">The smallest unit that must not cross splits.</param>
/// <param name="Lang">The answer's language.</param>
/// <param name="Task">The taxonomy's task, or null when it is not known.</param>
/// <param name="Domain">The taxonomy's domain, <c>Unspecified</c> when none stands out, or null when it is not known.</param>
/// <param name="Format">The answer's format, or null for plain text.</param>
/// <param name="Source">
/// Human: a person wrote the answer. Translation: a person translated it. Others: a record of data, set in sentences or a
/// format here. Synthetic: made up here.
/// </param>
/// <param name="Prompt">The user's last message.</param>
/// <param name="Answer">The assistant's message; empty when it makes <see cref="Calls"/>.</param>
/// <param name="Provenance">Where the content came from.</param>
internal sealed record RowDraft(
    string Kind,
    string Group,
    string Lang,
    string? Task,
    string? Domain,
    string? Format,
    string Source,
    string Prompt,
    string Answer,
    Provenance Provenance) : Draft
{
    /// <summary>The source of a text that people wrote in English and translated to the other languages.</summary>
    /// <param name="language">The language that the text is in, as the taxonomy names it.</param>
    public static string SourceOf(string language) => language == "English" ? "Human" : "Translation";

    /// <summary>The turns before <see cref="Prompt"/>, oldest first.</summary>
    public IReadOnlyList<PromptMessage> Earlier { get; init; } = [];

    /// <summary>The turns between <see cref="Prompt"/> and <see cref="Answer"/>: calls and what they returned.</summary>
    public IReadOnlyList<PromptMessage> Between { get; init; } = [];

    /// <summary>The functions offered, or null.</summary>
    public IReadOnlyList<PromptTool>? Tools { get; init; }

    /// <summary>The calls that the assistant makes instead of an answer in words, or null.</summary>
    public IReadOnlyList<PromptToolCall>? Calls { get; init; }

    /// <summary>The taxonomy's <c>code_type</c> when the task is about code, else null.</summary>
    public string? CodeType { get; init; }

    /// <summary>Formal, Informal or Custom where the source tells, else null.</summary>
    public string? Style { get; init; }

    /// <summary>What decides whether a code answer is right, or null.</summary>
    public RowTest? Test { get; init; }

    /// <summary>
    /// Categories whose markers always stand in the prompt's list, beside those that the builder sees the prompt has no words for.
    /// </summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>
    /// The question in plain English when the prompt asks for a fact, whatever the prompt's language and wording: excluded lists are
    /// compared with it too. Null elsewhere.
    /// </summary>
    public string? Fact { get; init; }

    /// <summary>The split that the source made the row for, where its group then stays; null leaves it to the builder.</summary>
    public string? Split { get; init; }
}
