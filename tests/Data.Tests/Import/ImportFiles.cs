using System.Text.Json.Nodes;
using TreasureMarkers.Data.Import;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Import;

/// <summary>Files to import in a folder that goes, and what their import made.</summary>
internal sealed class ImportFiles : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The ten rows, the same ones in each shape, that lie beside this file.</summary>
    public static string Shapes { get; } = Path.Combine(SourceFolder(), "shapes");

    public string Output => _folder["data"];

    public string this[string name] => _folder[name];

    public void Dispose() => _folder.Dispose();

    /// <summary>Writes a file of lines and gives its path.</summary>
    public string Write(string name, params string[] lines)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllLines(_folder[name], lines);
        return _folder[name];
    }

    public Task<ImportReport> ImportAsync(params string[] inputs) => ImportAsync(new ImportOptions { Force = true }, inputs);

    public Task<ImportReport> ImportAsync(ImportOptions options, params string[] inputs) =>
        DataImport.ToFolderAsync(inputs, Output, options, _ => { }, TestContext.Current.CancellationToken);

    /// <summary>The rows of the folder, read as training reads them.</summary>
    public async Task<List<DataRow>> RowsAsync() =>
        await DataFolder.ReadRowsAsync(Output, null, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    public async Task<List<PretrainRow>> TextsAsync() =>
        await DataFolder.ReadPretrainAsync(Output, null, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    /// <summary>The rejects as FILE:LINE and reason.</summary>
    public List<(string Place, string Reason)> Rejects() => !File.Exists(Path.Combine(Output, DataFolder.RejectsFile)) ? []
        : [.. File.ReadLines(Path.Combine(Output, DataFolder.RejectsFile)).Select(line => JsonNode.Parse(line)!)
            .Select(reject => ($"{Path.GetFileName((string?)reject["file"])}:{reject["line"]}", (string)reject["reason"]!))];

    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
