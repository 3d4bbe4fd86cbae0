using System.Formats.Tar;
using System.IO.Compression;

namespace TreasureMarkers.Data.Sources.Packages;

/// <summary>npm as a downloader: it checks a package against the registry's hash and keeps it in its own cache; no script of the package runs.</summary>
/// <param name="cacheFolder">Packages are unpacked in its folder <c>npm</c>.</param>
internal sealed class NpmClient(string cacheFolder)
{
    private readonly string _root = Path.Combine(Path.GetFullPath(cacheFolder), "npm");

    /// <summary>Downloads and unpacks a package, unless that was done before.</summary>
    /// <exception cref="SourceException">The package or version is gone, or npm is not there or fails.</exception>
    public async Task<PackageFolder> UnpackAsync(string package, string version, CancellationToken ct)
    {
        var folder = Path.Combine(_root, $"{package.Replace('/', '+')}_{version}");
        if (!Directory.Exists(folder))
        {
            // A folder appears under its final name only when it is complete.
            var partial = folder + ".partial";
            Folders.DeleteIfThere(partial);
            Directory.CreateDirectory(partial);
            await ToolProcess.RunAsync("npm", ["pack", "--silent", "--ignore-scripts", $"{package}@{version}"], partial, null, ct);
            var archive = Directory.GetFiles(partial, "*.tgz").FirstOrDefault()
                ?? throw new SourceException($"npm downloaded no file for '{package}@{version}'.");
            await ExtractAsync(archive, partial, ct);
            File.Delete(archive);
            Directory.Move(partial, folder);
        }

        // Most archives hold a folder 'package'; some name it otherwise.
        var inner = Directory.GetDirectories(folder);
        return new PackageFolder(package, version, inner is [var only] ? only : folder);
    }

    private static async Task ExtractAsync(string archive, string folder, CancellationToken ct)
    {
        await using var file = File.OpenRead(archive);
        await using var gzip = new GZipStream(file, CompressionMode.Decompress);
        await TarFile.ExtractToDirectoryAsync(gzip, folder, overwriteFiles: true, ct);
    }
}
