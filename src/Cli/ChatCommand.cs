using System.CommandLine;

namespace TreasureMarkers.Cli;

/// <summary>
/// <c>tm chat</c>: serves the chat page and the APIs. It is the chat server's program itself with the same arguments, of which that program
/// alone knows the meaning; <c>tm chat --help</c> is its help.
/// </summary>
internal static class ChatCommand
{
    /// <summary>The verb's name.</summary>
    public const string Name = "chat";

    private const string Server = "TreasureMarkers.ChatServer";

    /// <summary>The verb, for the list of verbs.</summary>
    public static Command Create() => new(Name, "Serve the chat page and the APIs over a model; `tm chat --help` lists the options.");

    /// <summary>Runs the server until it is told to stop.</summary>
    /// <param name="arguments">The arguments after the verb.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments) => AppDomain.CurrentDomain.ExecuteAssemblyByName(Server, arguments);
}
