using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.Hosting;
using TreasureMarkers.Markers;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.ChatServer.Backends;

/// <summary>The model folder, loaded in this process.</summary>
/// <param name="client">The loaded model.</param>
internal sealed class LocalBackend(MarkerChatClient client) : IChatBackend
{
    public IChatClient Client => client;

    public MarkerTaxonomy Taxonomy => client.Taxonomy;

    public ModelDescription Model { get; } = ModelDescription.Of(client.Model);

    public int Running => client.RunningRequests;

    public int Queued => client.QueuedRequests;

    // It is loaded before the server listens.
    public Task<bool> IsReadyAsync(CancellationToken cancellationToken) => Task.FromResult(true);
}
