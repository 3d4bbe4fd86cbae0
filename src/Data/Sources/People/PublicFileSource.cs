using System.Text.Json;
using TreasureMarkers.Data.Records;

namespace TreasureMarkers.Data.Sources.People;

/// <summary>A public data file of records, one JSON object a line, that lies in the folder the user names and is read in place.</summary>
/// <param name="name">The source's name: lower case, hyphens.</param>
/// <param name="coverage">What the data set lacks without the source.</param>
/// <param name="file">The file's name in the folder.</param>
/// <param name="origin">The public repository that the file was made of.</param>
/// <param name="commit">Its commit.</param>
/// <param name="licence">SPDX.</param>
/// <param name="rowCaps">The kinds of rows that it makes, each with the most that a language keeps of it.</param>
internal abstract class PublicFileSource(
    string name, string coverage, string file, string origin, string commit, string licence, IReadOnlyDictionary<string, int> rowCaps) : IDataSource
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Coverage => coverage;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps => rowCaps;

    /// <inheritdoc/>
    public Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken cancellationToken)
    {
        var path = Path.Combine(context.FilesFolder ?? "", file);
        if (context.FilesFolder is null || !File.Exists(path))
        {
            throw new SourceException(
                $"there is no {file} in the folder of public files. Name that folder with --sources DIR; the file has one record a line, made "
                + $"of github.com/{origin} at {commit} ({licence}), which anyone can clone.");
        }

        context.Report("reading " + file);
        foreach (var draft in Read(Records(path, cancellationToken), context))
        {
            sink.Add(draft);
        }

        return Task.FromResult($"{origin} {commit}");
    }

    /// <summary>The rows of the records, in a deterministic order.</summary>
    /// <param name="records">The records with their numbers in the file, from 1.</param>
    /// <param name="context">Seed and languages.</param>
    protected abstract IEnumerable<RowDraft> Read(IEnumerable<(int Number, JsonElement Record)> records, SourceContext context);

    /// <summary>Where a record came from.</summary>
    protected Provenance Origin(int number) => new(origin, commit, licence, $"{file}/{number}");

    /// <summary>A field of a record that has to be a string.</summary>
    /// <exception cref="SourceException">It is none.</exception>
    protected string Text(JsonElement record, string field) =>
        record.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!.Replace("\r\n", "\n", StringComparison.Ordinal).Trim()
            : throw new SourceException($"{file} has a record without the text '{field}'.");

    private IEnumerable<(int Number, JsonElement Record)> Records(string path, CancellationToken cancellationToken)
    {
        foreach (var line in InputLines.Read(path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return (line.Number, Parse(line));
        }
    }

    private JsonElement Parse(InputLine line)
    {
        try
        {
            using var document = JsonDocument.Parse(line.Problem is null ? line.Text : "");
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new JsonException();
        }
        catch (JsonException)
        {
            throw new SourceException($"{file} line {line.Number} is no record.");
        }
    }
}
