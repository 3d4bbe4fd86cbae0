using System.IO.Compression;
using System.Text;
using System.Text.Json;
using TreasureMarkers.Data.Checks;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Building;

/// <summary>Takes what one source gives: texts go to disk at once, rows into the pool, which is written when the source is done.</summary>
internal sealed class StageWriter : IDataSink, IDisposable
{
    private readonly StreamWriter _texts;
    private readonly StreamWriter _rows;
    private readonly DraftPool _pool;
    private readonly int _mostTokens;

    /// <summary>Writes to two files, which it closes.</summary>
    /// <param name="texts">Takes the texts.</param>
    /// <param name="rows">Takes the rows.</param>
    /// <param name="pool">Decides which rows are kept.</param>
    /// <param name="mostTokens">Rows above so many estimated tokens are left out.</param>
    public StageWriter(Stream texts, Stream rows, DraftPool pool, int mostTokens) =>
        (_texts, _rows, _pool, _mostTokens) = (Compressed(texts), Compressed(rows), pool, mostTokens);

    /// <inheritdoc/>
    public void Add(Draft draft)
    {
        switch (draft)
        {
            case TextDraft text when text.Text.Length > 0 && !PersonalData.IsIn(text.Text):
                _texts.WriteLine(JsonSerializer.Serialize(text, DataFolder.Json));
                break;
            case RowDraft row when (row.Answer.Length > 0 || row.Calls is not null)
                && TokenEstimate.Of(row.Prompt) + TokenEstimate.Of(row.Answer) <= _mostTokens:
                _pool.Add(row);
                break;
        }
    }

    /// <summary>Writes the rows that were kept.</summary>
    public void Complete()
    {
        foreach (var row in _pool.Take())
        {
            _rows.WriteLine(JsonSerializer.Serialize(row, DataFolder.Json));
        }
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        _texts.Dispose();
        _rows.Dispose();
    }

    private static StreamWriter Compressed(Stream file) =>
        new(new GZipStream(file, CompressionLevel.Fastest), new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
}
