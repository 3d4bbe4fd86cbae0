namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>What a piece of a manual is.</summary>
internal enum ManualBlockKind
{
    /// <summary>A paragraph of running text.</summary>
    Paragraph,

    /// <summary>An item of a list without an order.</summary>
    Item,

    /// <summary>A step: an item of a list in order.</summary>
    Step,

    /// <summary>Code or what a program prints, with its line breaks.</summary>
    Code,
}
