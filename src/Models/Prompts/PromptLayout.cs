using TreasureMarkers.Markers;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Prompts;

/// <summary>
/// The one layout of prompts and completions, used by training, evaluation and serving:
/// <c>&lt;|bos|&gt;[&lt;|system|&gt;…&lt;|end|&gt;]&lt;|user|&gt;TEXT [LIST]&lt;|end|&gt;&lt;|assistant|&gt;LIST TEXT&lt;|end|&gt;</c>.
/// An answer that calls functions is <c>LIST&lt;|call|&gt;JSON[&lt;|call|&gt;JSON…]&lt;|end|&gt;</c>; what a call returned is <c>&lt;|tool|&gt;TEXT&lt;|end|&gt;</c>.
/// Ids are built directly, so message content can never become a control or marker token. Safe to share between threads.
/// </summary>
internal sealed class PromptLayout
{
    private readonly ByteLevelBpeTokenizer _tokenizer;
    private readonly PromptRoles _roles;

    /// <summary>Looks up the control and marker tokens.</summary>
    /// <exception cref="FormatException">The tokenizer lacks one of them.</exception>
    public PromptLayout(ByteLevelBpeTokenizer tokenizer, MarkerTaxonomy taxonomy)
    {
        _tokenizer = tokenizer;
        Markers = new MarkerVocabulary(tokenizer, taxonomy);
        _roles = new PromptRoles(tokenizer);
    }

    /// <summary>The ids of the marker tokens.</summary>
    public MarkerVocabulary Markers { get; }

    /// <summary>The id that ends every message; generation stops at it.</summary>
    public int EndId => _roles.EndId;

    /// <summary>The id that begins a call, or null when the tokenizer was trained before functions.</summary>
    public int? CallId => _roles.CallId;

    /// <summary>Whether functions can be offered, called and answered.</summary>
    public bool CanCall => CallId is not null;

    /// <summary>
    /// A conversation up to where the model answers. The markers follow the last user message after one space; with none,
    /// nothing follows. Earlier answers are plain text after one space, without a list, then their calls.
    /// </summary>
    /// <param name="messages">The conversation, oldest message first.</param>
    /// <param name="promptMarkers">What the caller wants of the answer.</param>
    /// <param name="tools">The functions offered, as text in the system message; null or empty for none.</param>
    /// <exception cref="ArgumentException">No message, an unknown role, or markers without a user message to carry them.</exception>
    /// <exception cref="MarkerException">A marker that the tokenizer's taxonomy does not have.</exception>
    /// <exception cref="NotSupportedException">Functions are used and the tokenizer lacks their tokens: see <see cref="CanCall"/>.</exception>
    public int[] EncodePrompt(IReadOnlyList<PromptMessage> messages, MarkerSet promptMarkers, IReadOnlyList<PromptTool>? tools = null)
    {
        if (messages.Count == 0)
        {
            throw new ArgumentException("A prompt needs at least one message.", nameof(messages));
        }

        if (tools is { Count: > 0 })
        {
            _ = _roles.RequireCallId();
            messages = ToolPrompt.Offer(messages, tools);
        }

        var carrier = promptMarkers.Count == 0 ? -1 : LastUserMessage(messages);
        var ids = new List<int> { _roles.BeginId };
        for (var i = 0; i < messages.Count; i++)
        {
            ids.AddRange(i == carrier
                ? [_roles.IdOf(messages[i].Role), .. _tokenizer.EncodeOrdinary(messages[i].Content + " "), .. EncodeMarkers(promptMarkers), EndId]
                : Encode(messages[i]));
        }

        ids.Add(_roles.AssistantId);
        return [.. ids];
    }

    /// <summary>A list as ids: one per categorical marker, the digits of numbers between their tags.</summary>
    /// <exception cref="MarkerException">A marker that the tokenizer's taxonomy does not have.</exception>
    public int[] EncodeMarkers(MarkerSet markers)
    {
        var ids = new List<int> { Markers.ListOpenId };
        foreach (var (name, value) in markers)
        {
            if (Markers.Taxonomy[name].Kind == MarkerKind.Categorical)
            {
                ids.Add(Markers.CategoricalId(name, value));
                continue;
            }

            ids.Add(Markers.NumberOpenId(name));
            ids.AddRange(value.Select(digit => Markers.DigitIds[digit]));
            ids.Add(Markers.NumberCloseId(name));
        }

        ids.Add(Markers.ListCloseId);
        return [.. ids];
    }

    /// <summary>What the model is to write after a prompt: the list, one space, the text and the end.</summary>
    /// <exception cref="MarkerException">A marker that the tokenizer's taxonomy does not have.</exception>
    public int[] EncodeCompletion(MarkerSet completionMarkers, string text)
    {
        return [.. EncodeMarkers(completionMarkers), .. _tokenizer.EncodeOrdinary(" " + text), EndId];
    }

    /// <summary>What the model is to write to call functions: the list, the calls and the end.</summary>
    /// <exception cref="ArgumentException">No call.</exception>
    /// <exception cref="MarkerException">A marker that the tokenizer's taxonomy does not have.</exception>
    /// <exception cref="NotSupportedException">The tokenizer lacks the functions' tokens: see <see cref="CanCall"/>.</exception>
    public int[] EncodeCompletion(MarkerSet completionMarkers, IReadOnlyList<PromptToolCall> calls)
    {
        return calls.Count > 0
            ? [.. EncodeMarkers(completionMarkers), .. EncodeCalls(calls), EndId]
            : throw new ArgumentException("There is no call to write.", nameof(calls));
    }

    /// <summary>Calls as ids, without a list before or the end behind them.</summary>
    /// <exception cref="NotSupportedException">The tokenizer lacks the functions' tokens: see <see cref="CanCall"/>.</exception>
    public int[] EncodeCalls(IReadOnlyList<PromptToolCall> calls)
    {
        var callId = _roles.RequireCallId();
        return [.. calls.SelectMany(call => _tokenizer.EncodeOrdinary(ToolPrompt.Call(call)).Prepend(callId))];
    }

    private int[] Encode(PromptMessage message) => message switch
    {
        { ToolCalls.Count: > 0, Role: not "assistant" } =>
            throw new ArgumentException($"Only the assistant calls functions, not '{MarkerCategory.Shorten(message.Role)}'.", nameof(message)),
        { ToolCalls: { Count: > 0 } calls } => [_roles.AssistantId, .. TextBefore(message), .. EncodeCalls(calls), EndId],
        { Role: "assistant" } => [_roles.AssistantId, .. _tokenizer.EncodeOrdinary(" " + message.Content), EndId],
        _ => [_roles.IdOf(message.Role), .. _tokenizer.EncodeOrdinary(message.Content), EndId],
    };

    private int[] TextBefore(PromptMessage calls) => calls.Content.Length == 0 ? [] : _tokenizer.EncodeOrdinary(" " + calls.Content);

    private static int LastUserMessage(IReadOnlyList<PromptMessage> messages)
    {
        var index = messages.Count - 1;
        while (index >= 0 && messages[index].Role != "user")
        {
            index--;
        }

        return index >= 0 ? index : throw new ArgumentException("Markers go with the last user message, and there is none.", nameof(messages));
    }
}
