using System.Data.Common;
using TreasureMarkers.ChatServer.Configuration;
using TreasureMarkers.ChatServer.Storage;

namespace TreasureMarkers.ChatServer.Access;

/// <summary>The verb <c>keys</c> of the command line: makes, lists and revokes API keys.</summary>
internal static class KeysCommand
{
    /// <summary>The verb.</summary>
    public const string Verb = "keys";

    private const string Usage = "Allowed: keys create NAME, keys list, keys revoke NAME; each with --database DB.";
    private const int MaxName = 100;

    /// <summary>Runs the verb's arguments.</summary>
    /// <exception cref="StartupException">They are wrong, or the database cannot be opened.</exception>
    public static async Task RunAsync(string[] args)
    {
        string[] words = [.. args.TakeWhile(arg => !arg.StartsWith("--", StringComparison.Ordinal))];
        string[] switches = args[words.Length..];
        WebApplicationBuilder builder = CommandLine.CreateBuilder(switches);
        builder.Services.AddServerOptions().AddStorage().AddSingleton<ApiKeyStore>();
        await using ServiceProvider services = builder.Services.BuildServiceProvider();
        await services.OpenDatabaseAsync(CancellationToken.None);
        var keys = services.GetRequiredService<ApiKeyStore>();
        try
        {
            await (words switch
            {
                ["create", var name] => CreateAsync(keys, name),
                ["list"] => ListAsync(keys),
                ["revoke", var name] => RevokeAsync(keys, name),
                _ => throw new StartupException(Usage),
            });
        }
        catch (DbException e)
        {
            throw new StartupException($"The database failed: {e.Message}", e);
        }
    }

    private static async Task CreateAsync(ApiKeyStore keys, string name)
    {
        if (name.Length is 0 or > MaxName || name.Any(char.IsControl))
        {
            throw new StartupException($"A key's name has 1 to {MaxName} characters and no control characters.");
        }

        string secret = await keys.CreateAsync(name, CancellationToken.None)
            ?? throw new StartupException($"There is or was a key '{name}'; choose another name.");
        await Console.Error.WriteLineAsync("Keep this key: it is stored as a hash only and cannot be shown again.");
        Console.WriteLine(secret);
    }

    private static async Task ListAsync(ApiKeyStore keys)
    {
        foreach (ApiKey key in await keys.ListAsync(CancellationToken.None))
        {
            Console.WriteLine($"{key.Name}\t{key.Created:u}\t{(key.Revoked is { } time ? $"revoked {time:u}" : "valid")}");
        }
    }

    private static async Task RevokeAsync(ApiKeyStore keys, string name)
    {
        if (!await keys.RevokeAsync(name, CancellationToken.None))
        {
            throw new StartupException($"There is no valid key '{name}'; 'keys list' shows those there are.");
        }

        Console.WriteLine($"Revoked '{name}'.");
    }
}
