using System.Data.Common;
using System.Security.Claims;
using Microsoft.Extensions.Options;
using TreasureMarkers.ChatServer.Configuration;
using TreasureMarkers.ChatServer.Contracts;

namespace TreasureMarkers.ChatServer.Access;

/// <summary>
/// Identifies the caller by <c>Authorization: Bearer KEY</c> (or <c>access_token</c> in the query of the hub, as browsers'
/// WebSockets can send no header), and refuses callers without a valid key where one is required. The page and the health checks
/// are open.
/// </summary>
/// <param name="next">The rest of the pipeline.</param>
/// <param name="keys">The keys.</param>
/// <param name="options">Says whether a key is required.</param>
internal sealed class ApiKeyMiddleware(RequestDelegate next, ApiKeyStore keys, IOptions<ServerOptions> options)
{
    private readonly bool _isRequired = options.Value.IsKeyRequired();

    /// <summary>Lets the request pass, or answers it.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (Callers.IsProtected(context.Request.Path) && await RefuseAsync(context) is { } error)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await context.WriteErrorAsync(error);
            return;
        }

        await next(context);
    }

    private async Task<ErrorEvent?> RefuseAsync(HttpContext context)
    {
        string? secret = SecretOf(context.Request);
        if (secret is null)
        {
            return _isRequired
                ? new ErrorEvent(ErrorCodes.InvalidApiKey, "This server needs an API key: send it as 'Authorization: Bearer KEY'.")
                : null;
        }

        // OpenAI's clients cannot be told to send no key; where none is required, one that is not of our making is no claim.
        if (!_isRequired && !secret.StartsWith(ApiKeySecret.Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            if (await keys.FindAsync(secret, context.RequestAborted) is { } key)
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, key.Id)], "ApiKey"));
                return null;
            }
        }
        catch (DbException)
        {
            return ErrorEvents.StorageUnavailable;
        }

        return new ErrorEvent(ErrorCodes.InvalidApiKey, "The API key is wrong or was revoked.");
    }

    private static string? SecretOf(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        string? header = request.Headers.Authorization;
        string? secret = header?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) is true ? header[Scheme.Length..].Trim()
            : request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase) ? request.Query["access_token"].FirstOrDefault()
            : null;
        return string.IsNullOrEmpty(secret) ? null : secret;
    }
}

/// <summary>The callers of the server and what they call.</summary>
internal static class Callers
{
    /// <summary>The owner of what is made without an API key, where none is required.</summary>
    public const string Anonymous = "local";

    private static readonly string[] ProtectedRoots = ["/v1", "/api", "/hubs"];

    /// <summary>The owner whose conversations a caller sees: its API key's id, or <see cref="Anonymous"/>.</summary>
    public static string Owner(this ClaimsPrincipal? user) => user?.FindFirstValue(ClaimTypes.NameIdentifier) ?? Anonymous;

    /// <summary>Whether a path, in whatever case, needs a key and counts against its caller's limit: all but the page's files and
    /// the health checks.</summary>
    public static bool IsProtected(PathString path) =>
        ProtectedRoots.Any(root => path.StartsWithSegments(root, StringComparison.OrdinalIgnoreCase));
}
