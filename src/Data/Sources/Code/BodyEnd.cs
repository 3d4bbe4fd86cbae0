namespace TreasureMarkers.Data.Sources.Code;

/// <summary>How a language ends a definition.</summary>
internal enum BodyEnd
{
    /// <summary>At the brace that closes the first one.</summary>
    Brace,

    /// <summary>Before the first line that is indented no further; the documentation stands inside.</summary>
    Indent,

    /// <summary>At the line <c>end</c> with the definition's own indentation.</summary>
    EndWord,

    /// <summary>At the line that ends in a semicolon.</summary>
    Semicolon,
}
