namespace TreasureMarkers.Inference.Engine;

/// <summary>
/// The caches of sequences that ended, so that the next turn of a conversation, or another one under the same system message,
/// need not be read from its beginning. The least recently used leave first.
/// </summary>
/// <param name="shape">Sizes of the model's cache.</param>
/// <param name="mostBytes">The memory that it may take.</param>
internal sealed class PrefixCache(CacheShape shape, long mostBytes)
{
    // Reading a few tokens again costs less than copying them twice.
    private const int FewestTokens = 16;

    private readonly LinkedList<(int[] Tokens, float[] Saved)> _entries = new();

    /// <summary>The memory that it takes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Keeps the cache of a row.</summary>
    public void Keep(KeyValueBuffer buffer, int row, List<int> tokens)
    {
        var bytes = tokens.Count * shape.FloatsPerToken * sizeof(float);
        if (tokens.Count < FewestTokens || bytes > mostBytes)
        {
            return;
        }

        if (Find(tokens) is { Length: var kept, Node: { } node } && kept == tokens.Count)
        {
            MoveToFront(node);
            return;
        }

        RemoveBeginningsOf(tokens);
        while (Bytes + bytes > mostBytes)
        {
            Remove(_entries.Last!);
        }

        var saved = GC.AllocateUninitializedArray<float>((int)(tokens.Count * shape.FloatsPerToken));
        buffer.Save(row, tokens.Count, saved);
        _entries.AddFirst(([.. tokens], saved));
        Bytes += bytes;
    }

    /// <summary>Fills a row with the longest beginning of a prompt that is kept, short of the whole prompt.</summary>
    /// <returns>How many of the prompt's tokens the row holds.</returns>
    public int Restore(IReadOnlyList<int> prompt, KeyValueBuffer buffer, int row)
    {
        var (best, common) = Find(prompt);
        var length = Math.Min(common, prompt.Count - 1);
        if (best is null || length < FewestTokens)
        {
            return 0;
        }

        MoveToFront(best);
        buffer.Restore(best.Value.Saved, best.Value.Tokens.Length, row, length);
        return length;
    }

    /// <summary>The entry that shares most with a sequence at its beginning, and how many tokens.</summary>
    private (LinkedListNode<(int[] Tokens, float[] Saved)>? Node, int Length) Find(IReadOnlyList<int> tokens)
    {
        LinkedListNode<(int[] Tokens, float[] Saved)>? best = null;
        var length = 0;
        for (var node = _entries.First; node is not null; node = node.Next)
        {
            var common = ModelSlot.CommonPrefix(node.Value.Tokens, tokens);
            (best, length) = common > length ? (node, common) : (best, length);
        }

        return (best, length);
    }

    private void MoveToFront(LinkedListNode<(int[] Tokens, float[] Saved)> node)
    {
        _entries.Remove(node);
        _entries.AddFirst(node);
    }

    private void RemoveBeginningsOf(List<int> tokens)
    {
        for (var node = _entries.First; node is not null;)
        {
            var next = node.Next;
            if (ModelSlot.CommonPrefix(node.Value.Tokens, tokens) == node.Value.Tokens.Length)
            {
                Remove(node);
            }

            node = next;
        }
    }

    private void Remove(LinkedListNode<(int[] Tokens, float[] Saved)> node)
    {
        _entries.Remove(node);
        Bytes -= node.Value.Saved.LongLength * sizeof(float);
    }
}
