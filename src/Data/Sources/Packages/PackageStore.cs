namespace TreasureMarkers.Data.Sources.Packages;

/// <summary>Fetches packages from the registries that the user's own package managers know, and keeps them unpacked between builds.</summary>
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
    public async Task<PackageFolder> DebianAsync(string package, CancellationToken ct)
    {
        await Apt.PrepareAsync(DataLanguage.All.SelectMany(l => l.Locales), ct);
        var (folder, version) = await Apt.UnpackAsync(package, ct);
        return new PackageFolder(package, version, folder);
    }

    /// <summary>An npm package at a fixed version.</summary>
    /// <exception cref="SourceException">The package or version is gone, or npm is not there or fails.</exception>
    public Task<PackageFolder> NpmAsync(string package, string version, CancellationToken ct) => _npm.UnpackAsync(package, version, ct);
}
