using System.Diagnostics;
using Microsoft.Extensions.AI;
using TreasureMarkers.Plugin.Grammars;
using TreasureMarkers.Plugin.Models;
using TreasureMarkers.Plugin.Native;
using TreasureMarkers.Plugin.Sampling;

namespace TreasureMarkers.Plugin.Generation;

/// <summary>Answers one request after another with a loaded model: markers first, then text.</summary>
internal sealed class Answerer
{
    private readonly ModelFolder _folder;
    private readonly GenAIModel _model;
    private readonly int[] _notText;
    private readonly Lazy<VocabularyTrie> _trie;

    /// <summary>Prepares for a model; the caller owns it.</summary>
    public Answerer(ModelFolder folder, GenAIModel model)
    {
        _folder = folder;
        _model = model;
        Markers = new MarkerPhase(folder.Layout.Markers);
        _trie = new(() => new VocabularyTrie(folder.Tokenizer));
        _notText = [.. folder.Tokenizer.AddedTokens.Select(token => token.Id).Where(id => id != folder.Layout.EndId)];
    }

    /// <summary>The marker phase.</summary>
    public MarkerPhase Markers { get; }

    /// <summary>Answers on the calling thread, which it keeps busy until the end.</summary>
    /// <param name="request">The request, whose prompt, list and text fit the context.</param>
    /// <param name="queued">How long it waited, for the timings.</param>
    /// <param name="tell">Called with each event, on the calling thread.</param>
    /// <param name="cancellationToken">Ends the forward pass that runs and everything after it.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Answer(GenerationRequest request, TimeSpan queued, Action<GenerationEvent> tell, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var length = request.Prompt.Length + Markers.LongestList(request.Given) + request.MaxOutputTokens;
        using var session = _model.Open(Math.Min(length, _folder.Config.ContextLength));
        using var ending = cancellationToken.Register(session.Terminate);
        var feed = new TokenFeed(session, _folder.Config.VocabularySize, cancellationToken);
        var clock = Stopwatch.StartNew();
        feed.Add(request.Prompt);
        var inferred = Markers.Write(feed, request.Given);
        var listTokens = feed.Sequence.Count - request.Prompt.Length;
        feed.Logits();
        var markers = new MarkerContent(request.Given, inferred);
        var listDone = clock.Elapsed;
        var passes = feed.Passes - 1;
        tell(new GenerationEvent.MarkersChosen(markers));

        clock.Restart();
        var (reason, tokens) = WriteCalls(feed, request, tell) ?? WriteText(feed, request, markers, tell, cancellationToken);
        tell(new GenerationEvent.Finished(
            reason,
            new UsageDetails
            {
                InputTokenCount = request.Prompt.Length,
                OutputTokenCount = tokens,
                TotalTokenCount = request.Prompt.Length + tokens,
                AdditionalCounts = new() { [MarkerChatClient.MarkerTokensCount] = listTokens },
            },
            new GenerationTimings(queued, feed.FirstPass, listDone - feed.FirstPass, passes, clock.Elapsed, tokens)));
    }

    /// <summary>Calls functions where they are offered and the model begins to; else null, and nothing was written.</summary>
    private (ChatFinishReason Reason, int Tokens)? WriteCalls(TokenFeed feed, GenerationRequest request, Action<GenerationEvent> tell)
    {
        if (request.Calls is not { } calls)
        {
            return null;
        }

        var writer = new CallWriter(_folder.Layout, _trie.Value);
        if (!writer.Begins(calls, feed.Logits(), request.MaxOutputTokens))
        {
            return null;
        }

        var sampler = new Sampler(request.Sampling, _folder.Config.VocabularySize, _notText, feed.Sequence);
        var tokens = writer.Write(feed, calls, sampler, request.MaxOutputTokens, call => tell(new GenerationEvent.Call(call)));
        return (ChatFinishReason.ToolCalls, tokens);
    }

    private (ChatFinishReason Reason, int Tokens) WriteText(
        TokenFeed feed, GenerationRequest request, MarkerContent markers, Action<GenerationEvent> tell, CancellationToken cancellationToken)
    {
        var sampler = new Sampler(request.Sampling, _folder.Config.VocabularySize, _notText, feed.Sequence);
        var text = new AnswerText(_folder.Tokenizer, request.Stops, LengthLimits.From(markers.All, request.Enforced));
        var constraint = request.Grammar is { } grammar
            ? new TokenConstraint(grammar, _trie.Value, _folder.Layout.EndId, request.MaxOutputTokens)
            : null;
        var ended = false;
        var tokens = 0;
        while (!ended && !text.Stopped && tokens < request.MaxOutputTokens)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var id = sampler.Next(feed.Logits(), constraint);
            tokens++;
            ended = id == _folder.Layout.EndId;
            if (!ended)
            {
                feed.Add(id);
                Tell(text.Append(id));
                ended = constraint?.MustEnd == true;
            }
        }

        Tell(text.Complete());
        var whole = (ended || text.Stopped) && !text.CutInside;
        return (whole ? ChatFinishReason.Stop : ChatFinishReason.Length, tokens);

        void Tell(string delta)
        {
            if (delta.Length > 0)
            {
                tell(new GenerationEvent.Text(delta));
            }
        }
    }
}
