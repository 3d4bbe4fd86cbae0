using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.Hosting;
using TreasureMarkers.Markers;

namespace TreasureMarkers.ChatServer.Backends;

/// <summary>Where the answers come from: a model in this process, or another engine. Thread-safe.</summary>
internal interface IChatBackend
{
    /// <summary>Answers; its first update carries <see cref="Plugin.MarkerContent"/>, its last <see cref="Plugin.AdherenceContent"/>.</summary>
    IChatClient Client { get; }

    /// <summary>The markers that the model knows.</summary>
    MarkerTaxonomy Taxonomy { get; }

    /// <summary>What a user should know of the model.</summary>
    ModelDescription Model { get; }

    /// <summary>Requests that are being worked on.</summary>
    int Running { get; }

    /// <summary>Requests that wait.</summary>
    int Queued { get; }

    /// <summary>Whether a request would reach the model now.</summary>
    /// <param name="cancellationToken">Ends the wait for an answer.</param>
    Task<bool> IsReadyAsync(CancellationToken cancellationToken);
}
