using System.Security.Cryptography;
using Microsoft.Extensions.AI;
using TreasureMarkers.Data.Records;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;

namespace TreasureMarkers.Data.Import;

/// <summary>How a user's files become a data folder.</summary>
internal sealed record ImportOptions
{
    /// <summary>Which field is which, where no known shape says it; null to tell the shape of each row.</summary>
    public FieldMap? Map { get; init; }

    /// <summary>The language of short answers where neither they nor their prompts tell; null for the one that nearly all rows have.</summary>
    public string? Lang { get; init; }

    /// <summary>
    /// The share of rows to hold out, by group, from 0 to 0.5, unless the files or rows name their splits. One row at least when it is
    /// above 0 and there are two groups.
    /// </summary>
    public double EvalShare { get; init; } = 0.05;

    /// <summary>Rows of more tokens are counted as too long; null to count none.</summary>
    public int? Context { get; init; }

    /// <summary>Counts a text's tokens; null to estimate.</summary>
    public Func<string, int>? CountTokens { get; init; }

    /// <summary>The licence of rows that name none, for their provenance.</summary>
    public string? Licence { get; init; }

    /// <summary>Whether rows get the markers that can be measured, and with <see cref="Client"/> those that a model says.</summary>
    public bool WithMarkers { get; init; } = true;

    /// <summary>The model that is asked for what cannot be measured, or null. The caller disposes of it.</summary>
    public IChatClient? Client { get; init; }

    /// <summary>The most rows that are measured or asked about at the same time.</summary>
    public int Parallel { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether a data folder that exists is replaced.</summary>
    public bool Force { get; init; }
}

/// <summary>Brings a user's own files into the form that training, statistics, checks and evaluation read.</summary>
internal static class DataImport
{
    /// <summary>Imports files into a data folder. The same files and options give the same bytes.</summary>
    /// <param name="inputs">Files, folders and globs; see <see cref="InputFiles"/>.</param>
    /// <param name="folder">The data folder to write. What was read but not finished is kept there only while a model is asked.</param>
    /// <param name="options">How.</param>
    /// <param name="report">Takes one-line progress notes.</param>
    /// <param name="cancellationToken">Stops the import; the folder is as it was, and answers of a model are kept for the next try.</param>
    /// <returns>What was done, every record accounted for.</returns>
    /// <exception cref="DataFormatException">An input cannot be read, or no record of all is a row.</exception>
    /// <exception cref="CommandException">The folder holds something and may not be replaced, or the model's server cannot be used.</exception>
    public static async Task<ImportReport> ToFolderAsync(
        IReadOnlyList<string> inputs, string folder, ImportOptions options, Action<string> report, CancellationToken cancellationToken)
    {
        RefuseExisting(folder, options.Force);
        var files = await FindAsync(inputs, folder, cancellationToken);
        return await new Importer(files, KeyOf(files, options), folder, options, report).RunAsync(cancellationToken);
    }

    /// <summary>
    /// The data folder of what a user gives for training: itself when it is one; otherwise what it was imported to, now or by an earlier
    /// call with the same files and options.
    /// </summary>
    /// <param name="inputs">A data folder, or files, folders and globs.</param>
    /// <param name="cache">Where to keep the imported folder; it is replaced when its files or options have changed.</param>
    /// <param name="options">How to import; <see cref="ImportOptions.Force"/> does not matter.</param>
    /// <param name="report">Takes one-line notes: progress, and what became of the records.</param>
    /// <param name="cancellationToken">Stops the import.</param>
    /// <exception cref="DataFormatException">An input cannot be read, or no record of all is a row.</exception>
    /// <exception cref="CommandException">The cache is another folder of somebody's, or the model's server cannot be used.</exception>
    public static async Task<string> FolderOfAsync(
        IReadOnlyList<string> inputs, string cache, ImportOptions options, Action<string> report, CancellationToken cancellationToken)
    {
        if (inputs is [var only] && DataFolder.IsAt(only))
        {
            return only;
        }

        if (inputs is [var missing] && !Path.Exists(missing) && missing.AsSpan().IndexOfAny('*', '?') < 0)
        {
            throw new DataFormatException($"'{missing}' does not exist. Give a data folder, or files of your own: {InputFiles.Allowed}, folders and globs.");
        }

        var files = await FindAsync(inputs, cache, cancellationToken);
        var key = KeyOf(files, options);
        if (DataFolder.IsAt(cache))
        {
            var made = await DataFolder.ReadManifestAsync(cache, cancellationToken);
            if (made.Import?.Key == key)
            {
                report(made.Describe(cache) + ", imported before");
                return cache;
            }

            if (made.Import is null)
            {
                throw new CommandException($"'{cache}' is a data folder that no import made, and imported data would replace it. Move it away.");
            }
        }
        else
        {
            RefuseExisting(cache, force: false);
        }

        var done = await new Importer(files, key, cache, options, report).RunAsync(cancellationToken);
        foreach (var line in done.Describe())
        {
            report(line);
        }

        return cache;
    }

    private static async Task<IReadOnlyList<FileReport>> FindAsync(
        IReadOnlyList<string> inputs, string folder, CancellationToken cancellationToken)
    {
        var files = new List<FileReport>();
        foreach (var file in InputFiles.Find(inputs, folder))
        {
            await using var stream = File.OpenRead(file.Path);
            files.Add(new FileReport(file) { Hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)) });
        }

        return files.Count > 0 ? files : throw new DataFormatException($"No file is left to import beside those of '{folder}' itself.");
    }

    private static string KeyOf(IReadOnlyList<FileReport> files, ImportOptions options)
    {
        var model = options.Client?.GetService<ChatClientMetadata>();
        return StableHash.Id(
        [
            .. files.SelectMany(file => new[] { file.File.Name, file.Hash }), options.Map?.ToString() ?? "", options.Lang ?? "",
            $"{options.EvalShare}", $"{options.Context}", $"{options.CountTokens is null}", options.Licence ?? "", $"{options.WithMarkers}",
            model?.ProviderUri?.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped) ?? "", model?.DefaultModelId ?? "",
            StableHash.OfModule(typeof(DataImport)), StableHash.OfModule(typeof(MarkerTaxonomy)),
        ]);
    }

    /// <summary>A slip in --out must not mix data into somebody's folder, nor replace data.</summary>
    private static void RefuseExisting(string folder, bool force)
    {
        if (File.Exists(folder))
        {
            throw new CommandException($"'{folder}' is a file. Give a folder that is new or empty.");
        }

        string[] own = [DataFolder.RejectsFile, Importer.StageName];
        var holds = Directory.Exists(folder)
            ? Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Where(name => !own.Contains(name)).ToList() : [];
        if (holds.Count > 0 && !(force && DataFolder.IsAt(folder)))
        {
            throw new CommandException(DataFolder.IsAt(folder)
                ? $"'{folder}' is a data folder already. Give another --out, or --force to replace it."
                : $"'{folder}' holds other files, such as '{holds[0]}'. Give a folder that is new or empty.");
        }
    }
}
