using System.IO.Enumeration;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TreasureMarkers.Models.Hub;

/// <summary>
/// Downloads files of a repository into a folder. What was downloaded before is kept: whole files by their hashes, a part by asking for the
/// rest. A file has its name only when its hash is right.
/// </summary>
internal static class HubDownload
{
    private const string PartExtension = ".part";
    private const int Attempts = 6;
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);

    // What this program reads of a folder; weights of other frameworks, copies and adapters are left out.
    private static readonly string[] Usual =
    [
        "config.json", "generation_config.json", "model.safetensors", "model-*.safetensors", "model.safetensors.index.json", "tokenizer.json", "tokenizer_config.json",
        "special_tokens_map.json", "chat_template.*", "added_tokens.json", "README.md", "LICENSE*", "LICENCE*", "NOTICE*", "USE_POLICY*",
    ];

    private static readonly string[] Always = ["README.md", "LICENSE*", "LICENCE*", "NOTICE*", "USE_POLICY*"];

    /// <summary>The files that are wanted.</summary>
    /// <param name="repository">All of them.</param>
    /// <param name="include">Patterns with * and ?, or none for what a Hugging Face folder needs. Card and licence always come along.</param>
    /// <exception cref="ModelException">No file of weights is among them.</exception>
    public static IReadOnlyList<HubFile> Choose(HubRepository repository, IReadOnlyList<string> include)
    {
        var name = repository.Origin.Name;
        HubFile[] chosen = include.Count > 0
            ? [.. repository.Files.Where(file => Matches(file, [.. include, .. Always]))]
            : [.. repository.Files.Where(file => !file.Path.Contains('/', StringComparison.Ordinal) && Matches(file, Usual))];
        if (include.Count > 0 && !chosen.Any(file => Matches(file, include)))
        {
            throw new ModelException($"{name} has no file for --include {string.Join(' ', include)}. It has: {List(repository.Files)}.");
        }

        if (include.Count == 0 && !chosen.Any(file => file.Path.EndsWith(".safetensors", StringComparison.Ordinal)))
        {
            HubFile[] ggufs = [.. repository.Files.Where(file => file.Path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase))];
            throw new ModelException(ggufs.Length > 0
                ? $"{name} has GGUF files and no safetensors. Choose one with --include: {List(ggufs)}."
                : $"{name} has no safetensors, which are read here. It has: {List(repository.Files)}.");
        }

        return chosen;
    }

    /// <summary>Downloads the files, one after the other, and writes origin.json beside them.</summary>
    /// <param name="client">The hub.</param>
    /// <param name="repository">Their repository.</param>
    /// <param name="files">The files.</param>
    /// <param name="folder">Where to; made when missing.</param>
    /// <param name="progress">Is told about every part that came.</param>
    /// <param name="cancellationToken">Ends it; the next call goes on from there.</param>
    /// <exception cref="ModelException">A file may not be read, or does not arrive as the hub describes it.</exception>
    /// <exception cref="IOException">The disk is full or the folder cannot be written.</exception>
    public static async Task RunAsync(
        HubClient client, HubRepository repository, IReadOnlyList<HubFile> files, string folder, IProgress<HubProgress> progress,
        CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        RequireRoom(files, folder);
        var done = 0L;
        var all = files.Sum(file => file.Bytes);
        foreach (var file in files)
        {
            var before = done;
            await DownloadAsync(
                client, repository.Origin.Name, repository.Origin.Revision!, file, Path.Combine(folder, file.Path),
                bytes => progress.Report(new HubProgress(file.Path, before + bytes, all)), cancellationToken);
            done += file.Bytes;
            progress.Report(new HubProgress(file.Path, done, all));
        }

        AtomicFile.WriteText(Path.Combine(folder, ModelFiles.Origin), JsonSerializer.Serialize(repository.Origin, ModelFiles.Json) + "\n");
    }

    /// <summary>Bytes as people read them.</summary>
    public static string Show(long bytes) => bytes >= 1_000_000_000 ? $"{bytes / 1e9:0.0} GB" : $"{bytes / 1e6:0.0} MB";

    private static async Task DownloadAsync(
        HubClient client, string name, string commit, HubFile file, string target, Action<long> report, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (File.Exists(target) && await IsRightAsync(target, file, cancellationToken))
        {
            return;
        }

        var part = target + PartExtension;
        for (var attempt = 1; ; attempt++)
        {
            var problem = await TryAsync(client, name, commit, file, part, report, cancellationToken);
            if (problem is null)
            {
                if (await IsRightAsync(part, file, cancellationToken))
                {
                    File.Move(part, target, overwrite: true);
                    return;
                }

                // Whatever is wrong in it, asking for the rest does not mend it.
                File.Delete(part);
                problem = "does not have the checksum that the hub has for it";
            }

            if (attempt == Attempts)
            {
                throw new ModelException($"{name}: '{file.Path}' {problem}, {attempt} times. Try again later; what came whole is kept.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(100 << attempt, 5000)), cancellationToken);
        }
    }

    // What went wrong, or null when all bytes are there.
    private static async Task<string?> TryAsync(
        HubClient client, string name, string commit, HubFile file, string part, Action<long> report, CancellationToken cancellationToken)
    {
        var have = File.Exists(part) ? new FileInfo(part).Length : 0;
        if (have > file.Bytes)
        {
            File.Delete(part);
            have = 0;
        }

        if (have == file.Bytes && have > 0)
        {
            return null;
        }

        using var response = await client.OpenAsync(name, commit, file.Path, have, cancellationToken);
        var goesOn = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == have;
        if (have > 0 && !goesOn)
        {
            // A host that knows no ranges sends the whole file, or refuses.
            have = 0;
            File.Delete(part);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return "could not be continued";
            }
        }

        try
        {
            await using var source = await response.Content.ReadAsStreamAsync(cancellationToken);
            await using var target = new FileStream(part, FileMode.Append, FileAccess.Write, FileShare.None, 1 << 20);
            have = await CopyAsync(source, target, have, file.Bytes, report, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException or TimeoutException)
        {
            return "was cut off";
        }

        return have == file.Bytes ? null : have > file.Bytes ? "is longer than the hub says" : "was cut off";
    }

    private static async Task<long> CopyAsync(
        Stream source, Stream target, long have, long wanted, Action<long> report, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 18];
        while (have <= wanted)
        {
            int count;
            try
            {
                count = await source.ReadAsync(buffer, cancellationToken).AsTask().WaitAsync(LongestSilence, cancellationToken);
            }
            catch (IOException e)
            {
                // Of the network; the disk's are the caller's.
                throw new TimeoutException(e.Message, e);
            }

            if (count == 0)
            {
                break;
            }

            await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            have += count;
            report(have);
        }

        return have;
    }

    private static async Task<bool> IsRightAsync(string path, HubFile file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        if (stream.Length != file.Bytes)
        {
            return false;
        }

        if (file.Sha256 is not null)
        {
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)) == file.Sha256;
        }

        if (file.GitHash is null)
        {
            return true;
        }

#pragma warning disable CA5350 // git's own hash, which is compared and protects nothing.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        hash.AppendData(Encoding.ASCII.GetBytes($"blob {stream.Length}\0"));
        var buffer = new byte[1 << 18];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            hash.AppendData(buffer.AsSpan(0, count));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset()) == file.GitHash;
    }

    private static void RequireRoom(IReadOnlyList<HubFile> files, string folder)
    {
        var missing = files.Sum(file =>
        {
            var target = Path.Combine(folder, file.Path);
            var have = File.Exists(target) ? new FileInfo(target).Length : File.Exists(target + PartExtension) ? new FileInfo(target + PartExtension).Length : 0;
            return Math.Max(0, file.Bytes - have);
        });
        var free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        if (free < missing)
        {
            throw new ModelException($"'{folder}' has room for {Show(free)}, and {Show(missing)} are to come. Give another --out.");
        }
    }

    private static bool Matches(HubFile file, IReadOnlyList<string> patterns) => patterns.Any(pattern =>
        FileSystemName.MatchesSimpleExpression(pattern, pattern.Contains('/', StringComparison.Ordinal) ? file.Path : Path.GetFileName(file.Path)));

    private static string List(IReadOnlyList<HubFile> files) =>
        string.Join(", ", files.Take(12).Select(file => $"{file.Path} ({Show(file.Bytes)})")) + (files.Count > 12 ? $" and {files.Count - 12} more" : "");
}

/// <summary>How far a download is.</summary>
/// <param name="File">The file that is being downloaded.</param>
/// <param name="Bytes">What is there of all files.</param>
/// <param name="All">What all files have.</param>
internal sealed record HubProgress(string File, long Bytes, long All);
