using TreasureMarkers.Models.Configuration;
using static TorchSharp.torch;

namespace TreasureMarkers.Training.Kernels;

/// <summary>What attention needs to know of packed documents, on the device: copied there once for all layers of a pass.</summary>
internal sealed class DocumentTensors : IDisposable
{
    /// <summary>Copies it there.</summary>
    /// <param name="documents">How tokens make documents.</param>
    /// <param name="shape">Gives the rotation.</param>
    /// <param name="type">Of the rotation's numbers.</param>
    /// <param name="device">Where to.</param>
    /// <param name="isFlash">Whether attention takes documents by their offsets; otherwise it takes groups of one padded length.</param>
    public DocumentTensors(PackedDocuments documents, ModelConfiguration shape, ScalarType type, Device device, bool isFlash)
    {
        using var scope = NewDisposeScope();
        var table = shape with { MaxPositionEmbeddings = documents.Longest };
        var positions = tensor(documents.Positions()).to(device);
        Tensor Of(float[] angles) =>
            tensor(angles, [documents.Longest, 1, shape.HeadDim / 2]).to(device).to_type(type).index_select(0, positions);
        var cosine = Of(RotaryTable.Cosines(table));
        Documents = documents;
        Sine = Of(RotaryTable.Sines(table)).DetachFromDisposeScope();
        Cosine = cat([cosine, cosine], -1).DetachFromDisposeScope();
        Offsets = isFlash ? tensor(documents.Offsets()).to(device).DetachFromDisposeScope() : null;
        Groups = isFlash ? [] : [.. documents.Batches.Select(batch => new DocumentGroup(batch, device))];
    }

    /// <summary>What it was made of.</summary>
    public PackedDocuments Documents { get; }

    /// <summary>Of each token's place in its document, twice beside itself: [tokens, 1, head size].</summary>
    public Tensor Cosine { get; }

    /// <summary>Of each token's place in its document: [tokens, 1, half the head size].</summary>
    public Tensor Sine { get; }

    /// <summary>Where each document begins, and the last one ends: int32; null with groups.</summary>
    public Tensor? Offsets { get; }

    /// <summary>Documents of one padded length; none with offsets.</summary>
    public IReadOnlyList<DocumentGroup> Groups { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Cosine.Dispose();
        Sine.Dispose();
        Offsets?.Dispose();
        foreach (var group in Groups)
        {
            group.Dispose();
        }
    }
}

/// <summary>Where the tokens of a batch of documents are.</summary>
internal sealed class DocumentGroup : IDisposable
{
    private readonly int _documents;
    private readonly Tensor _sources;
    private readonly Tensor _places;
    private readonly Tensor _rows;

    /// <summary>Copies it to a device.</summary>
    public DocumentGroup(DocumentBatch batch, Device device)
    {
        using var scope = NewDisposeScope();
        _documents = batch.Documents;
        var places = Enumerable.Range(0, batch.Rows.Length).Where(i => batch.Rows[i] >= 0).ToArray();
        Tensor Of(IEnumerable<int> values) => tensor([.. values.Select(value => (long)value)]).to(device).DetachFromDisposeScope();
        // Padding reads its document's first token.
        _sources = Of(batch.Rows.Select((row, i) => row >= 0 ? row : batch.Rows[i / batch.Length * batch.Length]));
        _places = Of(places);
        _rows = Of(places.Select(place => batch.Rows[place]));
        Real = tensor(Array.ConvertAll(batch.Rows, row => row >= 0)).to(device).view(_documents, 1, batch.Length, 1).DetachFromDisposeScope();
    }

    /// <summary>Which positions are no padding: [documents, 1, length, 1].</summary>
    public Tensor Real { get; }

    /// <summary>The documents' rows of [tokens, heads, size] as [documents, heads, length, size].</summary>
    public Tensor Take(Tensor tokens) =>
        tokens.index_select(0, _sources).view(_documents, -1, tokens.shape[1], tokens.shape[2]).transpose(1, 2);

    /// <summary>Writes [documents, heads, length, size] into the documents' rows of [tokens, heads, size].</summary>
    public void Put(Tensor heads, Tensor tokens) =>
        _ = tokens.index_copy_(0, _rows, heads.transpose(1, 2).reshape(-1, tokens.shape[1], tokens.shape[2]).index_select(0, _places));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in new[] { _sources, _places, _rows, Real })
        {
            tensor.Dispose();
        }
    }
}
