using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TreasureMarkers.ChatServer.Hosting;

/// <summary>Ready from the first request on, because the model is loaded before the server listens, until it is told to stop.</summary>
internal sealed class ReadyCheck(IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested
            ? HealthCheckResult.Unhealthy("The server is stopping.")
            : HealthCheckResult.Healthy());
}
