using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.Backends;
using TreasureMarkers.ChatServer.Hosting;
using TreasureMarkers.Markers;

namespace TreasureMarkers.ChatServer.Tests.Support;

/// <summary>The place of the model, taken by a <see cref="ScriptedClient"/>.</summary>
internal sealed class ScriptedBackend(IChatClient client) : IChatBackend
{
    public IChatClient Client => client;

    public MarkerTaxonomy Taxonomy => MarkerTaxonomy.Default;

    public ModelDescription Model { get; } = new("scripted", 1024, "cpu", null);

    public int Running => 0;

    public int Queued => 0;

    public Task<bool> IsReadyAsync(CancellationToken cancellationToken) => Task.FromResult(true);
}
