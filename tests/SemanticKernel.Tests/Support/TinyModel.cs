using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference;
using TreasureMarkers.Plugin;

[assembly: AssemblyFixture(typeof(TreasureMarkers.SemanticKernel.Tests.Support.TinyModel))]

namespace TreasureMarkers.SemanticKernel.Tests.Support;

/// <summary>Real models of random weights with room for the functions' schemas, shared by all tests.</summary>
public sealed class TinyModel : IDisposable
{
    private readonly Lazy<MarkerChatClient> _caller;
    private readonly string _root = Path.Combine(Path.GetTempPath(), $"semantic-kernel-tests-{Guid.NewGuid():N}");

    public TinyModel()
    {
        Folder = new RandomModel(Context: 8192).WriteTo(Path.Combine(_root, "tiny"));
        Client = Load(Folder);
        _caller = new(() => Load(new RandomModel(Context: 8192, Peak: 1).WriteTo(Path.Combine(_root, "caller"))));
    }

    public string Folder { get; }

    public MarkerChatClient Client { get; }

    /// <summary>
    /// A model that finds all tokens about equally likely, so that half of its calls have arguments where none is required.
    /// </summary>
    public MarkerChatClient Caller => _caller.Value;

    /// <summary>A kernel with the model, or with a pipeline around it.</summary>
    public Kernel Kernel(IChatClient? client = null) =>
        Microsoft.SemanticKernel.Kernel.CreateBuilder().AddTreasureMarkersChatCompletion(client ?? Client).Build();

    public void Dispose()
    {
        Client.Dispose();
        if (_caller.IsValueCreated)
        {
            Caller.Dispose();
        }

        Directory.Delete(_root, recursive: true);
    }

    private static MarkerChatClient Load(string folder) =>
        MarkerChatClient.Load(new MarkerModelOptions { ModelFolder = folder, Threads = 1, MaxOutputTokens = 40 });
}
