namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>An element that is left out with all that is in it.</summary>
/// <param name="Tag">Its name.</param>
/// <param name="Depth">How many elements of this name are open, itself among them.</param>
internal sealed record HtmlIgnored(string Tag, int Depth = 1)
{
    /// <summary>The same after a tag; null when the tag ended it.</summary>
    public HtmlIgnored? After(string name, bool closes)
    {
        var depth = Depth + (Tag != name ? 0 : closes ? -1 : 1);
        return depth == 0 ? null : this with { Depth = depth };
    }
}
