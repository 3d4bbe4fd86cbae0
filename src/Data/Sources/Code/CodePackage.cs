namespace TreasureMarkers.Data.Sources.Code;

/// <summary>A package whose source files are read.</summary>
/// <param name="CodeType">The language that is read from it.</param>
/// <param name="Name">Its name in its registry.</param>
/// <param name="NpmVersion">Its npm version, or null for a Debian package.</param>
/// <param name="Licence">Its licence, an SPDX expression.</param>
/// <param name="Folder">The folder of it that is read, empty for all.</param>
/// <param name="Extension">The files' extension where it is not the language's usual one.</param>
internal sealed record CodePackage(string CodeType, string Name, string? NpmVersion, string Licence, string Folder = "", string? Extension = null)
{
    /// <summary>
    /// Where the package's files lie in its source tree, whose copyright file names licences of single files: the folder that
    /// they were installed from and to. Null where one licence holds for all.
    /// </summary>
    public (string Installed, string Source)? Tree { get; init; }
}
