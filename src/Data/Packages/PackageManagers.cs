using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;

namespace TreasureMarkers.Data.Packages;

/// <summary>
/// apt with a private configuration and private folders: the user's own registries, proxies and keys are used and
/// every download is checked against the registry's hashes, but nothing is installed, the system's lists stay
/// untouched, and a system that switches translations off still gets them.
/// </summary>
internal sealed class AptClient
{
    private readonly string _root;
    private readonly string _configuration;

    /// <summary>Uses <paramref name="cacheFolder"/>/apt for lists and downloads.</summary>
    public AptClient(string cacheFolder)
    {
        _root = Path.Combine(Path.GetFullPath(cacheFolder), "apt");
        _configuration = Path.Combine(_root, "apt.conf");
    }

    /// <summary>Where <see cref="UpdateAsync"/> leaves the indexes, uncompressed.</summary>
    public string ListsFolder => Path.Combine(_root, "state", "lists");

    /// <summary>Whether indexes were fetched before.</summary>
    public bool HasIndexes => Directory.Exists(ListsFolder) && Directory.EnumerateFiles(ListsFolder, "*_Packages").Any();

    /// <summary>Fetches the indexes with the descriptions' translations.</summary>
    /// <param name="locales">gettext locale names.</param>
    /// <param name="cancellationToken">Ends apt.</param>
    /// <exception cref="SourceException">apt is not there or fails; its own message is passed on.</exception>
    public async Task UpdateAsync(IEnumerable<string> locales, CancellationToken cancellationToken)
    {
        await ConfigureAsync(locales, cancellationToken);
        await RunAsync("apt-get", ["update", "-q"], _root, cancellationToken);
    }

    /// <summary>Makes the package names known, by <see cref="UpdateAsync"/> if that was not done since the cache was made.</summary>
    /// <param name="locales">gettext locale names.</param>
    /// <param name="cancellationToken">Ends apt.</param>
    /// <exception cref="SourceException">apt is not there or fails.</exception>
    public Task PrepareAsync(IEnumerable<string> locales, CancellationToken cancellationToken) =>
        HasIndexes ? Task.CompletedTask : UpdateAsync(locales, cancellationToken);

    /// <summary>Downloads a package and unpacks it in its own folder, unless that was done before.</summary>
    /// <param name="package">The package's name.</param>
    /// <param name="cancellationToken">Ends apt.</param>
    /// <returns>The unpacked folder and the version.</returns>
    /// <exception cref="SourceException">The package is gone, or apt is not there or fails.</exception>
    public async Task<(string Folder, string Version)> UnpackAsync(string package, CancellationToken cancellationToken)
    {
        var version = await CandidateAsync(package, cancellationToken);
        var folder = Path.Combine(_root, "unpacked", $"{package}_{version.Replace(':', '.')}");
        if (Directory.Exists(folder))
        {
            return (folder, version);
        }

        // What was downloaded before an interruption is gone on with: apt resumes a partial file and checks its hash.
        var downloads = Path.Combine(_root, "downloads", Path.GetFileName(folder));
        Directory.CreateDirectory(downloads);
        await RunAsync("apt-get", ["download", "-q", package], downloads, cancellationToken);
        var archive = Directory.GetFiles(downloads, "*.deb").FirstOrDefault()
            ?? throw new SourceException($"apt downloaded no file for '{package}'.");

        // A folder appears under its final name only when it is complete.
        var partial = folder + ".partial";
        Folders.DeleteIfThere(partial);
        Directory.CreateDirectory(partial);
        await RunAsync("dpkg-deb", ["-x", archive, "."], partial, cancellationToken);
        Directory.Delete(downloads, recursive: true);
        Directory.Move(partial, folder);
        return (folder, version);
    }

    private async Task<string> CandidateAsync(string package, CancellationToken cancellationToken)
    {
        var shown = await RunAsync("apt-cache", ["show", "--no-all-versions", package], _root, cancellationToken);
        var line = shown.Split('\n').FirstOrDefault(l => l.StartsWith("Version: ", StringComparison.Ordinal));
        return line?["Version: ".Length..].Trim()
            ?? throw new SourceException($"The registry has no package '{package}'.");
    }

    private async Task ConfigureAsync(IEnumerable<string> locales, CancellationToken cancellationToken)
    {
        foreach (var folder in (string[])["empty", "state/lists/partial", "cache/archives/partial"])
        {
            Directory.CreateDirectory(Path.Combine(_root, folder));
        }

        // Proxies and checks of the user's configuration are kept; what would switch translations off is not.
        var kept = (await RunAsync("apt-config", ["dump"], "/", cancellationToken, configured: false)).Split('\n')
            .Where(line => line.StartsWith("Acquire::", StringComparison.Ordinal)
                && !line.StartsWith("Acquire::Languages", StringComparison.Ordinal)
                && !line.StartsWith("Acquire::GzipIndexes", StringComparison.Ordinal)
                && !line.StartsWith("Acquire::IndexTargets", StringComparison.Ordinal));
        string[] own =
        [
            $"Dir::Etc::Parts \"{_root}/empty\";",
            "Dir::Etc::Main \"/dev/null\";",
            $"Dir::State \"{_root}/state\";",
            "Dir::State::status \"/dev/null\";",
            $"Dir::Cache \"{_root}/cache\";",
            "Acquire::GzipIndexes \"false\";",
            "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled \"false\";",
            "Acquire::Languages { " + string.Concat(locales.Select(l => $"\"{l}\"; ")) + "};",
            // The private folders belong to the caller; apt's own user could not write to them.
            "APT::Sandbox::User \"\";",
        ];
        await File.WriteAllLinesAsync(_configuration, kept.Concat(own), cancellationToken);
    }

    private Task<string> RunAsync(
        string program, string[] arguments, string folder, CancellationToken cancellationToken, bool configured = true) =>
        ToolProcess.RunAsync(program, arguments, folder, configured ? _configuration : null, cancellationToken);
}

/// <summary>
/// npm as a downloader: it checks a package against the registry's hash and keeps it in its own cache; no script of the package runs.
/// </summary>
/// <param name="cacheFolder">Packages are unpacked in its folder <c>npm</c>.</param>
internal sealed class NpmClient(string cacheFolder)
{
    private readonly string _root = Path.Combine(Path.GetFullPath(cacheFolder), "npm");

    /// <summary>Downloads and unpacks a package, unless that was done before.</summary>
    /// <exception cref="SourceException">The package or version is gone, or npm is not there or fails.</exception>
    public async Task<PackageFolder> UnpackAsync(string package, string version, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(_root, $"{package.Replace('/', '+')}_{version}");
        if (!Directory.Exists(folder))
        {
            // A folder appears under its final name only when it is complete.
            var partial = folder + ".partial";
            Folders.DeleteIfThere(partial);
            Directory.CreateDirectory(partial);
            await ToolProcess.RunAsync(
                "npm", ["pack", "--silent", "--ignore-scripts", $"{package}@{version}"], partial, null, cancellationToken);
            var archive = Directory.GetFiles(partial, "*.tgz").FirstOrDefault()
                ?? throw new SourceException($"npm downloaded no file for '{package}@{version}'.");
            await ExtractAsync(archive, partial, cancellationToken);
            File.Delete(archive);
            Directory.Move(partial, folder);
        }

        // Most archives hold a folder 'package'; some name it otherwise.
        var inner = Directory.GetDirectories(folder);
        return new PackageFolder(package, version, inner is [var only] ? only : folder);
    }

    private static async Task ExtractAsync(string archive, string folder, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(archive);
        await using var gzip = new GZipStream(file, CompressionMode.Decompress);
        await TarFile.ExtractToDirectoryAsync(gzip, folder, overwriteFiles: true, cancellationToken);
    }
}

/// <summary>Runs a package manager's program.</summary>
internal static class ToolProcess
{
    /// <summary>Runs a program to its end; cancelling ends it with its children.</summary>
    /// <param name="program">Found on the PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">The folder it runs in.</param>
    /// <param name="aptConfiguration">What APT_CONFIG names, or null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What it printed.</returns>
    /// <exception cref="SourceException">It is not there or fails; its own message is passed on.</exception>
    public static async Task<string> RunAsync(
        string program, IReadOnlyList<string> arguments, string folder, string? aptConfiguration, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        if (aptConfiguration is not null)
        {
            start.Environment["APT_CONFIG"] = aptConfiguration;
        }

        using var process = Start(start);
        await using var ending = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = await process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode == 0
            ? await output
            : throw new SourceException(
                $"`{program} {string.Join(' ', arguments)}` failed: "
                + (errors.Trim() is { Length: > 0 } said ? said : "it printed no reason"));
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new SourceException(
                $"'{start.FileName}' is not on this machine. The data is read from Debian's packages through apt and dpkg, "
                + "and from npm's; build it on Debian or a derivative with Node.js.",
                e);
        }
    }
}

/// <summary>Deletes folders.</summary>
internal static class Folders
{
    /// <summary>Deletes a folder with all that is in it, if it is there.</summary>
    public static void DeleteIfThere(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
