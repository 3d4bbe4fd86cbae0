namespace TreasureMarkers.Models.Gguf;

/// <summary>Element types of a GGUF tensor, by ggml's numbers.</summary>
internal enum GgmlType
{
    /// <summary>32-bit float.</summary>
    F32 = 0,

    /// <summary>16-bit float.</summary>
    F16 = 1,

    /// <summary>Q8_0: blocks of 32 signed bytes after a 16-bit scale.</summary>
    Q80 = 8,
}
