using TreasureMarkers.ChatServer.Access;
using TreasureMarkers.ChatServer.Hosting;
using TreasureMarkers.Models;

if (args.Contains("--help"))
{
    Console.WriteLine(CommandLine.Help);
    return 0;
}

try
{
    if (args is [KeysCommand.Verb, .. var rest])
    {
        await KeysCommand.RunAsync(rest);
        return 0;
    }

    await using WebApplication app = await Server.BuildAsync(args);
    await Server.RunAsync(app);
    return 0;
}
catch (Exception e) when (e is StartupException or ModelException)
{
    await Console.Error.WriteLineAsync($"error: {e.Message}");
    return 1;
}
