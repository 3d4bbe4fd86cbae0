namespace TreasureMarkers.Markers.Measurement;

/// <summary>The scripts that the taxonomy's languages are written in.</summary>
public enum WritingScript
{
    /// <summary>No letters.</summary>
    None,

    /// <summary>Latin letters.</summary>
    Latin,

    /// <summary>Cyrillic letters.</summary>
    Cyrillic,

    /// <summary>Arabic letters.</summary>
    Arabic,

    /// <summary>Han characters without kana.</summary>
    Han,

    /// <summary>Hiragana and katakana, with or without Han.</summary>
    Kana,

    /// <summary>Hangul.</summary>
    Hangul,

    /// <summary>Greek letters.</summary>
    Greek,

    /// <summary>Hebrew letters.</summary>
    Hebrew,

    /// <summary>Devanagari letters.</summary>
    Devanagari,
}
