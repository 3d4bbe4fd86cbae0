namespace TreasureMarkers.Data.Packages;

/// <summary>
/// Fetches packages from the registries that the user's own package managers know, and keeps them unpacked between builds.
/// </summary>
/// <param name="cacheFolder">Where downloads are kept.</param>
internal sealed class PackageStore(string cacheFolder)
{
    private readonly NpmClient _npm = new(cacheFolder);

    /// <summary>Where downloads are kept, and what sources made of them that takes long.</summary>
    public string Folder { get; } = cacheFolder;

    /// <summary>apt with private folders, for its indexes.</summary>
    public AptClient Apt { get; } = new(cacheFolder);

    /// <summary>A Debian package at the version that the registry offers.</summary>
    /// <exception cref="SourceException">The package is gone, or apt is not there or fails.</exception>
    public async Task<PackageFolder> DebianAsync(string package, CancellationToken cancellationToken)
    {
        await Apt.PrepareAsync(DataLanguage.All.SelectMany(l => l.Locales), cancellationToken);
        var (folder, version) = await Apt.UnpackAsync(package, cancellationToken);
        return new PackageFolder(package, version, folder);
    }

    /// <summary>An npm package at a fixed version.</summary>
    /// <exception cref="SourceException">The package or version is gone, or npm is not there or fails.</exception>
    public Task<PackageFolder> NpmAsync(string package, string version, CancellationToken cancellationToken) =>
        _npm.UnpackAsync(package, version, cancellationToken);
}

/// <summary>A package that was fetched and unpacked, not installed.</summary>
/// <param name="Name">Its name in its registry.</param>
/// <param name="Version">Its version.</param>
/// <param name="Path">The folder of its files.</param>
internal sealed record PackageFolder(string Name, string Version, string Path)
{
    /// <summary>The path of a file or folder in it.</summary>
    public string At(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>The text of a file in it.</summary>
    /// <exception cref="SourceException">There is no such file: the package has changed.</exception>
    public string ReadText(string path) => File.ReadAllText(Existing(path));

    /// <summary>The bytes of a file in it.</summary>
    /// <exception cref="SourceException">There is no such file: the package has changed.</exception>
    public byte[] ReadBytes(string path) => File.ReadAllBytes(Existing(path));

    /// <summary>The files below a folder of it, in ordinal order of their paths; none when there is no such folder.</summary>
    public IReadOnlyList<string> Files(string folder, string pattern = "*") => Directory.Exists(At(folder))
        ? [.. Directory.EnumerateFiles(At(folder), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Those files' paths below the folder, in the same order.</summary>
    public IEnumerable<string> RelativeFiles(string folder, string pattern) =>
        Files(folder, pattern).Select(file => System.IO.Path.GetRelativePath(At(folder), file));

    /// <summary>Where a text of it came from.</summary>
    public Provenance Provenance(string licence, string record) => new(Name, Version, licence, record);

    private string Existing(string path) => File.Exists(At(path))
        ? At(path)
        : throw new SourceException($"{Name} {Version} has no '{path}'; its layout has changed.");
}
