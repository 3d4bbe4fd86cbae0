using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TreasureMarkers.Data.Annotation;
using TreasureMarkers.Data.Checks;
using TreasureMarkers.Data.Records;
using TreasureMarkers.Data.Writing;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Data.Import;

/// <summary>One import: reads all records into a stage on disk, measures them, decides the splits, and writes the folder.</summary>
/// <param name="files">What to read.</param>
/// <param name="key">What decides the result.</param>
/// <param name="folder">The data folder.</param>
/// <param name="options">How.</param>
/// <param name="report">Takes one-line progress notes.</param>
internal sealed class Importer(
    IReadOnlyList<FileReport> files, string key, string folder, ImportOptions options, Action<string> report)
{
    /// <summary>The stage's folder in the data folder.</summary>
    public const string StageName = ".importing";

    private const string Seed = "import";
    /// <summary>More different reasons than these are not kept apart.</summary>
    private const int MostReasons = 1000;
    private const int TokensAroundTurn = 4;
    private const int ReportEvery = 50_000;

    private static readonly string[] ProvenanceFields = ["package", "version", "licence", "record"];

    private readonly string _stage = Path.Combine(folder, StageName);
    private readonly Dictionary<string, RejectReason> _reasons = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, int> _contents = [];
    private readonly HashSet<ulong> _textContents = [];
    private readonly List<StagedRow> _rows = [];
    private readonly List<StagedRow> _texts = [];
    private readonly SortedDictionary<string, long> _textBytes = new(StringComparer.Ordinal);
    private int _tooLong;
    private int _longest;
    private int _manyAnswers;
    private int _cut;

    /// <summary>Does it.</summary>
    /// <exception cref="DataFormatException">A file cannot be read, or no record is a row.</exception>
    public async Task<ImportReport> RunAsync(CancellationToken cancellationToken)
    {
        var isNew = !Directory.Exists(folder);
        Directory.CreateDirectory(_stage);
        try
        {
            using var rows = LineStore.Create(Path.Combine(_stage, "rows.jsonl"));
            using var texts = LineStore.Create(Path.Combine(_stage, "texts.jsonl"));
            using var rejects = LineStore.Create(Path.Combine(_stage, DataFolder.RejectsFile));
            await ReadAsync(rows, texts, rejects, cancellationToken);
            rows.Flush();
            texts.Flush();
            rejects.Flush();
            await WriteRejectsAsync(rejects, cancellationToken);
            if (rows.Count + texts.Count == 0)
            {
                throw new DataFormatException(rejects.Count == 0 ? "The files have no records."
                    : $"None of {rejects.Count:#,0} records is a row; {Path.Combine(folder, DataFolder.RejectsFile)} has the reasons. The first: {_reasons.Values.First()}");
            }

            var summary = options.WithMarkers && rows.Count > 0 ? await AnnotateAsync(rows, cancellationToken) : null;
            using var annotated = summary is null ? null : LineStore.Open(Path.Combine(_stage, "annotated.jsonl"));
            var done = await WriteAsync(rows, annotated ?? rows, texts, summary, cancellationToken);
            DeleteStage();
            return done;
        }
        catch
        {
            // Answers of a model are worth keeping; reading again is quick.
            if (options.Client is null || !File.Exists(AnnotationOf(_stage).Progress))
            {
                DeleteStage();
                if (isNew && !Directory.EnumerateFileSystemEntries(folder).Any())
                {
                    Directory.Delete(folder);
                }
            }

            throw;
        }
    }

    private static AnnotationOptions AnnotationOf(string stage) =>
        new(Path.Combine(stage, "rows.jsonl"), Path.Combine(stage, "annotated.jsonl")) { Force = true };

    private void DeleteStage() => Directory.Delete(_stage, recursive: true);

    private async Task ReadAsync(LineStore rows, LineStore texts, LineStore rejects, CancellationToken cancellationToken)
    {
        var trees = new MessageTrees();
        var treeFiles = new Dictionary<SourceRecord, FileReport>(ReferenceEqualityComparer.Instance);
        foreach (var file in files)
        {
            report($"reading {file.File.Name}");
            await foreach (var record in RecordReader.ReadAsync(file.File, cancellationToken))
            {
                if (++file.Records % ReportEvery == 0)
                {
                    report($"reading {file.File.Name}: {file.Records:#,0} records");
                }

                try
                {
                    var fields = record.Fields ?? throw new DataFormatException(record.Problem!);
                    CountUnused(file, fields);
                    fields = options.Map?.Apply(fields) ?? fields;
                    if (options.Map is null && MessageTrees.IsPart(fields))
                    {
                        trees.Add(record);
                        treeFiles.Add(record, file);
                    }
                    else
                    {
                        Take(file, record, RowShapes.Read(fields), null, rows, texts);
                    }
                }
                catch (Exception e) when (e is DataFormatException or MarkerException)
                {
                    Reject(file, record, e.Message, rejects);
                }
            }
        }

        foreach (var (record, row, group, problem) in trees.Rows())
        {
            if (row is not null)
            {
                Take(treeFiles[record], record, row, group, rows, texts);
            }
            else
            {
                Reject(treeFiles[record], record, problem!, rejects);
            }
        }
    }

    private void CountUnused(FileReport file, JsonObject fields)
    {
        var mapped = options.Map?.Fields.ToHashSet(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            if (value is not null && !(mapped?.Contains(name) ?? RowShapes.Fields.Contains(name)))
            {
                file.Unused[name] = file.Unused.GetValueOrDefault(name) + 1;
            }
        }
    }

    private void Reject(FileReport file, SourceRecord record, string reason, LineStore rejects)
    {
        file.Rejects++;
        if (_reasons.TryGetValue(reason, out var known))
        {
            known.Count++;
        }
        else if (_reasons.Count < MostReasons)
        {
            _reasons.Add(reason, new RejectReason($"{record.File}:{record.Line}", reason));
        }

        rejects.Append(JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject { ["file"] = record.File, ["line"] = record.Line, ["reason"] = reason, ["text"] = record.Text }, DataFolder.Json));
    }

    private void Take(FileReport file, SourceRecord record, ShapedRow row, string? group, LineStore rows, LineStore texts)
    {
        group ??= row.Fields["group"] is JsonValue own ? own.ToString() : null;
        var split = SplitOf(row.Fields) ?? file.File.Split;
        var provenance = ProvenanceOf(file, record, row.Fields);
        if (row.Text is { } text)
        {
            TakeText(file, text, group, split, provenance, texts);
        }
        else
        {
            TakeRow(file, row, group, split, provenance, rows);
        }

        file.Shapes[row.Shape] = file.Shapes.GetValueOrDefault(row.Shape) + 1;
    }

    private void TakeRow(FileReport file, ShapedRow row, string? group, string? split, Provenance provenance, LineStore rows)
    {
        var markers = InputRow.MarkersOf(row.Fields, MarkerTaxonomy.Default);
        string[] turns = [.. row.Messages.Select(m => m.Role + m.Content + Calls(m)), .. row.Tools?.Select(tool => tool.Name) ?? []];
        var content = StableHash.Of(turns);
        if (!_contents.TryAdd(content, _rows.Count))
        {
            file.Duplicates++;
            // Of equal rows the first stays, and it stays held out where one of them is.
            var first = _rows[_contents[content]];
            first.Split = split == DataSplit.Eval ? split : first.Split;
            return;
        }

        var id = StableHash.Id(turns);
        rows.Append(JsonSerializer.SerializeToUtf8Bytes(
            new DataRow(id, DataSplit.Train, group ?? "", row.Messages, markers.ToDictionary(m => m.Key, m => m.Value), provenance)
            {
                Tools = row.Tools,
                Test = TestOf(row.Fields),
                Required = RequiredOf(row.Fields),
            }, DataFolder.Json));
        _rows.Add(new StagedRow(id) { Group = group, Split = split });
        CountLength(row.Messages.Sum(m => TokensAroundTurn + Tokens(m.Content) + (m.ToolCalls is null ? 0 : Tokens(Calls(m)))));
        _manyAnswers += row.Messages.Count(m => m.Role == "assistant" && m.ToolCalls is null) > 1 ? 1 : 0;
        _cut += row.IsCut ? 1 : 0;
    }

    private void TakeText(FileReport file, string text, string? group, string? split, Provenance provenance, LineStore texts)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new DataFormatException("the text is empty");
        }

        if (!_textContents.Add(StableHash.Of(text)))
        {
            file.Duplicates++;
            return;
        }

        var id = StableHash.Id(text);
        var lang = AnswerMeasure.Language(text, null) ?? options.Lang ?? LanguageIdentifier.Default.Identify(text).Language ?? "none";
        texts.Append(JsonSerializer.SerializeToUtf8Bytes(new PretrainRow(id, DataSplit.Train, group ?? id, text, lang, provenance), DataFolder.Json));
        _texts.Add(new StagedRow(id) { Group = group ?? id, Split = split });
        _textBytes[lang] = _textBytes.GetValueOrDefault(lang) + Encoding.UTF8.GetByteCount(text);
        CountLength(Tokens(text));
    }

    private static string Calls(PromptMessage message) => string.Concat(message.ToolCalls?.Select(call => call.Name + call.Arguments) ?? []);

    private int Tokens(string text) => options.CountTokens?.Invoke(text) ?? TokenEstimate.Of(text);

    private void CountLength(int tokens)
    {
        _longest = Math.Max(_longest, tokens);
        _tooLong += tokens > options.Context ? 1 : 0;
    }

    private static string? SplitOf(JsonObject fields) => fields["split"] is not JsonValue value ? null : value.ToString() switch
    {
        "train" => DataSplit.Train,
        "eval" or "test" or "validation" or "valid" or "dev" => DataSplit.Eval,
        var other => throw new DataFormatException($"split '{other}' is not allowed. Allowed: train, eval, test, validation, valid, dev"),
    };

    /// <summary>A row that has a provenance keeps it; another one's is its file.</summary>
    private Provenance ProvenanceOf(FileReport file, SourceRecord record, JsonObject fields)
    {
        if (fields["provenance"] is JsonObject given)
        {
            string?[] values = [.. ProvenanceFields.Select(name => given[name] is JsonValue v ? v.ToString() : null)];
            if (!values.Any(string.IsNullOrWhiteSpace))
            {
                return new Provenance(values[0]!, values[1]!, values[2]!, values[3]!);
            }
        }

        var licence = (fields["licence"] ?? fields["license"]) is JsonValue own && own.ToString() is { Length: > 0 } said ? said : options.Licence;
        return new Provenance(Path.GetFileName(record.File), file.Hash[..12], licence ?? "not said", $"{Path.GetFileName(record.File)}:{record.Line}");
    }

    private static RowTest? TestOf(JsonObject fields) =>
        fields["test"] is JsonObject test && test["language"] is JsonValue language && test["code"] is JsonValue code
            ? new RowTest(language.ToString(), code.ToString()) : null;

    private static List<string>? RequiredOf(JsonObject fields)
    {
        if (fields["required"] is not { } given)
        {
            return null;
        }

        List<string> names = given is JsonArray list ? [.. list.Select(name => name is JsonValue value ? value.ToString() : "")] : [""];
        var allowed = MarkerTaxonomy.Default.Categories.Select(category => category.Name).ToList();
        return names.Find(name => !allowed.Contains(name)) is not { } unknown ? names : throw new DataFormatException(
            $"'required' must be a list of marker categories{(unknown.Length > 0 ? $", and '{unknown}' is none" : "")}. Allowed: {string.Join(", ", allowed)}");
    }

    private async Task WriteRejectsAsync(LineStore rejects, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, DataFolder.RejectsFile);
        File.Delete(path);
        if (rejects.Count > 0)
        {
            await DataFolder.WriteLinesAsync(path, Enumerable.Range(0, rejects.Count).Select(i => (ReadOnlyMemory<byte>)rejects.Read(i)), cancellationToken);
        }
    }

    private async Task<AnnotationSummary> AnnotateAsync(LineStore rows, CancellationToken cancellationToken)
    {
        report($"measuring {rows.Count:#,0} rows");
        var annotator = new Annotator(AnnotationOf(_stage) with { Lang = options.Lang, Parallel = options.Parallel }, options.Client);
        var summary = await annotator.RunAsync(
            line => report(line.Replace(_stage + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)), _ => { }, cancellationToken);
        return summary.Rows == rows.Count ? summary
            : throw new DataFormatException($"{rows.Count - summary.Rows} rows were read and then refused; this is a defect of the import.");
    }

    private async Task<ImportReport> WriteAsync(
        LineStore staged, LineStore rows, LineStore texts, AnnotationSummary? summary, CancellationToken cancellationToken)
    {
        report("deciding the held-out rows");
        var first = PromptGroups.Of(
            staged.Count, i => _rows[i].Group is null ? Prompt(Parse<DataRow>(staged.Read(i))) : _rows[i].Id, cancellationToken);
        for (var i = 0; i < _rows.Count; i++)
        {
            _rows[i].Group ??= "prompt/" + _rows[first[i]].Id;
        }

        var across = HeldOut.Decide(_rows, options.EvalShare) + HeldOut.Decide(_texts, options.EvalShare);
        report("writing " + folder);
        var counter = new RowCounter();
        var texted = Path.Combine(folder, DataFolder.PretrainFile);
        File.Delete(Path.Combine(folder, DataFolder.ManifestFile));
        File.Delete(texted);
        if (texts.Count > 0)
        {
            await DataFolder.WriteLinesAsync(texted, InOrder(_texts).Select(i => Line(
                Parse<PretrainRow>(texts.Read(i)) with { Split = _texts[i].Split!, Group = _texts[i].Group! })), cancellationToken);
        }

        await DataFolder.WriteLinesAsync(Path.Combine(folder, DataFolder.RowsFile), InOrder(_rows).Select(i =>
        {
            var row = Parse<DataRow>(rows.Read(i)) with { Split = _rows[i].Split!, Group = _rows[i].Group! };
            counter.Add(row);
            return Line(row);
        }), cancellationToken);

        var manifest = new DataManifest(
            "import", Seed, new SortedDictionary<string, string>(Sources(), StringComparer.Ordinal), [], counter.Splits, counter.Values,
            counter.LanguageByTask, _textBytes, summary?.Quality ?? new Dictionary<string, QualityThresholds>(),
            new DuplicateCounts(files.Sum(file => file.Duplicates), across, 0, 0))
        {
            Import = new ImportCounts(files.Sum(file => file.Records), files.Sum(file => file.Rejects), _tooLong, key, options.Context),
        };
        await DataFolder.WriteManifestAsync(folder, manifest, cancellationToken);
        return new ImportReport(folder, files, manifest, summary)
        {
            Reasons = [.. _reasons.Values],
            Longest = _longest,
            IsCounted = options.CountTokens is not null,
            ManyAnswers = _manyAnswers,
            Cut = _cut,
        };
    }

    /// <summary>A path from the root is this machine's; a name is enough, with the hash where two files have the same one.</summary>
    private Dictionary<string, string> Sources()
    {
        var sources = new Dictionary<string, string>();
        foreach (var file in files)
        {
            var name = Path.IsPathRooted(file.File.Name) ? Path.GetFileName(file.File.Name) : file.File.Name;
            sources[sources.ContainsKey(name) ? $"{name} {file.Hash[..12]}" : name] =
                $"{file.Records} records; {string.Join(", ", file.Shapes.Select(s => $"{s.Value} as {s.Key}"))}; SHA-256 {file.Hash}";
        }

        return sources;
    }

    private static IEnumerable<int> InOrder(List<StagedRow> rows) => Enumerable.Range(0, rows.Count).Where(i => rows[i].Split is not null)
        .OrderBy(i => StableHash.Of(Seed, "rank", rows[i].Id));

    private static string Prompt(DataRow row) => string.Join('\n', row.Messages.Where(m => m.Role == "user").Select(m => m.Content));

    private static T Parse<T>(byte[] line) => JsonSerializer.Deserialize<T>(line, DataFolder.Json)!;

    private static ReadOnlyMemory<byte> Line<T>(T row) => JsonSerializer.SerializeToUtf8Bytes(row, DataFolder.Json);
}

/// <summary>What decides a staged row's place.</summary>
/// <param name="Id">Its id.</param>
internal sealed record StagedRow(string Id)
{
    /// <summary>What must not cross splits; null until it is decided.</summary>
    public string? Group { get; set; }

    /// <summary>The split; before it is decided, the one that its file or itself names, or null. Null afterwards: it is left out.</summary>
    public string? Split { get; set; }
}

/// <summary>Decides which groups are held out.</summary>
internal static class HeldOut
{
    /// <summary>
    /// Gives every row its split. Where files or rows name held-out ones, those and no others are, and training rows of their groups are
    /// left out; otherwise whole groups in an order by hash, as many as fit the share.
    /// </summary>
    /// <param name="rows">The rows with their groups.</param>
    /// <param name="share">The share to hold out.</param>
    /// <returns>Rows that are left out: their <see cref="StagedRow.Split"/> is null.</returns>
    public static int Decide(IReadOnlyList<StagedRow> rows, double share)
    {
        if (rows.Any(row => row.Split == DataSplit.Eval))
        {
            var held = rows.Where(row => row.Split == DataSplit.Eval).Select(row => row.Group).ToHashSet();
            foreach (var row in rows.Where(row => row.Split != DataSplit.Eval))
            {
                row.Split = held.Contains(row.Group) ? null : DataSplit.Train;
            }

            return rows.Count(row => row.Split is null);
        }

        var chosen = Choose(rows, share);
        foreach (var row in rows)
        {
            row.Split = chosen.Contains(row.Group!) ? DataSplit.Eval : DataSplit.Train;
        }

        return 0;
    }

    private static HashSet<string> Choose(IReadOnlyList<StagedRow> rows, double share)
    {
        var groups = rows.CountBy(row => row.Group!).OrderBy(group => StableHash.Of("import", "split", group.Key)).ToList();
        var left = share > 0 ? (int)Math.Max(1, Math.Round(share * rows.Count)) : 0;
        var chosen = new HashSet<string>();
        foreach (var (group, size) in groups.Where(_ => groups.Count > 1))
        {
            if (size <= left)
            {
                chosen.Add(group);
                left -= size;
            }
        }

        if (chosen.Count == 0 && left > 0 && groups.Count > 1)
        {
            chosen.Add(groups.MinBy(group => group.Value).Key);
        }

        return chosen;
    }
}
