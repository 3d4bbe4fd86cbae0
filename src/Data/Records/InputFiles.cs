using System.IO.Compression;
using System.Text.RegularExpressions;
using ZstdSharp;

namespace TreasureMarkers.Data.Records;

/// <summary>A file to read.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">Its name in messages and in the data: as the user wrote it, a file of a folder below that folder's name.</param>
internal sealed record InputFile(string Path, string Name)
{
    private static readonly string[] Compressions = [".gz", ".zst"];

    /// <summary>Lower-case extension of the content: <c>.jsonl</c> for <c>a.jsonl.gz</c>.</summary>
    public string Kind => Extension(IsCompressed ? System.IO.Path.GetFileNameWithoutExtension(Path) : Path);

    /// <summary>Whether the bytes are gzip or Zstandard, by the name.</summary>
    public bool IsCompressed => Compressions.Contains(Extension(Path));

    /// <summary>
    /// The split that a data set's file is named for, such as <c>test-00000.parquet</c>, or null: <c>test</c>, <c>validation</c>,
    /// <c>valid</c>, <c>dev</c> and <c>eval</c> are held out.
    /// </summary>
    public string? Split => System.IO.Path.GetFileName(Path).ToLowerInvariant().Split('.', '-', '_')[0] switch
    {
        "train" => DataSplit.Train,
        "test" or "validation" or "valid" or "dev" or "eval" => DataSplit.Eval,
        _ => null,
    };

    /// <summary>Opens the content, decompressed.</summary>
    public Stream Open()
    {
        var file = File.OpenRead(Path);
        return Extension(Path) switch
        {
            ".gz" => new GZipStream(file, CompressionMode.Decompress),
            ".zst" => new DecompressionStream(file, leaveOpen: false),
            _ => file,
        };
    }

    private static string Extension(string path) => System.IO.Path.GetExtension(path).ToLowerInvariant();
}

/// <summary>Finds the files that a user names: files, folders and globs.</summary>
internal static class InputFiles
{
    /// <summary>What can be read, in words.</summary>
    public const string Allowed = ".jsonl (.ndjson), .json, .csv, .tsv or .parquet; all but .parquet also as .gz or .zst";

    private const int DeepestFolder = 16;

    /// <summary>Files of a data set's folder that describe it.</summary>
    private static readonly string[] Descriptions =
    [
        "dataset_info.json", "dataset_infos.json", "dataset_dict.json", "state.json", "config.json", DataFolder.TokenizerFile,
        DataFolder.ManifestFile, DataFolder.RejectsFile,
    ];

    /// <summary>The files, in a fixed order, each once.</summary>
    /// <param name="inputs">Files, folders (read with all below them) and globs with <c>*</c>, <c>**</c> and <c>?</c>.</param>
    /// <param name="without">A folder that is not read even where it lies in one of those: the one that is written; null for none.</param>
    /// <exception cref="DataFormatException">An input does not exist, matches nothing, or is of a kind that cannot be read.</exception>
    public static IReadOnlyList<InputFile> Find(IEnumerable<string> inputs, string? without = null)
    {
        var excluded = without is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(without)) + Path.DirectorySeparatorChar;
        return
        [
            .. inputs.SelectMany(Of).Where(file => excluded is null || !Path.GetFullPath(file.Path).StartsWith(excluded, StringComparison.Ordinal))
                .DistinctBy(file => Path.GetFullPath(file.Path)),
        ];
    }

    private static InputFile[] Of(string input)
    {
        if (File.Exists(input))
        {
            return CanRead(input) ? [new InputFile(input, input)]
                : throw new DataFormatException($"'{input}' is of a kind that cannot be read. Allowed: {Allowed}.");
        }

        if (Directory.Exists(input))
        {
            var files = DataFolder.IsAt(input) ? RowsOf(input) : Below(input, Glob("**"));
            return files.Length > 0 ? files
                : throw new DataFormatException($"'{input}' has no file that can be read. Allowed: {Allowed}.");
        }

        if (input.AsSpan().IndexOfAny('*', '?') < 0)
        {
            throw new DataFormatException($"'{input}' does not exist. Give a file ({Allowed}), a folder of such files, or a glob.");
        }

        var parts = input.Split('/', '\\');
        var first = Array.FindIndex(parts, part => part.AsSpan().IndexOfAny('*', '?') >= 0);
        var folder = string.Join('/', parts[..first]);
        folder = folder.Length > 0 ? folder : input[0] is '/' ? "/" : ".";
        var matched = Directory.Exists(folder) ? Below(folder, Glob(string.Join('/', parts[first..]))) : [];
        return matched.Length > 0 ? matched
            : throw new DataFormatException($"'{input}' matches no file that can be read. Allowed: {Allowed}.");
    }

    /// <summary>The rows and texts of a data folder, and nothing else that lies there.</summary>
    private static InputFile[] RowsOf(string folder) =>
    [
        .. new[] { DataFolder.RowsFile, DataFolder.PretrainFile }.Select(name => Path.Combine(folder, name)).Where(File.Exists)
            .Select(path => new InputFile(path, path)),
    ];

    private static InputFile[] Below(string folder, Regex pattern)
    {
        // Links are followed, since the hub's cache is made of them; a circle of them ends at the depth.
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, MaxRecursionDepth = DeepestFolder };
        return
        [
            .. Directory.EnumerateFiles(folder, "*", all)
                .Select(path => (Path: folder == "." ? Path.GetRelativePath(".", path) : path, Below: Path.GetRelativePath(folder, path).Replace('\\', '/')))
                .Where(file => pattern.IsMatch(file.Below) && CanRead(file.Path) && !IsHidden(file.Below)
                    && !Descriptions.Contains(Path.GetFileName(file.Path)))
                .OrderBy(file => file.Below, StringComparer.Ordinal)
                .Select(file => new InputFile(file.Path, file.Path)),
        ];
    }

    /// <summary>A glob over a path below a folder, in time that grows with the path alone.</summary>
    private static Regex Glob(string glob) => new(
        "^" + Regex.Escape(glob).Replace(@"\*\*/", "(.*/)?", StringComparison.Ordinal).Replace(@"\*\*", ".*", StringComparison.Ordinal)
            .Replace(@"\*", "[^/]*", StringComparison.Ordinal).Replace(@"\?", "[^/]", StringComparison.Ordinal) + "$",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static bool IsHidden(string below) => below.Split('/').Any(part => part.StartsWith('.'));

    private static bool CanRead(string path)
    {
        var file = new InputFile(path, path);
        return file.Kind is ".jsonl" or ".ndjson" or ".json" or ".csv" or ".tsv" || (file.Kind == ".parquet" && !file.IsCompressed);
    }
}
