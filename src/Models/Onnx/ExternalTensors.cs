namespace TreasureMarkers.Models.Onnx;

/// <summary>The file beside the model that holds its large tensors, each at a page's start so that it can be mapped.</summary>
internal sealed class ExternalTensors(string folder, string fileName) : IDisposable
{
    private const int Page = 4096;
    private readonly FileStream _file = File.Create(Path.Combine(folder, fileName));

    /// <summary>The file's name, as the model refers to it.</summary>
    public string FileName { get; } = fileName;

    /// <summary>Writes a tensor.</summary>
    public (long Offset, long Length) Append(ReadOnlySpan<byte> bytes)
    {
        _file.Position = (_file.Position + Page - 1) / Page * Page;
        var offset = _file.Position;
        _file.Write(bytes);
        return (offset, bytes.Length);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
