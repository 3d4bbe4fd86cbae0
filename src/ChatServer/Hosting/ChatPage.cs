using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace TreasureMarkers.ChatServer.Hosting;

/// <summary>Serves the built page, or says how to build it.</summary>
internal static class ChatPage
{
    private const string HowToBuild =
        "The chat page is not built. Build it with `npm ci && npm run build` in web/ (or start with `./tm chat`) and restart.\n"
        + "The API works without it: see /v1/models, /v1/chat/completions, /api/taxonomy.\n";

    /// <summary>Serves <paramref name="folder"/> at <c>/</c>; null serves the text that says how to build the page.</summary>
    public static void UseChatPage(this WebApplication app, string? folder)
    {
        if (folder is null)
        {
            app.MapGet("/", () => Results.Text(HowToBuild));
            return;
        }

        var files = new PhysicalFileProvider(folder);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = SetCaching });
    }

    // The bundler puts a hash of the content into the names under assets/, so they never change; index.html names the current ones.
    private static void SetCaching(StaticFileResponseContext context) =>
        context.Context.Response.Headers.CacheControl = context.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal)
            ? "public, max-age=31536000, immutable"
            : "no-cache";
}

/// <summary>Keeps other origins' pages and anything injected into ours away from the server.</summary>
internal static class SecurityHeaders
{
    // The WebSocket goes to the page's own origin, which 'self' covers only in newer browsers; ws: names it for the others.
    private const string ContentSecurityPolicy =
        "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; object-src 'none'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Adds the headers to every response.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return next(context);
    });
}
