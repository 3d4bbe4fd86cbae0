using TreasureMarkers.Models;

namespace TreasureMarkers.Evaluation;

/// <summary>Finds the built chat server, which this program starts but does not reference.</summary>
internal static class ServerProgram
{
    private const string Assembly = "TreasureMarkers.ChatServer.dll";

    /// <summary>The server's assembly: beside this program when published together, else the newest build in the repository.</summary>
    /// <exception cref="CommandException">It is not built.</exception>
    public static string Find()
    {
        string beside = Path.Combine(AppContext.BaseDirectory, Assembly);
        if (File.Exists(beside))
        {
            return beside;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string bin = Path.Combine(folder.FullName, "src", "ChatServer", "bin");
            if (Directory.Exists(bin)
                && Directory.EnumerateFiles(bin, Assembly, SearchOption.AllDirectories).MaxBy(File.GetLastWriteTimeUtc) is { } built)
            {
                return built;
            }
        }

        throw new CommandException(
            "The chat server is not built. Run `dotnet build src/ChatServer -c Release`, or name a running server with --url.");
    }
}
