using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using TreasureMarkers.Plugin;
using TreasureMarkers.Plugin.Tests.Support;

[assembly: AssemblyFixture(typeof(TreasureMarkers.SemanticKernel.Tests.Support.TinyModel))]

namespace TreasureMarkers.SemanticKernel.Tests.Support;

/// <summary>A real model of random weights with room for the functions' schemas, shared by all tests.</summary>
public sealed class TinyModel : IDisposable
{
    private readonly string _root = Path.Combine(Path.GetTempPath(), $"semantic-kernel-tests-{Guid.NewGuid():N}");

    public TinyModel()
    {
        Folder = new RandomModel(Context: 8192).WriteTo(Path.Combine(_root, "tiny"));
        Client = MarkerChatClient.Load(new MarkerModelOptions { ModelFolder = Folder, Threads = 1, MaxOutputTokens = 40 });
    }

    public string Folder { get; }

    public MarkerChatClient Client { get; }

    /// <summary>A kernel with the model, or with a pipeline around it.</summary>
    public Kernel Kernel(IChatClient? client = null) => Microsoft.SemanticKernel.Kernel.CreateBuilder().AddTreasureMarkersChatCompletion(client ?? Client).Build();

    public void Dispose()
    {
        Client.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}
