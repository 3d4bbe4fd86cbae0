using System.Diagnostics;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Inference.Grammars;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Inference.Generation;

/// <summary>Writes a request's answer: markers first, then function calls or text.</summary>
internal sealed class Answerer
{
    private readonly ModelFolder _folder;
    private readonly int[] _notText;
    private readonly Lazy<VocabularyTrie> _trie;

    /// <summary>Prepares for a model.</summary>
    public Answerer(ModelFolder folder)
    {
        _folder = folder;
        Markers = new MarkerPhase(folder.Layout.Markers);
        _trie = new(() => new VocabularyTrie(folder.Tokenizer));
        _notText = [.. folder.Tokenizer.AddedTokens.Select(token => token.Id).Where(id => id != folder.Layout.EndId)];
    }

    /// <summary>The marker phase.</summary>
    public MarkerPhase Markers { get; }

    /// <summary>The most tokens that a request's prompt, marker list and answer can take together; at most the context.</summary>
    public int MaxSequenceLength(GenerationRequest request) => Math.Min(
        request.Prompt.Length + Markers.MaxListTokens(request.Given) + request.MaxOutputTokens, _folder.Config.ContextLength);

    /// <summary>
    /// Chooses the markers of an answer to nothing, so that the first real one finds warm code and a draft of its list; null where
    /// the context has no room for a list.
    /// </summary>
    public SequenceRequest? WarmUp()
    {
        var nothing = MarkerSet.Empty(_folder.Taxonomy);
        int[] prompt = _folder.Layout.EncodePrompt([new PromptMessage("user", "")], nothing);
        var length = prompt.Length + Markers.MaxListTokens(nothing);
        return length > _folder.Config.ContextLength ? null : new SequenceRequest(prompt, length, WriteAsync, CancellationToken.None);

        async Task WriteAsync(Sequence sequence)
        {
            sequence.Add(prompt);
            await Markers.WriteAsync(sequence, nothing);
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
        var markers = new GenerationEvent.MarkersChosen(request.Given, await Markers.WriteAsync(sequence, request.Given));
        var listTokens = sequence.Tokens.Count - request.Prompt.Length;
        await sequence.LogitsAsync();
        var listDone = clock.Elapsed;
        var passes = sequence.Passes - 1;
        tell(markers);

        clock.Restart();
        var sampler = new Sampler(request.Sampling, _folder.Config.VocabularySize, _notText, sequence.Tokens);
        var (reason, tokens) = await WriteCallsAsync(sequence, request, sampler, tell)
            ?? await WriteTextAsync(sequence, request, sampler, markers.All, tell);
        tell(new GenerationEvent.Finished(
            reason,
            new GenerationUsage(request.Prompt.Length, sequence.ReusedTokens, listTokens, tokens),
            new GenerationTimings(queued, sequence.FirstPass, listDone - sequence.FirstPass, passes, clock.Elapsed, tokens)));
    }

    /// <summary>Calls functions where they are offered and the model begins to; else null, and nothing was written.</summary>
    private async Task<(FinishReason Reason, int Tokens)?> WriteCallsAsync(
        Sequence sequence, GenerationRequest request, Sampler sampler, Action<GenerationEvent> tell)
    {
        if (request.Functions is not { } functions)
        {
            return null;
        }

        var writer = new CallWriter(_folder.Layout, _trie.Value, functions);
        return writer.Begins(sequence.Logits, request.MaxOutputTokens)
            ? (FinishReason.FunctionCalls, await writer.WriteAsync(sequence, sampler, request.MaxOutputTokens, tell))
            : null;
    }

    private async Task<(FinishReason Reason, int Tokens)> WriteTextAsync(
        Sequence sequence, GenerationRequest request, Sampler sampler, MarkerSet markers, Action<GenerationEvent> tell)
    {
        var text = new AnswerText(_folder.Tokenizer, request.Stops, LengthLimits.From(markers, request.Enforced));
        var constraint = request.Grammar is { } grammar
            ? new TokenConstraint(grammar.AfterSpace(), _trie.Value, _folder.Layout.EndId, request.MaxOutputTokens)
            : null;
        var ended = false;
        var tokens = 0;
        while (!ended && !text.Stopped && tokens < request.MaxOutputTokens)
        {
            await sequence.LogitsAsync();
            var id = sampler.Next(sequence.Logits, constraint);
            tokens++;
            ended = id == _folder.Layout.EndId;
            if (!ended)
            {
                sequence.Add(id);
                Tell(text.Append(id));
                ended = constraint?.MustEnd == true;
            }
        }

        Tell(text.Complete());
        var whole = (ended || text.Stopped) && !text.CutInside;
        return (whole ? FinishReason.Stop : FinishReason.Length, tokens);

        void Tell(string delta)
        {
            if (delta.Length > 0)
            {
                tell(new GenerationEvent.Text(delta));
            }
        }
    }
}
