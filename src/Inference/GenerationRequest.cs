using System.Collections.Concurrent;
using TreasureMarkers.Inference.Grammars;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Inference;

/// <summary>What an answer is generated from and what it is held to.</summary>
/// <param name="Prompt">The prompt's token ids, which end where the answer's marker list begins.</param>
/// <param name="Given">Markers that the caller sets; the model chooses the others.</param>
/// <param name="Sampling">How the text's tokens are chosen.</param>
/// <param name="MaxOutputTokens">The most tokens of text, at least 1; fewer where the context leaves less.</param>
public sealed record GenerationRequest(int[] Prompt, MarkerSet Given, SamplingSettings Sampling, int MaxOutputTokens)
{
    /// <summary>Strings that end the text and are not part of it; none is empty.</summary>
    public IReadOnlyList<string> Stops { get; init; } = [];

    /// <summary>
    /// Categories whose markers are limits: length_tokens, length_sentences, length_paragraphs and length_bucket. For the format
    /// set <see cref="Grammar"/>.
    /// </summary>
    public IReadOnlyList<string> Enforced { get; init; } = [];

    /// <summary>What the text is held to; null for nothing.</summary>
    public Grammar? Grammar { get; init; }

    /// <summary>Functions that the prompt offers and that the answer may call instead of being text; null for none.</summary>
    public FunctionCalling? Functions { get; init; }
}

/// <summary>The functions that an answer may call instead of being text.</summary>
public sealed class FunctionCalling
{
    private readonly ConcurrentDictionary<ToolCallFormat, Grammar> _grammars = new();
    private readonly string? _requiredName;

    /// <summary>Compiles the functions' schemas.</summary>
    /// <param name="tools">The functions, at least one.</param>
    /// <param name="required">Whether the answer must call a function.</param>
    /// <param name="requiredName">The only function that may be called; null for any.</param>
    /// <param name="allowMultiple">Whether the answer may make more than one call.</param>
    /// <exception cref="ArgumentException">There is no function, or not the required one.</exception>
    /// <exception cref="NotSupportedException">
    /// A schema says something that calls cannot be held to; the message names the function.
    /// </exception>
    public FunctionCalling(IReadOnlyList<PromptTool> tools, bool required = false, string? requiredName = null, bool allowMultiple = true)
    {
        ArgumentNullException.ThrowIfNull(tools);
        (Tools, Required, AllowMultiple) = (tools, required || requiredName is not null, allowMultiple);
        _requiredName = requiredName;
        _grammars[ToolCallFormat.House] = ToolCallGrammar.Create(tools, ToolCallFormat.House, requiredName);
    }

    /// <summary>The functions that are offered.</summary>
    public IReadOnlyList<PromptTool> Tools { get; }

    /// <summary>Whether the answer must call a function.</summary>
    public bool Required { get; }

    /// <summary>Whether the answer may make more than one call.</summary>
    public bool AllowMultiple { get; }

    /// <summary>One call of any of the functions that may be called, in a model's form.</summary>
    internal Grammar Grammar(ToolCallFormat format) =>
        _grammars.GetOrAdd(format, static (form, calling) => ToolCallGrammar.Create(calling.Tools, form, calling._requiredName), this);

    /// <summary>The most tokens that the shortest call can take in a model's form, with all that frames it.</summary>
    internal int MinTokens(PromptCalls calls) => calls.OpenIds.Count + Grammar(calls.Format).MinLength + calls.CloseIds.Count;
}
