using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using TreasureMarkers.ChatServer.Access;
using TreasureMarkers.ChatServer.Backends;
using TreasureMarkers.ChatServer.Conversations;
using TreasureMarkers.ChatServer.Generation;
using TreasureMarkers.ChatServer.Hubs;
using TreasureMarkers.ChatServer.OpenAI;
using TreasureMarkers.ChatServer.Requests;

namespace TreasureMarkers.ChatServer.Hosting;

/// <summary>What a request passes through, and where it ends.</summary>
internal static class ChatServerEndpoints
{
    /// <summary>Sets up the pipeline.</summary>
    /// <param name="app">The server.</param>
    /// <param name="page">The folder of the built page; null if it is not built.</param>
    public static void MapChatServer(this WebApplication app, string? page)
    {
        app.UseExceptionHandler(handler => handler.Run(context => OpenAIJson.WriteErrorAsync(context, ReplyErrors.Defect)));
        app.UseSecurityHeaders();
        app.UseMiddleware<OriginMiddleware>();
        app.UseCors();
        app.UseMiddleware<ApiKeyMiddleware>();
        app.UseMiddleware<RateLimitMiddleware>();
        app.UseChatPage(page);
        app.MapHub<ChatHub>(ChatHub.Path);
        app.MapOpenAI();
        app.MapConversations();
        app.MapGet("/api/taxonomy", (IChatBackend backend) => Results.Text(Enforcement.Describe(backend.Taxonomy), "application/json"));
        app.MapGet("/api/model", (IChatBackend backend) => backend.Model);
        app.MapGet("/api/status", (GenerationMonitor monitor) => monitor.Status);
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready");
    }
}
