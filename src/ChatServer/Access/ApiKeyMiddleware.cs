using System.Data.Common;
using System.Security.Claims;
using TreasureMarkers.ChatServer.Generation;
using TreasureMarkers.ChatServer.OpenAI;
using TreasureMarkers.ChatServer.Wire;

namespace TreasureMarkers.ChatServer.Access;

/// <summary>
/// Tells who asks, by <c>Authorization: Bearer KEY</c> (or <c>access_token</c> in the query of the hub, as browsers' WebSockets
/// can send no header), and refuses those without a valid key where one is required. The page and the health checks are open.
/// </summary>
/// <param name="next">What comes after.</param>
/// <param name="keys">The keys.</param>
/// <param name="policy">Whether a key is required.</param>
internal sealed class ApiKeyMiddleware(RequestDelegate next, ApiKeyStore keys, AccessPolicy policy)
{
    /// <summary>Lets the request pass, or answers it.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (ProtectedPaths.Includes(context.Request.Path) && await RefuseAsync(context) is { } error)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await OpenAIJson.WriteErrorAsync(context, error);
            return;
        }

        await next(context);
    }

    private async Task<ErrorEvent?> RefuseAsync(HttpContext context)
    {
        string? secret = SecretOf(context.Request);
        if (secret is null)
        {
            return policy.RequiresKey
                ? new ErrorEvent(ErrorCodes.InvalidApiKey, "This server needs an API key: send it as 'Authorization: Bearer KEY'.")
                : null;
        }

        // OpenAI's clients cannot be told to send no key; where none is required, one that is not of our making is no claim.
        if (!policy.RequiresKey && !secret.StartsWith(ApiKeySecret.Prefix, StringComparison.Ordinal))
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
        catch (DbException e)
        {
            return ReplyErrors.Find(e);
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
