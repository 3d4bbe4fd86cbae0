using System.CommandLine;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Folders;

namespace TreasureMarkers.Cli;

/// <summary>
/// <c>tm chat</c>: serves the chat page and the APIs. It is the chat server's program itself with the same arguments, of which that program
/// alone knows the meaning; <c>tm chat --help</c> is its help. A base given as <c>--model</c> is imported first, and the server gets the
/// folder that came of it.
/// </summary>
internal static class ChatCommand
{
    /// <summary>The verb's name.</summary>
    public const string Name = "chat";

    private const string Server = "TreasureMarkers.ChatServer";
    private const string Model = "--model";

    /// <summary>The verb, for the list of verbs.</summary>
    public static Command Create() => new(Name, "Serve the chat page and the APIs over a model; `tm chat --help` lists the options.");

    /// <summary>Runs the server until it is told to stop.</summary>
    /// <param name="arguments">The arguments after the verb.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        string[] imported;
        try
        {
            using var interrupted = new CancellationTokenSource();
            ConsoleCancelEventHandler cancel = (_, pressed) =>
            {
                pressed.Cancel = true;
                interrupted.Cancel();
            };
            Console.CancelKeyPress += cancel;
            imported = await ImportAsync(arguments, interrupted.Token);
            Console.CancelKeyPress -= cancel;
        }
        catch (Exception e) when (e is ModelException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"error: {e.Message.ReplaceLineEndings(" ")}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }

        return AppDomain.CurrentDomain.ExecuteAssemblyByName(Server, imported);
    }

    private static async Task<string[]> ImportAsync(string[] arguments, CancellationToken cancellationToken)
    {
        string[] result = [.. arguments];
        for (var i = 0; i < result.Length; i++)
        {
            var (before, path) = result[i] == Model && i + 1 < result.Length ? ("", result[++i])
                : result[i].StartsWith(Model + "=", StringComparison.Ordinal) ? (Model + "=", result[i][(Model.Length + 1)..])
                : ("", "");
            if (path.Length > 0 && ModelSource.IsBase(path))
            {
                result[i] = before + await CommandProgress.RunAsync(note => ImportCache.GetAsync(path, note, cancellationToken));
            }
        }

        return result;
    }
}
