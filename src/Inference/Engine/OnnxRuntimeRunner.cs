using TreasureMarkers.Models;
using TreasureMarkers.Models.Onnx;

namespace TreasureMarkers.Inference.Engine;

/// <summary>
/// Continuous batching on the processor: one ONNX Runtime session, one buffer of caches, one pass for the next token of every
/// sequence. Sequences of any length share a pass, since the attention mask tells each one's own.
/// </summary>
internal sealed class OnnxRuntimeRunner : IModelRunner
{
    private const int SmallestCapacity = 256;

    // Rows of branches, each of which holds a copy of what it follows: as many as pay, and fewer where that is long.
    private const int MostBranchRows = 16;
    private const long MostBranchBytes = 1L << 27;

    private readonly ModelSession _session;
    private readonly PrefixCache _prefixes;
    private readonly int _context;
    private readonly List<OnnxRuntimeSlot> _open = [];
    private readonly (ModelSlot? Owner, int[] Tokens)[] _branches = new (ModelSlot?, int[])[MostBranchRows];
    private readonly Dictionary<string, float[]> _branched = [];
    private (ModelSlot? Slot, int Length) _branching;
    private KeyValueBuffer _buffer;

    private OnnxRuntimeRunner(ModelSession session, int context, int slots, long prefixBytes)
    {
        _session = session;
        _context = context;
        Slots = slots;
        _prefixes = new PrefixCache(session.Cache, prefixBytes);
        _buffer = NewBuffer(1);
    }

    /// <inheritdoc />
    public string Device => "cpu";

    /// <inheritdoc />
    public ModelRuntime Runtime => ModelRuntime.OnnxRuntime;

    /// <inheritdoc />
    public int Slots { get; }

    /// <inheritdoc />
    public bool CanDraft => _session.CanGiveEarlierLogits;

    /// <summary>Loads the model of a folder whose files were checked to exist.</summary>
    /// <param name="folder">The model folder's path.</param>
    /// <param name="config">What its genai_config.json says.</param>
    /// <param name="threads">Threads of a pass.</param>
    /// <param name="slots">Most sequences at a time.</param>
    /// <param name="prefixBytes">Memory for the caches of sequences that ended.</param>
    /// <exception cref="ModelException">The runtime's libraries are missing, or it refuses the model.</exception>
    public static OnnxRuntimeRunner Load(string folder, GenAIConfig config, int threads, int slots, long prefixBytes) =>
        new(ModelSession.Load(folder, config, threads), config.ContextLength, slots, prefixBytes);

    /// <inheritdoc />
    public ModelSlot Open(IReadOnlyList<int> prompt, int maxLength)
    {
        if (_open.Count == Slots)
        {
            throw new InvalidOperationException("Every slot is taken.");
        }

        Reserve(maxLength);
        var slot = new OnnxRuntimeSlot(_open.Count, _session.VocabularySize);
        slot.Tokens.AddRange(prompt.Take(_prefixes.Restore(prompt, _buffer, slot.Row)));
        _open.Add(slot);
        return slot;
    }

    /// <inheritdoc />
    public void Prefill(ModelSlot slot, ReadOnlySpan<int> ids, int draft, CancellationToken cancellationToken)
    {
        var row = ((OnnxRuntimeSlot)slot).Row;
        _session.Run(_buffer, row, [slot.Tokens.Count], ids, logits: draft + 1, cancellationToken);
        _session.LogitsOf(0, fromEnd: draft).CopyTo(slot.Logits);
        slot.DraftLogits.Clear();
        for (var i = draft - 1; i >= 0; i--)
        {
            slot.DraftLogits.Add(_session.LogitsOf(0, fromEnd: i).ToArray());
        }

        slot.Tokens.AddRange(ids);
    }

    /// <summary>
    /// Passes one token of each of several sequences. Rows between them whose sequence has no token ready pass a token that
    /// does not matter: what it writes lies behind their last token, where their next one will be written over it.
    /// </summary>
    /// <inheritdoc />
    public void Decode(IReadOnlyList<(ModelSlot Slot, int Id)> tokens)
    {
        var first = tokens.Min(t => ((OnnxRuntimeSlot)t.Slot).Row);
        var count = tokens.Max(t => ((OnnxRuntimeSlot)t.Slot).Row) - first + 1;
        Span<int> ids = stackalloc int[count];
        ids.Clear();
        Span<int> lengths = stackalloc int[count];
        for (var i = 0; i < count; i++)
        {
            lengths[i] = _open[first + i].Tokens.Count;
        }

        foreach (var (slot, id) in tokens)
        {
            ids[((OnnxRuntimeSlot)slot).Row - first] = id;
        }

        _session.Run(_buffer, first, lengths, ids, logits: 1, CancellationToken.None);
        foreach (var (slot, id) in tokens)
        {
            _session.LogitsOf(((OnnxRuntimeSlot)slot).Row - first).CopyTo(slot.Logits);
            slot.Tokens.Add(id);
        }
    }

    /// <inheritdoc />
    public float[][] Branch(
        ModelSlot slot, int length, IReadOnlyList<int[]> branches, IReadOnlyList<int> wanted, CancellationToken cancellationToken)
    {
        if (_branching != (slot, length))
        {
            _branching = (slot, length);
            _branched.Clear();
        }

        var fitting = MostBranchBytes / (length * _session.Cache.FloatsPerToken * sizeof(float));
        var logits = new List<float[]>();
        foreach (var group in branches.Chunk((int)Math.Clamp(fitting, 1, MostBranchRows)))
        {
            for (var i = 0; i < group.Length; i++)
            {
                CopyToBranch(i, (OnnxRuntimeSlot)slot, length);
            }

            // The attention operator takes one token of each row, no more.
            for (var token = 0; token < group[0].Length; token++)
            {
                PassBranches(group, token, length, cancellationToken);
            }

            logits.AddRange(group.Select((_, i) => Some(_session.LogitsOf(i), wanted)));
        }

        return [.. logits];
    }

    /// <inheritdoc />
    public void Close(ModelSlot slot)
    {
        var closed = (OnnxRuntimeSlot)slot;
        _prefixes.Keep(_buffer, closed.Row, closed.Tokens);
        var last = _open[^1];
        if (last != closed)
        {
            _buffer.CopyRow(last.Row, last.Tokens.Count, _buffer, closed.Row);
            last.Row = closed.Row;
            _open[closed.Row] = last;
        }

        _open.RemoveAt(_open.Count - 1);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _session.Dispose();
        _buffer.Dispose();
    }

    /// <summary>Takes the branches' rows one token on: those that an earlier call has passed are copied, but for the last, whose logits are wanted.</summary>
    private void PassBranches(int[][] branches, int token, int length, CancellationToken cancellationToken)
    {
        string[] names = [.. branches.Select(branch => string.Join(' ', branch[..(token + 1)]))];
        if (token + 1 < branches[0].Length && names.All(_branched.ContainsKey))
        {
            for (var i = 0; i < branches.Length; i++)
            {
                _buffer.RestoreToken(_branched[names[i]], Slots + i, length + token);
            }

            return;
        }

        int[] held = [.. Enumerable.Repeat(length + token, branches.Length)];
        _session.Run(_buffer, Slots, held, [.. branches.Select(branch => branch[token])], logits: 1, cancellationToken);
        for (var i = 0; i < branches.Length; i++)
        {
            _branched[names[i]] = _buffer.SaveToken(Slots + i, length + token);
        }
    }

    private static float[] Some(ReadOnlySpan<float> logits, IReadOnlyList<int> wanted)
    {
        var some = new float[wanted.Count];
        for (var i = 0; i < some.Length; i++)
        {
            some[i] = logits[wanted[i]];
        }

        return some;
    }

    /// <summary>Sees to it that a row for branches holds a sequence's first tokens, most of which it does if it was the last to branch.</summary>
    private void CopyToBranch(int branch, OnnxRuntimeSlot slot, int length)
    {
        var (owner, tokens) = _branches[branch];
        var held = owner == slot ? Math.Min(ModelSlot.CommonPrefix(tokens, slot.Tokens), length) : 0;
        _buffer.CopyRow(slot.Row, length, _buffer, Slots + branch, skip: held);
        _branches[branch] = (slot, [.. slot.Tokens.Take(length)]);
    }

    /// <summary>
    /// Sees to it that rows hold this many tokens. The buffer grows with the longest sequence that is open, not with the
    /// context, and becomes smaller again once nobody needs its size.
    /// </summary>
    private void Reserve(int tokens)
    {
        var fits = tokens <= _buffer.Capacity && (_open.Count > 0 || _buffer.Capacity <= 2 * Math.Max(tokens, SmallestCapacity));
        if (fits)
        {
            return;
        }

        var buffer = NewBuffer(tokens);
        foreach (var slot in _open)
        {
            _buffer.CopyRow(slot.Row, slot.Tokens.Count, buffer, slot.Row);
        }

        _session.Forget();
        _buffer.Dispose();
        _buffer = buffer;
        Array.Clear(_branches);
    }

    private KeyValueBuffer NewBuffer(int tokens)
    {
        var capacity = SmallestCapacity;
        while (capacity < tokens)
        {
            capacity *= 2;
        }

        return new KeyValueBuffer(_session.Cache, Slots + MostBranchRows, Math.Min(capacity, _context));
    }
}

/// <summary>A row of a <see cref="KeyValueBuffer"/>.</summary>
/// <param name="row">The row at first.</param>
/// <param name="vocabularySize">Numbers in a row of logits.</param>
internal sealed class OnnxRuntimeSlot(int row, int vocabularySize) : ModelSlot(vocabularySize)
{
    /// <summary>The row now; open slots have the first rows, so that a pass over all of them is one block of memory.</summary>
    public int Row { get; set; } = row;
}
