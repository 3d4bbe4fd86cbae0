using System.Security.Claims;

namespace TreasureMarkers.ChatServer.Hosting;

/// <summary>Who asks.</summary>
internal static class CallerExtensions
{
    /// <summary>Who asks without an API key, where none is required.</summary>
    public const string Anonymous = "local";

    /// <summary>Whose conversations the caller sees: its API key's, or those of all who need none.</summary>
    public static string Owner(this HttpContext context) => context.User.Owner();

    /// <inheritdoc cref="Owner(HttpContext)"/>
    public static string Owner(this ClaimsPrincipal? user) => user?.FindFirstValue(ClaimTypes.NameIdentifier) ?? Anonymous;
}
