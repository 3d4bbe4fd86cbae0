using System.Net;

namespace TreasureMarkers.ChatServer.Hosting;

/// <summary>The addresses the server listens on.</summary>
internal static class ListenAddresses
{
    /// <summary>The addresses that <paramref name="options"/> ask for.</summary>
    /// <exception cref="StartupException">An address is malformed, or the port is out of range.</exception>
    public static string[] From(ServerOptions options)
    {
        if (options.Port is < 0 or > 65535)
        {
            throw new StartupException($"--port {options.Port} is out of range: 0 to 65535 are allowed, 0 takes a free one.");
        }

        return options.Urls?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            ?? [$"http://127.0.0.1:{options.Port}"];
    }

    /// <summary>Whether a host name or address, as a URL writes it, is this machine only.</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? ip) && IPAddress.IsLoopback(ip));

    /// <summary>Whether an address to listen on can be reached from this machine only.</summary>
    /// <exception cref="StartupException">The address is malformed.</exception>
    public static bool IsLoopbackAddress(string address)
    {
        try
        {
            return IsLoopback(BindingAddress.Parse(address).Host);
        }
        catch (FormatException e)
        {
            throw new StartupException($"'{address}' is not an address to listen on; write it as http://127.0.0.1:5080.", e);
        }
    }

    /// <summary>Refuses to be reachable by others before anyone has a key: nobody could use the server, and it looks open.</summary>
    /// <exception cref="StartupException">There is no key.</exception>
    public static void CheckKeys(ServerOptions options, bool anyKey)
    {
        if (!anyKey && From(options).FirstOrDefault(address => !IsLoopbackAddress(address)) is { } open)
        {
            throw new StartupException(
                $"Refusing to listen on {open}: others can reach it, and there is no API key yet. Make one with 'keys create NAME', or use http://127.0.0.1:PORT.");
        }
    }
}
