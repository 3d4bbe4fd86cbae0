using Microsoft.Extensions.Diagnostics.HealthChecks;
using TreasureMarkers.ChatServer.Backends;

namespace TreasureMarkers.ChatServer.Hosting;

/// <summary>Ready while the model can be reached, until the server is told to stop.</summary>
internal sealed class ReadyCheck(IChatBackend backend, IHostApplicationLifetime lifetime) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        lifetime.ApplicationStopping.IsCancellationRequested ? HealthCheckResult.Unhealthy("The server is stopping.")
        : await backend.IsReadyAsync(cancellationToken) ? HealthCheckResult.Healthy()
        : HealthCheckResult.Unhealthy("The model cannot be reached.");
}
