namespace TreasureMarkers.Data.Sources.Packages;

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
    /// <param name="ct">Ends apt.</param>
    /// <exception cref="SourceException">apt is not there or fails; its own message is passed on.</exception>
    public async Task UpdateAsync(IEnumerable<string> locales, CancellationToken ct)
    {
        await ConfigureAsync(locales, ct);
        await RunAsync("apt-get", ["update", "-q"], _root, ct);
    }

    /// <summary>Makes the package names known, by <see cref="UpdateAsync"/> if that was not done since the cache was made.</summary>
    /// <param name="locales">gettext locale names.</param>
    /// <param name="ct">Ends apt.</param>
    /// <exception cref="SourceException">apt is not there or fails.</exception>
    public Task PrepareAsync(IEnumerable<string> locales, CancellationToken ct) =>
        HasIndexes ? Task.CompletedTask : UpdateAsync(locales, ct);

    /// <summary>Downloads a package and unpacks it in its own folder, unless that was done before.</summary>
    /// <param name="package">The package's name.</param>
    /// <param name="ct">Ends apt.</param>
    /// <returns>The unpacked folder and the version.</returns>
    /// <exception cref="SourceException">The package is gone, or apt is not there or fails.</exception>
    public async Task<(string Folder, string Version)> UnpackAsync(string package, CancellationToken ct)
    {
        var version = await CandidateAsync(package, ct);
        var folder = Path.Combine(_root, "unpacked", $"{package}_{version.Replace(':', '.')}");
        if (Directory.Exists(folder))
        {
            return (folder, version);
        }

        // What was downloaded before an interruption is gone on with: apt resumes a partial file and checks its hash.
        var downloads = Path.Combine(_root, "downloads", Path.GetFileName(folder));
        Directory.CreateDirectory(downloads);
        await RunAsync("apt-get", ["download", "-q", package], downloads, ct);
        var archive = Directory.GetFiles(downloads, "*.deb").FirstOrDefault()
            ?? throw new SourceException($"apt downloaded no file for '{package}'.");

        // A folder appears under its final name only when it is complete.
        var partial = folder + ".partial";
        Folders.DeleteIfThere(partial);
        Directory.CreateDirectory(partial);
        await RunAsync("dpkg-deb", ["-x", archive, "."], partial, ct);
        Directory.Delete(downloads, recursive: true);
        Directory.Move(partial, folder);
        return (folder, version);
    }

    private async Task<string> CandidateAsync(string package, CancellationToken ct)
    {
        var shown = await RunAsync("apt-cache", ["show", "--no-all-versions", package], _root, ct);
        var line = shown.Split('\n').FirstOrDefault(l => l.StartsWith("Version: ", StringComparison.Ordinal));
        return line?["Version: ".Length..].Trim()
            ?? throw new SourceException($"The registry has no package '{package}'.");
    }

    private async Task ConfigureAsync(IEnumerable<string> locales, CancellationToken ct)
    {
        foreach (var folder in (string[])["empty", "state/lists/partial", "cache/archives/partial"])
        {
            Directory.CreateDirectory(Path.Combine(_root, folder));
        }

        // Proxies and checks of the user's configuration are kept; what would switch translations off is not.
        var kept = (await RunAsync("apt-config", ["dump"], "/", ct, configured: false)).Split('\n')
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
        await File.WriteAllLinesAsync(_configuration, kept.Concat(own), ct);
    }

    private Task<string> RunAsync(string program, string[] arguments, string folder, CancellationToken ct, bool configured = true) =>
        ToolProcess.RunAsync(program, arguments, folder, configured ? _configuration : null, ct);
}
