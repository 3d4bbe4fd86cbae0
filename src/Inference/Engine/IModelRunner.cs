using TreasureMarkers.Models;

namespace TreasureMarkers.Inference.Engine;

/// <summary>
/// Runs a model's forward passes for several sequences at a time. For one thread: <see cref="Scheduler"/> has one that nobody
/// else uses.
/// <para>
/// There are two. <see cref="OnnxRuntimeRunner"/> holds the key-value caches of all sequences in one buffer in the CPU's memory and
/// decodes them in one pass, which reads the weights once for all. <see cref="GenAIRunner"/> has an ONNX Runtime GenAI generator for
/// each sequence and lets them take turns; it is the one that runs on a GPU. docs/architecture.md says why GenAI's own batches
/// cannot replace the first.
/// </para>
/// </summary>
internal interface IModelRunner : IDisposable
{
    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    string Device { get; }

    /// <summary>The library that runs the passes.</summary>
    ModelRuntime Runtime { get; }

    /// <summary>Most sequences that can be open at a time.</summary>
    int Slots { get; }

    /// <summary>Whether <see cref="Prefill"/> takes a draft.</summary>
    bool CanDraft { get; }

    /// <summary>
    /// Opens a sequence. Where an earlier one began with the same tokens, its cache is taken over: the slot then holds these
    /// tokens already, but never the whole prompt, since the last token's pass gives the logits.
    /// </summary>
    /// <param name="prompt">What the sequence will begin with; not empty.</param>
    /// <param name="maxLength">The most tokens it will hold, at most the context length.</param>
    /// <exception cref="InvalidOperationException">Every slot is taken.</exception>
    ModelSlot Open(IReadOnlyList<int> prompt, int maxLength);

    /// <summary>Passes tokens of one sequence, and leaves the logits after the last of them in its slot.</summary>
    /// <param name="slot">An open slot.</param>
    /// <param name="ids">At least one id.</param>
    /// <param name="draft">How many ids at the end of <paramref name="ids"/> are only likely: the logits are those after the last
    /// one before them, and those after each of them stand in the slot's <see cref="ModelSlot.DraftLogits"/>.</param>
    /// <param name="cancellationToken">Ends the pass between two of its operators.</param>
    /// <exception cref="ModelException">The pass failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the slot holds what it held before.</exception>
    void Prefill(ModelSlot slot, ReadOnlySpan<int> ids, int draft, CancellationToken cancellationToken);

    /// <summary>Passes one token of each of several sequences, and leaves the logits after it in their slots.</summary>
    /// <param name="tokens">Open slots, each once, with the next token of each.</param>
    /// <exception cref="ModelException">The pass failed.</exception>
    void Decode(IReadOnlyList<(ModelSlot Slot, int Id)> tokens);

    /// <summary>
    /// Tries several ways in which a sequence may go on, each as if the others were not: what shares a pass changes none of them. The slot
    /// holds and says afterwards what it did before.
    /// </summary>
    /// <param name="slot">An open slot.</param>
    /// <param name="length">How many of the slot's tokens they follow; at least one.</param>
    /// <param name="branches">The tokens of each, as many in each and at least one, of which the last is cheap where a call before had the
    /// others; the slot has room for them.</param>
    /// <param name="wanted">The tokens whose logits are wanted.</param>
    /// <param name="cancellationToken">Ends the pass between two of its operators.</param>
    /// <returns>For each branch the logits of the wanted tokens after its last.</returns>
    /// <exception cref="ModelException">A pass failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    float[][] Branch(ModelSlot slot, int length, IReadOnlyList<int[]> branches, IReadOnlyList<int> wanted, CancellationToken cancellationToken);

    /// <summary>Closes a sequence; its cache may be kept for a later one that begins alike.</summary>
    /// <param name="slot">An open slot, which must not be used afterwards.</param>
    void Close(ModelSlot slot);
}

/// <summary>A sequence's place in a <see cref="IModelRunner"/>.</summary>
/// <param name="vocabularySize">Numbers in a row of logits.</param>
internal abstract class ModelSlot(int vocabularySize)
{
    /// <summary>The tokens whose keys and values the slot holds.</summary>
    public List<int> Tokens { get; } = [];

    /// <summary>The logits after the last token; whoever reads them may change them.</summary>
    public float[] Logits { get; set; } = new float[vocabularySize];

    /// <summary>The logits after each token of the last pass's draft.</summary>
    public List<float[]> DraftLogits { get; } = [];

    /// <summary>How many leading tokens two sequences share.</summary>
    public static int CommonPrefix(IReadOnlyList<int> left, IReadOnlyList<int> right)
    {
        var length = Math.Min(left.Count, right.Count);
        for (var i = 0; i < length; i++)
        {
            if (left[i] != right[i])
            {
                return i;
            }
        }

        return length;
    }
}
