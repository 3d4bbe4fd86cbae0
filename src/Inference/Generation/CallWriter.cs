using System.Text;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Inference.Grammars;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Inference.Generation;

/// <summary>Writes an answer that calls functions: every call is valid by its function's schema, whatever the model would write.</summary>
/// <param name="layout">The prompt layout of a model that can call.</param>
/// <param name="trie">The model's vocabulary.</param>
/// <param name="functions">The functions that are offered.</param>
internal sealed class CallWriter(PromptLayout layout, VocabularyTrie trie, FunctionCalling functions)
{
    private readonly PromptCalls _calls = layout.Calls;
    private readonly Grammar _grammar = functions.Grammar(layout.Calls.Format);

    /// <summary>
    /// Whether the answer is a call: it must be, or what begins a call is the likeliest of all that can begin an answer: the call's token, or
    /// text that begins as a call does. As for markers, temperature plays no part in it.
    /// </summary>
    /// <param name="logits">The logits after the marker list.</param>
    /// <param name="maxTokens">Most tokens of the answer.</param>
    public bool Begins(ReadOnlySpan<float> logits, int maxTokens)
    {
        if (functions.Required || maxTokens < functions.MinTokens(_calls))
        {
            return functions.Required;
        }

        var likeliest = _calls.StartId ?? layout.EndId;
        for (var id = 0; id < logits.Length; id++)
        {
            if (logits[id] > logits[likeliest] && ((id < trie.IsText.Length && trie.IsText[id]) || layout.EndIds.Contains(id)))
            {
                likeliest = id;
            }
        }

        return _calls.StartId is { } start
            ? likeliest == start
            : !layout.EndIds.Contains(likeliest)
                && Encoding.UTF8.GetBytes(_calls.Format.Open + _calls.Format.BeforeName).AsSpan().StartsWith(trie.Tokenizer.BytesOf(likeliest));
    }

    /// <summary>Writes calls until the model ends its answer or no other would fit.</summary>
    /// <param name="sequence">The list has passed.</param>
    /// <param name="sampler">Chooses the tokens.</param>
    /// <param name="maxTokens">Most tokens of the answer.</param>
    /// <param name="tell">Called with each call.</param>
    /// <returns>Tokens written.</returns>
    public async Task<int> WriteAsync(Sequence sequence, Sampler sampler, int maxTokens, Action<GenerationEvent> tell)
    {
        var start = sequence.Tokens.Count;
        sequence.Add(_calls.OpenIds);
        do
        {
            var constraint = new TokenConstraint(_grammar, trie, layout.EndIds, Left() - _calls.CloseIds.Count);
            var text = new List<byte>();
            while (!constraint.MustEnd)
            {
                await sequence.LogitsAsync();
                var id = sampler.Next(sequence.Logits, constraint);
                sequence.Add(id);
                text.AddRange(trie.Tokenizer.BytesOf(id));
            }

            var call = ToolPrompt.ReadCall(Encoding.UTF8.GetString([.. text]));
            tell(new GenerationEvent.FunctionCall(call.Name, call.Arguments));
        }
        while (await ContinuesAsync());
        return sequence.Tokens.Count - start;

        int Left() => maxTokens - (sequence.Tokens.Count - start);

        // Writes what stands between two calls, or after the last.
        async Task<bool> ContinuesAsync()
        {
            var close = _calls.CloseIds;
            var shared = 0;
            var continues = false;
            if (functions.AllowMultiple && _calls.BetweenIds is { } between && Left() >= between.Count + _grammar.MinLength + close.Count)
            {
                while (shared < between.Count && shared < close.Count && between[shared] == close[shared])
                {
                    shared++;
                }

                sequence.Add(close.Take(shared));
                await sequence.LogitsAsync();
                IEnumerable<int> ends = shared < close.Count ? [close[shared]] : layout.EndIds;
                continues = ends.All(end => sequence.Logits[between[shared]] > sequence.Logits[end]);
                close = continues ? between : close;
            }

            sequence.Add(close.Skip(shared));
            return continues;
        }
    }
}
