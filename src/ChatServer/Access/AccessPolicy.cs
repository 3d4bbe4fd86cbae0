using TreasureMarkers.ChatServer.Hosting;

namespace TreasureMarkers.ChatServer.Access;

/// <summary>What the server asks of its callers, as its options and addresses say.</summary>
/// <param name="RequiresKey">Whether callers need an API key.</param>
/// <param name="RequestsPerMinute">What one client may ask; null for no limit.</param>
/// <param name="AllowedOrigins">Sites whose pages may use the server.</param>
internal sealed record AccessPolicy(bool RequiresKey, int? RequestsPerMinute, IReadOnlyList<string> AllowedOrigins)
{
    /// <summary>What a client may ask in a minute where keys are required and nothing else is said.</summary>
    public const int DefaultRequestsPerMinute = 120;

    /// <summary>Reads the policy.</summary>
    /// <exception cref="StartupException">An option is out of range.</exception>
    public static AccessPolicy From(ServerOptions options)
    {
        bool loopback = ListenAddresses.From(options).All(ListenAddresses.IsLoopbackAddress);
        bool required = options.RequireKey ?? !loopback;
        if (!required && !loopback)
        {
            throw new StartupException("Server:RequireKey is false, but an address is not loopback: anyone who can reach it could use the model.");
        }

        if (options.RequestsPerMinute is < 1)
        {
            throw new StartupException("Server:RequestsPerMinute must be at least 1; leave it out for the default.");
        }

        return new AccessPolicy(required, options.RequestsPerMinute ?? (required ? DefaultRequestsPerMinute : null), Origins(options));
    }

    private static string[] Origins(ServerOptions options)
    {
        string[] origins = options.AllowedOrigins?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        foreach (string origin in origins)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
                || uri.Scheme is not ("http" or "https")
                || uri.GetLeftPart(UriPartial.Authority) != origin)
            {
                throw new StartupException($"'{origin}' is not an origin; write it as https://chat.example.org, without a path or '*'.");
            }
        }

        return origins;
    }
}
