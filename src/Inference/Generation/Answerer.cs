using System.Diagnostics;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Inference.Grammars;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Inference.Generation;

/// <summary>Writes a request's answer: markers first, where the model has any, then function calls or text.</summary>
internal sealed class Answerer
{
    private readonly ModelFolder _folder;
    private readonly PromptLayout _layout;
    private readonly MarkerPhase? _markers;
    private readonly int[] _notText;
    private readonly int[] _afterThinking;
    private readonly int[] _endThinking;
    private readonly Lazy<VocabularyTrie> _trie;

    /// <summary>Prepares for a model.</summary>
    public Answerer(ModelFolder folder)
    {
        (_folder, _layout) = (folder, folder.Layout);
        _markers = _layout.HasMarkers ? new MarkerPhase(_layout.Markers) : null;
        _trie = new(() => new VocabularyTrie(folder.Tokenizer));
        _notText = [.. NotText(folder)];
        _afterThinking = folder.Tokenizer.EncodeOrdinary("\n\n");
        _endThinking = folder.Tokenizer.EncodeSegments([("\n" + AnswerReader.ThinkingClose + "\n\n", true)]);
    }

    /// <summary>The most tokens that a request's marker list can take.</summary>
    public int MaxListTokens(MarkerSet given) => _markers?.MaxListTokens(given) ?? 0;

    /// <summary>The most tokens that a request's prompt, marker list and answer can take together; at most the context.</summary>
    public int MaxSequenceLength(GenerationRequest request) => Math.Min(
        request.Prompt.Length + MaxListTokens(request.Given) + request.MaxOutputTokens, _folder.Config.ContextLength);

    /// <summary>The fewest tokens that an answer needs so that it can be held to what the request asks.</summary>
    public int LeastTokens(GenerationRequest request) => (_layout.BeginsThinking ? _endThinking.Length : 0) + (
        request.Functions is { Required: true } functions ? functions.MinTokens(_layout.Calls) : GrammarOf(request)?.MinLength ?? 0);

    /// <summary>
    /// Chooses the markers of an answer to nothing, so that the first real one finds warm code and a draft of its list; null where
    /// the context has no room for a list.
    /// </summary>
    public SequenceRequest? WarmUp()
    {
        var nothing = MarkerSet.Empty(_folder.Taxonomy);
        int[] prompt = _layout.EncodePrompt([new PromptMessage("user", "Hello")], nothing);
        var length = prompt.Length + MaxListTokens(nothing);
        return length > _folder.Config.ContextLength ? null : new SequenceRequest(prompt, length, WriteAsync, CancellationToken.None);

        async Task WriteAsync(Sequence sequence)
        {
            sequence.Add(prompt);
            await WriteListAsync(sequence, nothing);
            await sequence.LogitsAsync();
        }
    }

    /// <summary>Writes one answer, awaiting nothing but the sequence's logits.</summary>
    /// <param name="sequence">An empty sequence opened for the request's prompt.</param>
    /// <param name="request">The request, whose prompt, list and text fit the context.</param>
    /// <param name="queued">How long it waited, for the timings.</param>
    /// <param name="tell">Called with each event, between two passes; it must not block.</param>
    /// <exception cref="OperationCanceledException">The sequence was cancelled.</exception>
    /// <exception cref="ModelException">A pass failed.</exception>
    public async Task WriteAsync(Sequence sequence, GenerationRequest request, TimeSpan queued, Action<GenerationEvent> tell)
    {
        var clock = Stopwatch.StartNew();
        sequence.Add(request.Prompt);
        var markers = new GenerationEvent.MarkersChosen(request.Given, await WriteListAsync(sequence, request.Given));
        var listTokens = sequence.Tokens.Count - request.Prompt.Length;
        await sequence.LogitsAsync();
        var listDone = clock.Elapsed;
        var passes = sequence.Passes - 1;
        tell(markers);

        clock.Restart();
        var before = sequence.Tokens.Count;
        var (reason, ended) = await WriteTextAsync(sequence, request, LengthLimits.From(markers.All, request.Enforced), tell);
        var tokens = sequence.Tokens.Count - before + (ended ? 1 : 0);
        tell(new GenerationEvent.Finished(
            reason,
            new GenerationUsage(request.Prompt.Length, sequence.ReusedTokens, listTokens, tokens),
            new GenerationTimings(queued, sequence.FirstPass, listDone - sequence.FirstPass, passes, clock.Elapsed, tokens)));
    }

    /// <summary>Tokens that are no text: controls, and the markers' own.</summary>
    private static IEnumerable<int> NotText(ModelFolder folder)
    {
        var layout = folder.Layout;
        var markers = layout.HasMarkers ? layout.Markers.OwnIds : new HashSet<int>();
        return Enumerable.Range(0, folder.Tokenizer.VocabularySize).Where(id => folder.Tokenizer.BytesOf(id).IsEmpty)
            .Concat(folder.Tokenizer.AddedTokens.Where(token => layout.IsHouse || token.IsSpecial || markers.Contains(token.Id)).Select(token => token.Id))
            .Where(id => !layout.EndIds.Contains(id));
    }

    private async Task<IReadOnlyDictionary<string, InferredMarker>> WriteListAsync(Sequence sequence, MarkerSet given) =>
        _markers is null ? new Dictionary<string, InferredMarker>() : await _markers.WriteAsync(sequence, given);

    private Grammar? GrammarOf(GenerationRequest request) => _layout.IsHouse ? request.Grammar?.AfterSpace() : request.Grammar;

    /// <summary>Writes thinking, text and calls. A grammar, and functions that must be called, begin where thinking has ended.</summary>
    /// <returns>Why it ended, and whether by a token of its own.</returns>
    private async Task<(FinishReason Reason, bool Ended)> WriteTextAsync(
        Sequence sequence, GenerationRequest request, LengthLimits? limits, Action<GenerationEvent> tell)
    {
        var start = sequence.Tokens.Count;
        var text = new AnswerText(_layout, _folder.Tokenizer, request, limits);
        var calls = request.Functions is null ? null : new CallWriter(_layout, _trie.Value, request.Functions);
        var startsCall = calls is null ? null : _layout.Calls.StartId;
        var banned = startsCall is null && _layout.CallId is { } call ? [.. _notText, call] : Array.FindAll(_notText, id => id != startsCall);
        var sampler = new Sampler(request.Sampling, _folder.Config.VocabularySize, banned, sequence.Tokens);
        var grammar = GrammarOf(request);
        TokenConstraint? constraint = null;
        // What the answer must hold has to fit behind the thinking, however long that is.
        var least = LeastTokens(request);
        var mustFollow = grammar is not null || request.Functions is { Required: true };
        var (isBeginning, ended, called) = (true, false, false);
        while (!ended && !text.Stopped && Left() > 0)
        {
            if (text.IsThinking && mustFollow && Left() <= least)
            {
                EndThinking();
            }

            await sequence.LogitsAsync();
            if (isBeginning && !text.IsThinking)
            {
                isBeginning = false;
                if (calls?.Begins(sequence.Logits, Left()) == true)
                {
                    await calls.WriteAsync(sequence, sampler, Left(), tell);
                    return (FinishReason.FunctionCalls, false);
                }

                constraint = grammar is null ? null : new TokenConstraint(grammar, _trie.Value, _layout.EndIds, Left());
            }

            var thought = text.IsThinking;
            var id = sampler.Next(sequence.Logits, constraint);
            if (id == startsCall)
            {
                Tell(text.Complete());
                if (Left() < request.Functions!.MinTokens(_layout.Calls))
                {
                    return (FinishReason.Length, false);
                }

                await calls!.WriteAsync(sequence, sampler, Left(), tell);
                return (FinishReason.FunctionCalls, false);
            }

            ended = _layout.EndIds.Contains(id);
            if (ended && text.IsThinking && mustFollow)
            {
                EndThinking();
                ended = false;
            }
            else if (!ended)
            {
                Add([id]);
                ended = constraint?.MustEnd == true;
            }

            if (thought && !text.IsThinking && !ended)
            {
                isBeginning = calls is not null || grammar is not null;
                if (isBeginning && Left() > _afterThinking.Length + least)
                {
                    Add(_afterThinking);
                }
            }
        }

        var own = ended && constraint?.MustEnd != true;
        Tell(text.Complete());
        var whole = (ended || text.Stopped) && !text.CutInside;
        return (called ? FinishReason.FunctionCalls : whole ? FinishReason.Stop : FinishReason.Length, own);

        int Left() => request.MaxOutputTokens - (sequence.Tokens.Count - start);

        void EndThinking()
        {
            Add(_endThinking);
            isBeginning = true;
        }

        void Add(int[] ids)
        {
            sequence.Add(ids);
            foreach (var next in ids)
            {
                Tell(text.Append(next));
            }
        }

        void Tell(IEnumerable<GenerationEvent> events)
        {
            foreach (var next in events)
            {
                called |= next is GenerationEvent.FunctionCall;
                tell(next);
            }
        }
    }
}
