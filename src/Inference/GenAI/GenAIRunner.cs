using TreasureMarkers.Inference.Engine;

namespace TreasureMarkers.Inference.GenAI;

/// <summary>
/// ONNX Runtime GenAI with a generator for each sequence, in turns. Generators that ended are kept, as many as there are slots,
/// and rewound for a sequence that begins with the same tokens.
/// </summary>
/// <param name="model">The model, which this owns.</param>
/// <param name="vocabularySize">Numbers in a row of logits.</param>
/// <param name="slots">Most sequences at a time.</param>
internal sealed class GenAIRunner(GenAIModel model, int vocabularySize, int slots) : IModelRunner
{
    private readonly List<GenAISlot> _open = [];
    private readonly LinkedList<GenAISlot> _ended = new();

    /// <inheritdoc />
    public string Device => model.Device;

    /// <inheritdoc />
    public int Slots => slots;

    /// <inheritdoc />
    public bool CanDraft => false;

    /// <inheritdoc />
    public ModelSlot Open(IReadOnlyList<int> prompt, int maxLength)
    {
        if (_open.Count == slots)
        {
            throw new InvalidOperationException("Every slot is taken.");
        }

        var slot = Rewound(prompt, maxLength) ?? new GenAISlot(model.Open(maxLength), vocabularySize, maxLength);
        _open.Add(slot);
        return slot;
    }

    /// <inheritdoc />
    public void Prefill(ModelSlot slot, ReadOnlySpan<int> ids, int draft, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(draft, 0);
        var session = ((GenAISlot)slot).Session;
        using var ending = cancellationToken.Register(session.Terminate);
        session.Append(ids);
        session.CopyLogits(slot.Logits);
        slot.Tokens.AddRange(ids);
    }

    /// <inheritdoc />
    public void Decode(IReadOnlyList<(ModelSlot Slot, int Id)> tokens)
    {
        foreach (var (slot, id) in tokens)
        {
            Prefill(slot, [id], draft: 0, CancellationToken.None);
        }
    }

    /// <inheritdoc />
    public void Close(ModelSlot slot)
    {
        var closed = (GenAISlot)slot;
        _open.Remove(closed);
        if (closed.Session.Terminated)
        {
            closed.Session.Dispose();
            return;
        }

        _ended.AddFirst(closed);
        if (_ended.Count > slots)
        {
            _ended.Last!.Value.Session.Dispose();
            _ended.RemoveLast();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var slot in _open.Concat(_ended))
        {
            slot.Session.Dispose();
        }

        model.Dispose();
    }

    /// <summary>The kept generator that shares most with a prompt and is long enough, rewound to what they share.</summary>
    private GenAISlot? Rewound(IReadOnlyList<int> prompt, int maxLength)
    {
        var best = _ended.Where(slot => slot.MaxLength >= maxLength)
            .Select(slot => (Slot: slot, Common: Math.Min(ModelSlot.CommonPrefix(slot.Tokens, prompt), prompt.Count - 1)))
            .DefaultIfEmpty().MaxBy(candidate => candidate.Common);
        if (best.Common == 0)
        {
            return null;
        }

        _ended.Remove(best.Slot);
        best.Slot.Session.RewindTo(best.Common);
        best.Slot.Tokens.RemoveRange(best.Common, best.Slot.Tokens.Count - best.Common);
        return best.Slot;
    }
}
