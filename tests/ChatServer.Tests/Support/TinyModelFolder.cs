using TreasureMarkers.Fixtures;

namespace TreasureMarkers.ChatServer.Tests.Support;

/// <summary>
/// A real model of random weights, written once a test run: small enough to load at once, with a context so long, and an end so
/// unlikely, that an answer that nobody stops takes minutes, or many seconds on the fastest machine. It infers lengths.
/// </summary>
public static class TinyModelFolder
{
    private static readonly Lazy<string> Written = new(Write);

    public static string Path => Written.Value;

    private static string Write()
    {
        string folder = Directory.CreateTempSubdirectory("tm-model-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return new RandomModel(Width: 128, Layers: 4, Context: 32768, NumberBias: 40, EndBias: -30).WriteTo(folder);
    }
}
