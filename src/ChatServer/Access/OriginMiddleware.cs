using Microsoft.Extensions.Options;
using TreasureMarkers.ChatServer.Configuration;

namespace TreasureMarkers.ChatServer.Access;

/// <summary>
/// Refuses a browser's request that comes from a page of another site. A WebSocket is not subject to CORS: without this any
/// page on the web could talk to the model on its visitor's machine. Allowed are the server's own page, pages of the allowed
/// origins and, where no key is required, pages of this machine (a development server).
/// </summary>
/// <param name="next">The rest of the pipeline.</param>
/// <param name="options">Names the allowed origins.</param>
internal sealed class OriginMiddleware(RequestDelegate next, IOptions<ServerOptions> options)
{
    private readonly string[] _allowed = options.Value.Origins();
    private readonly bool _isKeyRequired = options.Value.IsKeyRequired();

    /// <summary>Lets the request pass, or answers it with 403.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        string? origin = context.Request.Headers.Origin;
        if (string.IsNullOrEmpty(origin) || _allowed.Contains(origin) || IsOwn(origin, context.Request))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync("Requests from pages of other sites are refused.", context.RequestAborted);
    }

    // The host is trusted only as far as AllowedHosts lets it in: a name that someone else bound to this address is refused before.
    private bool IsOwn(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
        && (_isKeyRequired
            ? uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)
            : ServerOptions.IsLoopback(uri.Host));
}
