namespace TreasureMarkers.Data.Sources;

/// <summary>Where a source puts what it found; decides what is kept.</summary>
internal interface IDataSink
{
    /// <summary>Offers a running text.</summary>
    void Add(TextDraft text);

    /// <summary>Offers an instruction row.</summary>
    void Add(RowDraft row);
}
