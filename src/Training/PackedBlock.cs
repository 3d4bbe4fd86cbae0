namespace TreasureMarkers.Training;

/// <summary>Documents packed for one forward pass.</summary>
/// <param name="Inputs">Token ids of all documents, one after another.</param>
/// <param name="Lengths">Inputs of each document.</param>
/// <param name="Positions">Indexes into <paramref name="Inputs"/> of the positions whose next token carries loss.</param>
/// <param name="Targets">That next token.</param>
/// <param name="Examples">Where the documents came from.</param>
internal sealed record PackedBlock(
    long[] Inputs, int[] Lengths, long[] Positions, long[] Targets, IReadOnlyList<ExampleReference> Examples)
{
    /// <summary>Joins documents in their order into as many blocks as they need.</summary>
    /// <param name="examples">The documents.</param>
    /// <param name="block">Most inputs of a block, and at least the longest document's.</param>
    /// <param name="textOnly">Loss only behind the completion's marker list.</param>
    public static List<PackedBlock> Pack(IEnumerable<Example> examples, int block, bool textOnly)
    {
        var (blocks, current, room) = (new List<PackedBlock>(), new List<(ExampleReference, Example)>(), block);
        foreach (var example in examples)
        {
            if (example.Tokens.Length - 1 > room)
            {
                blocks.Add(Create(current, textOnly));
                (current, room) = ([], block);
            }

            current.Add((default, example));
            room -= example.Tokens.Length - 1;
        }

        if (current.Count > 0)
        {
            blocks.Add(Create(current, textOnly));
        }

        return blocks;
    }

    /// <summary>Joins documents.</summary>
    /// <param name="examples">The documents, with where they came from.</param>
    /// <param name="textOnly">Loss only behind the completion's marker list.</param>
    public static PackedBlock Create(IReadOnlyList<(ExampleReference Reference, Example Example)> examples, bool textOnly = false)
    {
        var (inputs, positions, targets) = (new List<long>(), new List<long>(), new List<long>());
        foreach (var (_, example) in examples)
        {
            for (var target = textOnly ? example.TextStart : example.LossStart; target < example.Tokens.Length; target++)
            {
                positions.Add(inputs.Count + target - 1);
                targets.Add(example.Tokens[target]);
            }

            inputs.AddRange(example.Tokens.Take(example.Tokens.Length - 1).Select(token => (long)token));
        }

        return new PackedBlock(
            [.. inputs], [.. examples.Select(e => e.Example.Tokens.Length - 1)], [.. positions], [.. targets], [.. examples.Select(e => e.Reference)]);
    }
}
