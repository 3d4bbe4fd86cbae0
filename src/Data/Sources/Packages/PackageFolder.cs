namespace TreasureMarkers.Data.Sources.Packages;

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
    public string ReadText(string path) => File.Exists(At(path))
        ? File.ReadAllText(At(path))
        : throw new SourceException($"{Name} {Version} has no '{path}'; its layout has changed.");

    /// <summary>The files below a folder of it, in ordinal order of their paths; none when there is no such folder.</summary>
    public IReadOnlyList<string> Files(string folder, string pattern = "*") => Directory.Exists(At(folder))
        ? [.. Directory.EnumerateFiles(At(folder), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Where a text of it came from.</summary>
    public Provenance Provenance(string licence, string record) => new(Name, Version, licence, record);
}
