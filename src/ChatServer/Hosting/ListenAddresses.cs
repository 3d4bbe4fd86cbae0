using System.Net;

namespace TreasureMarkers.ChatServer.Hosting;

/// <summary>The addresses the server listens on: loopback only, because requests are not authenticated.</summary>
internal static class ListenAddresses
{
    /// <summary>The addresses that <paramref name="options"/> ask for.</summary>
    /// <exception cref="StartupException">An address is malformed or not a loopback address, or the port is out of range.</exception>
    public static string[] From(ServerOptions options)
    {
        if (options.Port is < 0 or > 65535)
        {
            throw new StartupException($"--port {options.Port} is out of range: 0 to 65535 are allowed, 0 takes a free one.");
        }

        string[] addresses = options.Urls?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            ?? [$"http://127.0.0.1:{options.Port}"];
        foreach (string address in addresses)
        {
            CheckLoopback(address);
        }

        return addresses;
    }

    /// <summary>Whether a host name or address, as a URL writes it, is this machine only.</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? ip) && IPAddress.IsLoopback(ip));

    /// <exception cref="StartupException">The address is malformed or not a loopback address.</exception>
    public static void CheckLoopback(string address)
    {
        string host;
        try
        {
            host = BindingAddress.Parse(address).Host;
        }
        catch (FormatException e)
        {
            throw new StartupException($"'{address}' is not an address to listen on; write it as http://127.0.0.1:5080.", e);
        }

        if (!IsLoopback(host))
        {
            throw new StartupException(
                $"Refusing to listen on {address}: anyone who can reach it could use the model, and this version has no API keys. Use http://127.0.0.1:PORT, behind a proxy that authenticates if others are to reach it.");
        }
    }
}
