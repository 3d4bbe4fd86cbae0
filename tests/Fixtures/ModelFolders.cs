using TreasureMarkers.Inference;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Inference.Generation;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.Fixtures;

/// <summary>Model folders that all tests share, written once and removed at the end.</summary>
public sealed class ModelFolders : IDisposable
{
    private readonly string _root = Path.Combine(Path.GetTempPath(), $"plugin-tests-{Guid.NewGuid():N}");
    private readonly Lazy<string> _small;
    private readonly Lazy<string> _slow;
    private readonly Lazy<string> _spelled;
    private readonly Lazy<string> _counting;
    private readonly Lazy<string> _endless;
    private int _copies;

    public ModelFolders()
    {
        _small = new(() => new RandomModel().WriteTo(Path.Combine(_root, "small")));
        _counting = new(() => new RandomModel(NumberBias: 12).WriteTo(Path.Combine(_root, "counting")));
        _spelled = new(() => new RandomModel(Encoding: MarkerEncoding.Text).WriteTo(Path.Combine(_root, "spelled")));
        _endless = new(() => new RandomModel(Endless: true).WriteTo(Path.Combine(_root, "endless")));
        _slow = new(() => new RandomModel(Width: 512, Layers: 6, Context: 32768, EndBias: -30).WriteTo(Path.Combine(_root, "slow")));
    }

    /// <summary>A model that answers in milliseconds.</summary>
    public string Small => _small.Value;

    /// <summary>A small model that likes to write numeric markers.</summary>
    public string Counting => _counting.Value;

    /// <summary>A small model whose markers are plain text between the list's two tokens.</summary>
    public string Spelled => _spelled.Value;

    /// <summary>A small model whose passes over <see cref="RandomModel.EndlessText"/> last until they are ended.</summary>
    public string Endless => _endless.Value;

    /// <summary>A model that never ends its answer, and whose longest ones would take a minute, or many seconds on the fastest machine.</summary>
    public string Slow => _slow.Value;

    public static MarkerChatClient Load(string folder, int queueLength = 32, int slots = 8) =>
        MarkerChatClient.Load(new MarkerModelOptions { ModelFolder = folder, Threads = 2, QueueLength = queueLength, Slots = slots });

    internal static TextGenerator LoadGenerator(string folder, int maxOutputTokens = 512) =>
        TextGenerator.Load(new MarkerModelOptions { ModelFolder = folder, Threads = 1, MaxOutputTokens = maxOutputTokens });

    /// <summary>Loads one of the two runners, on the CPU.</summary>
    internal static (ModelFolder Folder, IModelRunner Runner) LoadRunner(string folder, bool genAI = false, int slots = 4, long prefixBytes = 1 << 26)
    {
        var read = ModelFolder.Load(folder);
        return (read, genAI ? GenAIRunner.Load(read, threads: 1, slots) : OnnxRuntimeRunner.Load(read.Path, read.Config, threads: 1, slots, prefixBytes));
    }

    /// <summary>A copy of the small model's folder that a test may spoil.</summary>
    public string CopySmall()
    {
        var copy = Path.Combine(_root, $"copy{Interlocked.Increment(ref _copies)}");
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(Small))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return copy;
    }

    public void Dispose()
    {
        if (Directory.Exists(_root))
        {
            Directory.Delete(_root, recursive: true);
        }
    }
}
