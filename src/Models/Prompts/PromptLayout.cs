using TreasureMarkers.Markers;
using TreasureMarkers.Models.Prompts.Jinja;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Prompts;

/// <summary>
/// The one layout of prompts and completions, used by training, evaluation and serving:
/// <c>…user turn: TEXT[LIST]…assistant turn: [LIST]TEXT end</c>. The model's chat template frames the turns; the prompt's marker list
/// stands directly behind the last user message's text, wherever the template puts that, and the completion's before the answer, which is
/// encoded as it would be without a list. The models trained here have a space before both: their template writes the answer's, and
/// the prompt's is their template's mark (<see cref="ChatTemplate.IsHouse"/>).
/// <para>
/// Functions are offered, called and answered as the template writes them (<see cref="ToolCallFormat"/>). Where it writes none, the
/// system message offers them and calls are text between tags. Message content can never become a control or marker token.
/// Safe to share between threads.
/// </para>
/// </summary>
internal sealed class PromptLayout
{
    private const int CarrierOrigin = 2;
    private const int AnswerOrigin = 3;

    // Stands for a text of which a template leaves nothing, to see where it would stand.
    private const string Mark = "\uE000";
    private static readonly string[] Roles = ["system", "user", "assistant", "tool"];
    private static readonly string[] EndNames = ["<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|end_of_text|>", "<|endoftext|>", "</s>"];

    private readonly BpeTokenizer _tokenizer;
    private readonly ChatTemplate _template;
    private readonly MarkerVocabulary? _markers;
    private readonly ToolCallFormat? _nativeCalls;
    private readonly bool? _thinks;
    private readonly bool _takesSystem;
    private readonly bool _takesTools;
    private readonly Lazy<(string Text, int[] Ids)> _question;

    /// <summary>Looks up the tokens and finds from the template how a turn ends.</summary>
    /// <param name="tokenizer">The model's.</param>
    /// <param name="taxonomy">Of its markers; null for a model that was trained without any.</param>
    /// <param name="template">The model's; null for one that was trained here.</param>
    /// <param name="endIds">Tokens that end an answer besides the template's, such as config.json's eos_token_id.</param>
    /// <param name="thinks">
    /// Whether the model is to think before it answers, where its template asks; null for what the template does by itself, and false for a
    /// model with markers, whose answers were trained without a thought.
    /// </param>
    /// <exception cref="FormatException">The tokenizer lacks a token, or the template cannot frame a question and its answer.</exception>
    public PromptLayout(
        BpeTokenizer tokenizer, MarkerTaxonomy? taxonomy, ChatTemplate? template = null, IEnumerable<int>? endIds = null, bool? thinks = null)
    {
        (_tokenizer, _template) = (tokenizer, template ?? ChatTemplate.House);
        _markers = taxonomy is null ? null : new MarkerVocabulary(tokenizer, taxonomy);
        _thinks = thinks ?? (_template.CanSwitchThinking && _markers is not null ? false : null);
        if (_template.IsHouse)
        {
            foreach (var token in (string[])[ControlTokens.Begin, ControlTokens.End, ControlTokens.System, ControlTokens.User, ControlTokens.Assistant])
            {
                _ = tokenizer.TryGetId(token, out var _) ? true : throw new FormatException(
                    $"The tokenizer lacks the control token '{token}'. Use one that was trained here.");
            }
        }

        _takesSystem = Takes([Turn("system", "x"), Turn("user", "x")]);
        _takesTools = _template.Calls is not null && (!_template.IsHouse || HasHouseCalls());
        _nativeCalls = _takesTools ? _template.Calls : null;
        CanCall = _takesTools || !_template.IsHouse;
        Calls = new PromptCalls(_nativeCalls ?? ToolCallFormat.Hermes, tokenizer, isTemplate: _takesTools);
        _question = new(() =>
        {
            var text = Render([Turn("user", "x")], [], beginsAnswer: true);
            return (text.Value, _tokenizer.EncodeSegments(Segments(text)));
        });
        try
        {
            (EndId, EndIds) = FindEnds(endIds ?? []);
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"The chat template cannot frame a question and its answer: {e.Message}", e);
        }
    }

    /// <summary>Whether the model was trained with markers.</summary>
    public bool HasMarkers => _markers is not null;

    /// <summary>The ids of the markers.</summary>
    /// <exception cref="InvalidOperationException">The model has none: see <see cref="HasMarkers"/>.</exception>
    public MarkerVocabulary Markers => _markers ?? throw new InvalidOperationException("This model was trained without markers.");

    /// <summary>The id that ends an answer in training.</summary>
    public int EndId { get; }

    /// <summary>All ids that end an answer when a model writes them; <see cref="EndId"/> is the first.</summary>
    public IReadOnlyList<int> EndIds { get; }

    /// <summary>Whether functions can be offered, called and answered.</summary>
    public bool CanCall { get; }

    /// <summary>How the model writes calls.</summary>
    public PromptCalls Calls { get; }

    /// <summary>The id that begins a call, or null where text does.</summary>
    public int? CallId => CanCall ? Calls.StartId : null;

    /// <summary>
    /// Whether the models are trained here from nothing, whose answers begin with one space and hold neither thoughts nor calls as text.
    /// </summary>
    public bool IsHouse => _template.IsHouse;

    /// <summary>
    /// Whether an answer begins inside a thought, since the template already opened it; see <see cref="AnswerReader"/>.
    /// </summary>
    public bool BeginsThinking => _template.Thinks && _question.Value.Text.TrimEnd().EndsWith(AnswerReader.ThinkingOpen, StringComparison.Ordinal);

    /// <summary>
    /// A conversation up to where the model answers. The markers follow the last user message's text; with none, nothing follows. Earlier
    /// answers have no list.
    /// </summary>
    /// <param name="messages">The conversation, oldest message first.</param>
    /// <param name="promptMarkers">What the caller wants of the answer; null or empty for nothing.</param>
    /// <param name="tools">The functions offered; null or empty for none.</param>
    /// <exception cref="ArgumentException">
    /// No message, an unknown role, markers without a user message or a model to carry them, or a conversation that the template refuses.
    /// </exception>
    /// <exception cref="MarkerException">A marker that the tokenizer's taxonomy does not have.</exception>
    /// <exception cref="NotSupportedException">
    /// Functions are used and the tokenizer lacks their tokens; see <see cref="CanCall"/>.
    /// </exception>
    public int[] EncodePrompt(IReadOnlyList<PromptMessage> messages, MarkerSet? promptMarkers, IReadOnlyList<PromptTool>? tools = null)
    {
        tools ??= [];
        Check(messages, tools);
        if (promptMarkers is not { Count: > 0 })
        {
            return _tokenizer.EncodeSegments(Segments(RenderPrompt(messages, -1, tools)));
        }

        var list = EncodeMarkers(promptMarkers);
        var carrier = messages.Count - 1;
        while (carrier >= 0 && messages[carrier].Role != "user")
        {
            carrier--;
        }

        if (carrier < 0)
        {
            throw new ArgumentException("Markers go with the last user message, and there is none.", nameof(messages));
        }

        var (before, after) = Split(messages, carrier, tools);
        if (_template.IsHouse)
        {
            return [.. _tokenizer.EncodeSegments([.. Segments(before), (" ", false)]), .. list, .. _tokenizer.EncodeSegments(Segments(after))];
        }

        // Where a token ends with the text, the rest keeps the ids that it has without a list.
        var begun = _tokenizer.EncodeSegments(Segments(before));
        var whole = _tokenizer.EncodeSegments([.. Segments(before), .. Segments(after)]);
        return whole.AsSpan().StartsWith(begun)
            ? [.. begun, .. list, .. whole[begun.Length..]]
            : [.. begun, .. list, .. _tokenizer.EncodeSegments(Segments(after))];
    }

    /// <summary>
    /// A conversation up to where the user's first message would stand: behind it, a model that was taught to converse writes such a message
    /// itself (the Magpie method, arXiv 2406.08464).
    /// </summary>
    /// <exception cref="ArgumentException">The template refuses it.</exception>
    /// <exception cref="FormatException">The template leaves out what the user says.</exception>
    public int[] EncodeUserOpening()
    {
        var text = Render([Turn("user", Mark)], [], beginsAnswer: false);
        var place = text.Value.IndexOf(Mark, StringComparison.Ordinal);
        return place < 0 ? throw new FormatException("The chat template leaves out what the user says.")
            : _tokenizer.EncodeSegments(Segments(text.Slice(0, place)));
    }

    /// <summary>A list as ids.</summary>
    /// <exception cref="MarkerException">A marker that the tokenizer's taxonomy does not have.</exception>
    /// <exception cref="ArgumentException">The model was trained without markers.</exception>
    public int[] EncodeMarkers(MarkerSet markers)
    {
        if (_markers is null)
        {
            throw new ArgumentException("This model was trained without markers, so none can be set. Leave them out, or fine-tune it with some.", nameof(markers));
        }

        var ids = new List<int> { _markers.ListOpenId };
        foreach (var (name, value) in markers)
        {
            if (_markers.Taxonomy[name].Kind == MarkerKind.Categorical)
            {
                ids.AddRange(_markers.CategoricalIds(name, value));
                continue;
            }

            ids.AddRange(_markers.NumberOpenIds(name));
            ids.AddRange(value.Select(digit => _markers.DigitIds[digit]));
            ids.AddRange(_markers.NumberCloseIds(name));
        }

        ids.Add(_markers.ListCloseId);
        return [.. ids];
    }

    /// <summary>What the model is to write after a prompt: the list where it has markers, the text and the end.</summary>
    /// <exception cref="MarkerException">A marker that the tokenizer's taxonomy does not have.</exception>
    public int[] EncodeCompletion(MarkerSet? completionMarkers, string text) =>
        [.. EncodeList(completionMarkers), .. EncodeAnswer(new PromptMessage("assistant", text)), EndId];

    /// <summary>What the model is to write to call functions: the list where it has markers, the calls and the end.</summary>
    /// <exception cref="ArgumentException">No call, or the template refuses them.</exception>
    /// <exception cref="MarkerException">A marker that the tokenizer's taxonomy does not have.</exception>
    /// <exception cref="NotSupportedException">The tokenizer lacks the functions' tokens: see <see cref="CanCall"/>.</exception>
    public int[] EncodeCompletion(MarkerSet? completionMarkers, IReadOnlyList<PromptToolCall> calls) => calls.Count > 0
        ? [.. EncodeList(completionMarkers), .. EncodeCalls(calls), EndId]
        : throw new ArgumentException("There is no call to write.", nameof(calls));

    /// <summary>Calls as ids, without a list before or the end behind them.</summary>
    /// <exception cref="NotSupportedException">The tokenizer lacks the functions' tokens: see <see cref="CanCall"/>.</exception>
    /// <exception cref="ArgumentException">The template refuses them.</exception>
    public int[] EncodeCalls(IReadOnlyList<PromptToolCall> calls) => EncodeAnswer(new PromptMessage("assistant", "") { ToolCalls = calls });

    /// <summary>An answer as ids, its text and its calls, without a list before or the end behind it.</summary>
    /// <exception cref="NotSupportedException">It calls and the tokenizer lacks the functions' tokens: see <see cref="CanCall"/>.</exception>
    /// <exception cref="ArgumentException">It is not the assistant's, or the template refuses it.</exception>
    public int[] EncodeAnswer(PromptMessage answer)
    {
        Check([answer], []);
        if (answer.Role != "assistant")
        {
            throw new ArgumentException($"An answer is the assistant's, not '{MarkerCategory.Shorten(answer.Role)}'.", nameof(answer));
        }

        var (_, ids) = AnswerIds(answer);
        var end = ids.AsSpan().IndexOfAny([.. EndIds]);
        return end < 0 ? ids : ids[..end];
    }

    /// <summary>What follows a question's prompt when this is the answer, its end included: as text and as ids.</summary>
    private (JinjaText Text, int[] Ids) AnswerIds(PromptMessage answer)
    {
        var turns = ToTurns([new PromptMessage("user", "x"), answer], -1, [], AnswerOrigin);
        var full = Render(turns, [], beginsAnswer: false);
        var (question, questionIds) = _question.Value;

        // Usually the whole prompt; a template can begin an answer in another way than it writes one that is over.
        var first = full.Runs.Where(run => run.Origin == AnswerOrigin).Select(run => run.Start).DefaultIfEmpty(full.Value.Length).First();
        var common = Math.Min(full.Value.AsSpan().CommonPrefixLength(question), first);
        var rest = full.Slice(common, full.Value.Length - common);
        if (common == question.Length)
        {
            var ids = _tokenizer.EncodeSegments(Segments(full));
            if (ids.AsSpan().StartsWith(questionIds))
            {
                return (rest, ids[questionIds.Length..]);
            }
        }

        return (rest, _tokenizer.EncodeSegments(Segments(rest)));
    }

    private int[] EncodeList(MarkerSet? markers) => markers is null || (_markers is null && markers.Count == 0) ? [] : EncodeMarkers(markers);

    private (int EndId, IReadOnlyList<int> EndIds) FindEnds(IEnumerable<int> given)
    {
        int[] known = [.. given.Where(id => id >= 0 && id < _tokenizer.VocabularySize)];
        if (_template.IsHouse)
        {
            _ = _tokenizer.TryGetId(ControlTokens.End, out var end);
            return (end, [end]);
        }

        var controls = _tokenizer.AddedTokens.Select(token => token.Id).ToHashSet();
        var (text, ids) = AnswerIds(new PromptMessage("assistant", "x"));
        var answered = text.Runs.Any(run => run.Origin == AnswerOrigin);
        var place = Array.FindLastIndex(ids, id => !controls.Contains(id) && _tokenizer.BytesOf(id).Contains((byte)'x'));
        int? found = answered ? ids.Skip(place + 1).Where(controls.Contains).Select(id => (int?)id).FirstOrDefault() : null;
        found ??= known.Select(id => (int?)id).FirstOrDefault() ?? _tokenizer.Boundary.End;
        if (found is not { } first)
        {
            throw new FormatException(
                "The chat template ends an answer by no control token, and the model names no eos token: give tokenizer_config.json an eos_token.");
        }

        var others = EndNames.Select(name => _tokenizer.TryGetId(name, out var id) ? id : -1).Where(id => id >= 0);
        return (first, [.. new[] { first }.Concat(known).Concat(_tokenizer.Boundary.End is { } eos ? [eos] : []).Concat(others).Distinct()]);
    }

    private void Check(IReadOnlyList<PromptMessage> messages, IReadOnlyList<PromptTool> tools)
    {
        if (messages.Count == 0)
        {
            throw new ArgumentException("A prompt needs at least one message.", nameof(messages));
        }

        if (tools.Count > 0)
        {
            RequireCalls();
        }

        foreach (var message in messages)
        {
            if (message.Role == "tool" || message.ToolCalls is { Count: > 0 })
            {
                RequireCalls();
            }

            if (!Roles.Contains(message.Role))
            {
                var allowed = CanCall ? Roles : Roles[..^1];
                throw new ArgumentException(
                    $"There is no role '{MarkerCategory.Shorten(message.Role)}'. Allowed: {string.Join(", ", allowed)}.", nameof(messages));
            }

            if (message is { ToolCalls.Count: > 0, Role: not "assistant" })
            {
                throw new ArgumentException(
                    $"Only the assistant calls functions, not '{MarkerCategory.Shorten(message.Role)}'.", nameof(messages));
            }
        }
    }

    private void RequireCalls()
    {
        if (!CanCall)
        {
            throw new NotSupportedException(
                $"This model cannot use functions: its tokenizer lacks {ControlTokens.Tool} and {ControlTokens.Call}. "
                + "Use a model whose tokenizer has them, or leave the functions out.");
        }
    }

    /// <summary>A prompt before and after the end of the last user message's text.</summary>
    private (JinjaText Before, JinjaText After) Split(IReadOnlyList<PromptMessage> messages, int carrier, IReadOnlyList<PromptTool> tools)
    {
        var text = RenderPrompt(messages, carrier, tools);
        var run = text.Runs.LastOrDefault(run => run.Origin == CarrierOrigin);
        if (run.End > 0)
        {
            return (text.Slice(0, run.End), text.Slice(run.End, text.Value.Length - run.End));
        }

        PromptMessage[] marked = [.. messages];
        marked[carrier] = marked[carrier] with { Content = Mark };
        text = RenderPrompt(marked, carrier, tools);
        run = text.Runs.LastOrDefault(run => run.Origin == CarrierOrigin);
        return run.End > 0
            ? (text.Slice(0, run.Start), text.Slice(run.End, text.Value.Length - run.End))
            : throw new ArgumentException("The model's chat template leaves the last user message out, and the markers with it.", nameof(messages));
    }

    private JinjaText RenderPrompt(IReadOnlyList<PromptMessage> messages, int carrier, IReadOnlyList<PromptTool> tools) =>
        Render(ToTurns(messages, carrier, tools, JinjaOrigin.Content), _takesTools ? tools : [], beginsAnswer: true);

    private JinjaText Render(IReadOnlyList<PromptTurn> turns, IReadOnlyList<PromptTool> tools, bool beginsAnswer)
    {
        try
        {
            return _template.Render(turns, tools, beginsAnswer, _thinks);
        }
        catch (JinjaException e)
        {
            throw new ArgumentException(
                e.IsRaised ? $"The model's chat template refuses this conversation: {e.Message}" : e.Message, nameof(turns), e);
        }
    }

    private bool Takes(IReadOnlyList<PromptTurn> turns)
    {
        try
        {
            _ = _template.Render(turns, [], beginsAnswer: true, _thinks);
            return true;
        }
        catch (JinjaException)
        {
            return false;
        }
    }

    private bool HasHouseCalls() => _tokenizer.TryGetId(ControlTokens.Tool, out _) && _tokenizer.TryGetId(ControlTokens.Call, out _);

    /// <summary>
    /// Messages as the template takes them: where it has no functions, these are offered by the system message, called in the answer's
    /// text, and answered by the user; where it takes no system message, this stands before the first user message's text.
    /// </summary>
    private List<PromptTurn> ToTurns(
        IReadOnlyList<PromptMessage> messages, int carrier, IReadOnlyList<PromptTool> tools, int answerOrigin)
    {
        var turns = new List<PromptTurn>();
        if (tools.Count > 0 && !_takesTools)
        {
            var count = messages.Count;
            messages = ToolPrompt.Offer(messages, tools, Calls.Format);
            carrier += carrier < 0 ? 0 : messages.Count - count;
        }

        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            var origin = i == carrier ? CarrierOrigin : message.Role == "assistant" && i == messages.Count - 1 ? answerOrigin : JinjaOrigin.Content;
            var calls = message.ToolCalls ?? [];
            if (_takesTools || (calls.Count == 0 && message.Role != "tool"))
            {
                turns.Add(new PromptTurn(message.Role, JinjaText.Of(message.Content, origin), calls));
            }
            else if (calls.Count > 0)
            {
                var text = message.Content + (message.Content.Length > 0 ? "\n" : "") + Calls.Write(calls);
                turns.Add(new PromptTurn(message.Role, JinjaText.Of(text, origin), []));
            }
            else
            {
                var result = $"<tool_response>\n{message.Content}\n</tool_response>";
                if (i > 0 && messages[i - 1].Role == "tool")
                {
                    turns[^1] = turns[^1] with { Content = JinjaText.Of(turns[^1].Content.Value + "\n" + result, origin) };
                }
                else
                {
                    turns.Add(new PromptTurn("user", JinjaText.Of(result, origin), []));
                }
            }
        }

        return _takesSystem ? turns : WithoutSystem(turns);
    }

    private static List<PromptTurn> WithoutSystem(List<PromptTurn> turns)
    {
        if (turns.FindIndex(turn => turn.Role == "system") is var system && (system < 0 || turns.FindIndex(turn => turn.Role == "user") is var user && user < 0))
        {
            return turns;
        }

        var content = turns[system].Content;
        turns.RemoveAt(system);
        var first = turns.FindIndex(turn => turn.Role == "user");
        if (content.Value.Length > 0)
        {
            var joined = new JinjaText.Builder(new JinjaBudget(content.Size + turns[first].Content.Size))
                .Append(content).Append("\n\n", JinjaOrigin.Content).Append(turns[first].Content).Build();
            turns[first] = turns[first] with { Content = joined };
        }

        return turns;
    }

    private static PromptTurn Turn(string role, string content) => new(role, JinjaText.Of(content, JinjaOrigin.Content), []);

    private static List<(string Text, bool IsTemplate)> Segments(JinjaText text) =>
        [.. text.Runs.Select(run => (text.Value[run.Start..run.End], run.Origin == JinjaOrigin.Template))];
}

/// <summary>The ids by which a model's calls are framed.</summary>
internal sealed class PromptCalls
{
    private readonly bool _isTemplate;

    /// <summary>Encodes them.</summary>
    /// <param name="format">How calls are written.</param>
    /// <param name="tokenizer">The model's.</param>
    /// <param name="isTemplate">Whether the template writes them, so that their tags can be control tokens.</param>
    public PromptCalls(ToolCallFormat format, BpeTokenizer tokenizer, bool isTemplate)
    {
        (Format, _isTemplate) = (format, isTemplate);
        OpenIds = Encode(format.Open);
        BetweenIds = format.Between is { } between ? Encode(between) : null;
        CloseIds = Encode(format.Close);
        StartId = OpenIds is [var first, ..] && tokenizer.AddedTokens.Any(token => token.Id == first) ? first : null;

        int[] Encode(string text) => _isTemplate ? tokenizer.EncodeSegments([(text, true)]) : tokenizer.EncodeOrdinary(text);
    }

    /// <summary>How calls are written.</summary>
    public ToolCallFormat Format { get; }

    /// <summary>The added token that begins a call, or null where ordinary text does.</summary>
    public int? StartId { get; }

    /// <summary>Before the first call's JSON; empty where nothing stands there.</summary>
    public IReadOnlyList<int> OpenIds { get; }

    /// <summary>Between two calls' JSON; null where an answer makes but one.</summary>
    public IReadOnlyList<int>? BetweenIds { get; }

    /// <summary>After the last call's JSON, before the answer's end; empty where nothing stands there.</summary>
    public IReadOnlyList<int> CloseIds { get; }

    /// <summary>Calls as text.</summary>
    public string Write(IReadOnlyList<PromptToolCall> calls) =>
        Format.Open + string.Join(Format.Between ?? "\n", calls.Select(Format.Write)) + Format.Close;
}
