using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;

namespace TreasureMarkers.Fixtures;

/// <summary>
/// A registry on the disk whose packages are the fixtures, and a download cache whose apt knows no other: real builds of
/// every step, from the index to the unpacked package, without a network.
/// </summary>
internal sealed class LocalRegistry : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private LocalRegistry()
    {
    }

    /// <summary>What a build is given as its cache.</summary>
    public string Cache => _folder["cache"];

    /// <summary>Makes packages of all fixtures and lets apt read their index.</summary>
    public static async Task<LocalRegistry> CreateAsync()
    {
        var registry = new LocalRegistry();
        Directory.CreateDirectory(registry._folder["repository"]);
        var index = new List<string>();
        foreach (var (name, version) in Fixture.Versions.Where(p => !Fixture.Npm.Contains(p.Key)))
        {
            index.Add(await registry.PackAsync(name, version));
        }

        await File.WriteAllTextAsync(Path.Combine(registry._folder["repository"], "Packages"), string.Join('\n', index));
        await registry.ReadIndexAsync();
        return registry;
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> PackAsync(string name, string version)
    {
        var (stage, archive) = (_folder["stage/" + name], Path.Combine(_folder["repository"], name + ".deb"));
        foreach (var path in Fixture.Package(name).Files(""))
        {
            await CopyAsync(path, Path.Combine(stage, Path.GetRelativePath(Fixture.Package(name).Path, path)));
        }

        // What is an archive in its package is a folder in the fixtures, so that it can be read.
        foreach (var folder in Directory.GetDirectories(stage, "*.zip", SearchOption.AllDirectories))
        {
            await ZipFile.CreateFromDirectoryAsync(folder, folder + ".new");
            Directory.Delete(folder, recursive: true);
            File.Move(folder + ".new", folder);
        }

        var control = $"Package: {name}\nVersion: {version}\nArchitecture: all\nMaintainer: The tests\nDescription: excerpt\n";
        Directory.CreateDirectory(Path.Combine(stage, "DEBIAN"));
        await File.WriteAllTextAsync(Path.Combine(stage, "DEBIAN", "control"), control);
        await RunAsync("dpkg-deb", ["--build", "--root-owner-group", "-Znone", stage, archive]);
        var bytes = await File.ReadAllBytesAsync(archive);
        return $"{control}Filename: ./{name}.deb\nSize: {bytes.Length}\nSHA256: {Convert.ToHexStringLower(SHA256.HashData(bytes))}\n";
    }

    /// <summary>Manual pages are compressed in their packages; the fixtures are not, so that they can be read.</summary>
    private static async Task CopyAsync(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        if (!from.Contains("/share/man/", StringComparison.Ordinal))
        {
            File.Copy(from, to);
            return;
        }

        await using var gzip = new GZipStream(File.Create(to + ".gz"), CompressionMode.Compress);
        await gzip.WriteAsync(await File.ReadAllBytesAsync(from));
    }

    private async Task ReadIndexAsync()
    {
        var apt = Path.Combine(Cache, "apt");
        foreach (var folder in (string[])["empty", "state/lists/partial", "cache/archives/partial"])
        {
            Directory.CreateDirectory(Path.Combine(apt, folder));
        }

        var (sources, configuration) = (Path.Combine(apt, "sources.list"), Path.Combine(apt, "apt.conf"));
        await File.WriteAllTextAsync(sources, $"deb [trusted=yes] copy:{_folder["repository"]} ./\n");
        await File.WriteAllLinesAsync(configuration,
        [
            $"Dir::Etc::Parts \"{apt}/empty\";", $"Dir::Etc::SourceParts \"{apt}/empty\";", $"Dir::Etc::SourceList \"{sources}\";",
            "Dir::Etc::Main \"/dev/null\";", $"Dir::State \"{apt}/state\";", "Dir::State::status \"/dev/null\";", $"Dir::Cache \"{apt}/cache\";",
            "Acquire::GzipIndexes \"false\";", "Acquire::Languages \"none\";", "APT::Sandbox::User \"\";",
        ]);
        await RunAsync("apt-get", ["update", "-q"], configuration);
    }

    private static async Task RunAsync(string program, string[] arguments, string? aptConfiguration = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["APT_CONFIG"] = aptConfiguration ?? "";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await output}{errors}");
    }
}
