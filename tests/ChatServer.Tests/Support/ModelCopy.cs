namespace TreasureMarkers.ChatServer.Tests.Support;

/// <summary>A copy of the tiny model that a test may damage.</summary>
public sealed class ModelCopy : IDisposable
{
    public ModelCopy()
    {
        Directory.CreateDirectory(Folder);
        foreach (string file in Directory.EnumerateFiles(TinyModelFolder.Path))
        {
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        }
    }

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "tm-" + Path.GetRandomFileName());

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
