using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using TreasureMarkers.Fixtures;

[assembly: AssemblyFixture(typeof(TreasureMarkers.Packages.Tests.Packages))]

namespace TreasureMarkers.Packages.Tests;

/// <summary>The packages as `dotnet pack` makes them of what was built, in a folder that is a feed; shared by all tests.</summary>
public sealed class Packages : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The repository's root.</summary>
    public static string Repository { get; } = Path.GetFullPath(Path.Combine(DefaultModel.Folder, "..", ".."));

    /// <summary>Debug or Release, as this test was built.</summary>
    public static string Configuration { get; } =
        typeof(Packages).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>The feed.</summary>
    public string Feed => _folder["packages"];

    /// <summary>
    /// Packs, and writes the configuration by which projects below <see cref="NewFolder"/> find the packages beside the user's own feeds.
    /// What they restore from the feed stays in the temporary folder, since a later run packs the same version again.
    /// </summary>
    public async ValueTask InitializeAsync()
    {
        await DotnetAsync(Repository, "pack", "TreasureMarkers.sln", "--no-build", "-c", Configuration, "-o", Feed, "-v", "q", "-nologo");
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await File.WriteAllTextAsync(_folder["nuget.config"], $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="cache" /></config>
              <packageSources><add key="packed" value="packages" /></packageSources>
              <fallbackPackageFolders><add key="user" value="{cache}" /></fallbackPackageFolders>
            </configuration>
            """);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>An empty folder outside the repository from which the feed is found.</summary>
    public string NewFolder(string name) => Directory.CreateDirectory(_folder[name]).FullName;

    /// <summary>The names of a package's files, and the text of its manifest.</summary>
    public (IReadOnlyList<string> Files, string Manifest) Read(string file)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(Feed, file));
        var nuspec = archive.Entries.Single(entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal));
        using var manifest = new StreamReader(nuspec.Open());
        return ([.. archive.Entries.Select(entry => entry.FullName)], manifest.ReadToEnd());
    }

    /// <summary>Runs the dotnet command, which has to succeed, and gives its output.</summary>
    public static async Task<string> DotnetAsync(string folder, params string[] arguments)
    {
        var (exitCode, output) = await RunAsync(folder, "dotnet", arguments);
        Assert.True(exitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {exitCode}:\n{output}");
        return output;
    }

    /// <summary>Runs a program and gives its exit code and what it wrote to both outputs.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,

            // A build server would outlive its command and hold the outputs open.
            Environment = { ["MSBUILDDISABLENODEREUSE"] = "1", ["UseSharedCompilation"] = "false", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }
}
