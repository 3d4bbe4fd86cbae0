using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources;

namespace TreasureMarkers.Data.Tests.Sources;

/// <summary>Takes what a source gives.</summary>
internal sealed class DraftList : IDataSink
{
    public List<Draft> Drafts { get; } = [];

    public IEnumerable<RowDraft> Rows => Drafts.OfType<RowDraft>();

    public void Add(Draft draft) => Drafts.Add(draft);

    /// <summary>What a source gives of a folder of public files.</summary>
    public static async Task<DraftList> ReadAsync(IDataSource source, IReadOnlyList<DataLanguage> languages, string? files = null)
    {
        var sink = new DraftList();
        var context = new SourceContext(new PackageStore(Path.GetTempPath()), languages, "1", _ => false, _ => { }, _ => { }) { FilesFolder = files };
        await source.ReadAsync(context, sink, TestContext.Current.CancellationToken);
        return sink;
    }
}
