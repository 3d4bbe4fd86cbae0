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
    private readonly int _callId = layout.CallId!.Value;

    /// <summary>
    /// Whether the answer is a call: it must be, or the call token is the likeliest of all that can begin an answer. As for
    /// markers, temperature plays no part in it.
    /// </summary>
    /// <param name="logits">The logits after the marker list.</param>
    /// <param name="maxTokens">Most tokens of the answer.</param>
    public bool Begins(ReadOnlySpan<float> logits, int maxTokens)
    {
        if (functions.Required || maxTokens < functions.MinTokens)
        {
            return functions.Required;
        }

        for (var id = 0; id < logits.Length; id++)
        {
            if ((id == layout.EndId || (id < trie.IsText.Length && trie.IsText[id])) && logits[id] > logits[_callId])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes calls until the model ends its answer or no other would fit.</summary>
    /// <param name="sequence">The list has passed.</param>
    /// <param name="sampler">Chooses the tokens.</param>
    /// <param name="maxTokens">Most tokens of the answer.</param>
    /// <param name="tell">Called with each call.</param>
    /// <returns>Tokens written.</returns>
    public async Task<int> WriteAsync(Sequence sequence, Sampler sampler, int maxTokens, Action<GenerationEvent> tell)
    {
        var tokens = 0;
        do
        {
            sequence.Add(_callId);
            tokens++;
            var constraint = new TokenConstraint(functions.Grammar, trie, layout.EndId, maxTokens - tokens);
            var text = new List<byte>();
            while (!constraint.MustEnd)
            {
                await sequence.LogitsAsync();
                var id = sampler.Next(sequence.Logits, constraint);
                tokens++;
                sequence.Add(id);
                text.AddRange(trie.Tokenizer.BytesOf(id));
            }

            var call = ToolPrompt.ReadCall(Encoding.UTF8.GetString([.. text]));
            tell(new GenerationEvent.FunctionCall(call.Name, call.Arguments));
        }
        while (functions.AllowMultiple && maxTokens - tokens >= functions.MinTokens && await ContinuesAsync(sequence));
        return tokens;
    }

    /// <summary>Whether another call is likelier than the end of the answer.</summary>
    private async Task<bool> ContinuesAsync(Sequence sequence)
    {
        await sequence.LogitsAsync();
        return sequence.Logits[_callId] > sequence.Logits[layout.EndId];
    }
}
