using Microsoft.Extensions.Diagnostics.HealthChecks;
using TreasureMarkers.ChatServer.Backends;
using TreasureMarkers.ChatServer.Storage;

namespace TreasureMarkers.ChatServer.Hosting;

/// <summary>Ready while the model and the database can be reached, until the server is told to stop.</summary>
internal sealed class ReadyCheck(IChatBackend backend, Database database, ShutdownState shutdown) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        shutdown.IsDraining ? HealthCheckResult.Unhealthy("The server is stopping.")
        : !await database.IsReachableAsync(cancellationToken) ? HealthCheckResult.Unhealthy("The database cannot be reached.")
        : !await backend.IsReadyAsync(cancellationToken) ? HealthCheckResult.Unhealthy("The model cannot be reached.")
        : HealthCheckResult.Healthy();
}
