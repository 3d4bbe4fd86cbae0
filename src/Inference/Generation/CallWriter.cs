using System.Text;
using Microsoft.Extensions.AI;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Inference.Grammars;
using TreasureMarkers.Inference.Sampling;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Inference.Generation;

/// <summary>Writes an answer that calls functions: every call is valid by its function's schema, whatever the model would write.</summary>
/// <param name="layout">The prompt layout of a model that can call.</param>
/// <param name="trie">The model's vocabulary.</param>
internal sealed class CallWriter(PromptLayout layout, VocabularyTrie trie)
{
    private readonly int _callId = layout.CallId!.Value;

    /// <summary>
    /// Whether the answer is a call: it must be, or the call token is the likeliest of all that can begin an answer. As for
    /// markers, temperature plays no part in it.
    /// </summary>
    /// <param name="request">What is offered.</param>
    /// <param name="logits">The logits after the marker list.</param>
    /// <param name="mostTokens">Most tokens of the answer.</param>
    public bool Begins(CallRequest request, ReadOnlySpan<float> logits, int mostTokens)
    {
        if (request.Required || mostTokens < request.ShortestLength)
        {
            return request.Required;
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
    /// <param name="request">What is offered.</param>
    /// <param name="sampler">Chooses the tokens.</param>
    /// <param name="mostTokens">Most tokens of the answer.</param>
    /// <param name="tell">Called with each call.</param>
    /// <returns>Tokens written.</returns>
    public async Task<int> WriteAsync(Sequence sequence, CallRequest request, Sampler sampler, int mostTokens, Action<FunctionCallContent> tell)
    {
        var tokens = 0;
        do
        {
            sequence.Add(_callId);
            tokens++;
            var constraint = new TokenConstraint(request.Grammar, trie, layout.EndId, mostTokens - tokens);
            var text = new List<byte>();
            while (!constraint.MustEnd)
            {
                await sequence.LogitsAsync();
                var id = sampler.Next(sequence.Logits, constraint);
                tokens++;
                sequence.Add(id);
                text.AddRange(trie.Tokenizer.BytesOf(id));
            }

            tell(Read(Encoding.UTF8.GetString([.. text])));
        }
        while (request.Several && mostTokens - tokens >= request.ShortestLength && await GoesOnAsync(sequence));
        return tokens;
    }

    private static FunctionCallContent Read(string text)
    {
        var call = ToolPrompt.ReadCall(text);
        return new FunctionCallContent(
            $"call_{Guid.NewGuid():N}", call.Name, call.Arguments.EnumerateObject().ToDictionary(argument => argument.Name, argument => (object?)argument.Value.Clone()));
    }

    private async Task<bool> GoesOnAsync(Sequence sequence)
    {
        await sequence.LogitsAsync();
        return sequence.Logits[_callId] > sequence.Logits[layout.EndId];
    }
}
