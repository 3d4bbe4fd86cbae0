using TreasureMarkers.Markers;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Prompts;

/// <summary>
/// The one layout of prompts and completions, used by training, evaluation and serving:
/// <c>&lt;|bos|&gt;[&lt;|system|&gt;…&lt;|end|&gt;]&lt;|user|&gt;TEXT [LIST]&lt;|end|&gt;&lt;|assistant|&gt;LIST TEXT&lt;|end|&gt;</c>.
/// An answer that calls functions is <c>LIST&lt;|call|&gt;JSON[&lt;|call|&gt;JSON…]&lt;|end|&gt;</c>; what a call returned is
/// <c>&lt;|tool|&gt;TEXT&lt;|end|&gt;</c>.
/// Ids are built directly, so message content can never become a control or marker token. Safe to share between threads.
/// </summary>
internal sealed class PromptLayout
{
    private readonly BpeTokenizer _tokenizer;
    private readonly int _beginId;
    private readonly int _assistantId;
    private readonly Dictionary<string, int> _roleIds;

    /// <summary>Looks up the control and marker tokens.</summary>
    /// <exception cref="FormatException">The tokenizer lacks one of them.</exception>
    public PromptLayout(BpeTokenizer tokenizer, MarkerTaxonomy taxonomy)
    {
        _tokenizer = tokenizer;
        Markers = new MarkerVocabulary(tokenizer, taxonomy);
        _beginId = IdOf(ControlTokens.Begin);
        EndId = IdOf(ControlTokens.End);
        _assistantId = IdOf(ControlTokens.Assistant);
        _roleIds = new Dictionary<string, int>
        {
            ["system"] = IdOf(ControlTokens.System),
            ["user"] = IdOf(ControlTokens.User),
            ["assistant"] = _assistantId,
        };
        if (tokenizer.TryGetId(ControlTokens.Tool, out var tool) && tokenizer.TryGetId(ControlTokens.Call, out var call))
        {
            _roleIds.Add("tool", tool);
            CallId = call;
        }

        int IdOf(string token) => tokenizer.TryGetId(token, out var id)
            ? id
            : throw new FormatException($"The tokenizer lacks the control token '{token}'. Use one that was trained here.");
    }

    /// <summary>The ids of the marker tokens.</summary>
    public MarkerVocabulary Markers { get; }

    /// <summary>The id that ends every message; generation stops at it.</summary>
    public int EndId { get; }

    /// <summary>The id that begins a call, or null when the tokenizer was trained before functions.</summary>
    public int? CallId { get; }

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
    /// <exception cref="NotSupportedException">
    /// Functions are used and the tokenizer lacks their tokens; see <see cref="CanCall"/>.
    /// </exception>
    public int[] EncodePrompt(IReadOnlyList<PromptMessage> messages, MarkerSet promptMarkers, IReadOnlyList<PromptTool>? tools = null)
    {
        if (messages.Count == 0)
        {
            throw new ArgumentException("A prompt needs at least one message.", nameof(messages));
        }

        if (tools is { Count: > 0 })
        {
            _ = RequireCallId();
            messages = ToolPrompt.Offer(messages, tools);
        }

        var carrier = promptMarkers.Count == 0 ? -1 : LastUserMessage(messages);
        var ids = new List<int> { _beginId };
        for (var i = 0; i < messages.Count; i++)
        {
            var (role, content) = (messages[i].Role, messages[i].Content);
            ids.AddRange(i == carrier
                ? [RoleId(role), .. _tokenizer.EncodeOrdinary(content + " "), .. EncodeMarkers(promptMarkers), EndId]
                : Encode(messages[i]));
        }

        ids.Add(_assistantId);
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
    public int[] EncodeCompletion(MarkerSet completionMarkers, string text) =>
        [.. EncodeMarkers(completionMarkers), .. _tokenizer.EncodeOrdinary(" " + text), EndId];

    /// <summary>What the model is to write to call functions: the list, the calls and the end.</summary>
    /// <exception cref="ArgumentException">No call.</exception>
    /// <exception cref="MarkerException">A marker that the tokenizer's taxonomy does not have.</exception>
    /// <exception cref="NotSupportedException">The tokenizer lacks the functions' tokens: see <see cref="CanCall"/>.</exception>
    public int[] EncodeCompletion(MarkerSet completionMarkers, IReadOnlyList<PromptToolCall> calls) => calls.Count > 0
        ? [.. EncodeMarkers(completionMarkers), .. EncodeCalls(calls), EndId]
        : throw new ArgumentException("There is no call to write.", nameof(calls));

    /// <summary>Calls as ids, without a list before or the end behind them.</summary>
    /// <exception cref="NotSupportedException">The tokenizer lacks the functions' tokens: see <see cref="CanCall"/>.</exception>
    public int[] EncodeCalls(IReadOnlyList<PromptToolCall> calls)
    {
        var callId = RequireCallId();
        return [.. calls.SelectMany(call => _tokenizer.EncodeOrdinary(ToolPrompt.Call(call)).Prepend(callId))];
    }

    private int[] Encode(PromptMessage message) => message switch
    {
        { ToolCalls.Count: > 0, Role: not "assistant" } =>
            throw new ArgumentException(
                $"Only the assistant calls functions, not '{MarkerCategory.Shorten(message.Role)}'.", nameof(message)),
        { ToolCalls: { Count: > 0 } calls } => [_assistantId, .. TextBefore(message), .. EncodeCalls(calls), EndId],
        { Role: "assistant" } => [_assistantId, .. _tokenizer.EncodeOrdinary(" " + message.Content), EndId],
        _ => [RoleId(message.Role), .. _tokenizer.EncodeOrdinary(message.Content), EndId],
    };

    private int[] TextBefore(PromptMessage calls) => calls.Content.Length == 0 ? [] : _tokenizer.EncodeOrdinary(" " + calls.Content);

    private static int LastUserMessage(IReadOnlyList<PromptMessage> messages)
    {
        var index = messages.Count - 1;
        while (index >= 0 && messages[index].Role != "user")
        {
            index--;
        }

        return index >= 0
            ? index
            : throw new ArgumentException("Markers go with the last user message, and there is none.", nameof(messages));
    }

    private int RequireCallId() => CallId ?? throw new NotSupportedException(
        $"This model cannot use functions: its tokenizer lacks {ControlTokens.Tool} and {ControlTokens.Call}. "
        + "Use a model whose tokenizer has them, or leave the functions out.");

    private int RoleId(string role) => _roleIds.TryGetValue(role, out var id) ? id
        : role == "tool" ? RequireCallId()
        : throw new ArgumentException(
            $"There is no role '{MarkerCategory.Shorten(role)}'. Allowed: {string.Join(", ", _roleIds.Keys)}.", nameof(role));
}
