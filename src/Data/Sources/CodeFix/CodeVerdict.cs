namespace TreasureMarkers.Data.Sources.CodeFix;

/// <summary>How a program that tests itself ended.</summary>
internal enum CodeVerdict
{
    /// <summary>With exit code 0.</summary>
    Passes,

    /// <summary>With another exit code.</summary>
    Fails,

    /// <summary>It was never run.</summary>
    DoesNotParse,

    /// <summary>It was ended.</summary>
    TimesOut,
}
