using System.Text;

namespace TreasureMarkers.Markers;

/// <summary>
/// The text form of a marker list, as in arXiv 2506.14702:
/// <c>&lt;MARKER_LIST&gt; &lt;lang&gt; German &lt;/lang&gt; &lt;/MARKER_LIST&gt;</c>.
/// </summary>
public static class MarkerTemplate
{
    internal const string ListName = "MARKER_LIST";
    internal const string ListOpen = "<" + ListName + ">";
    internal const string ListClose = " </" + ListName + ">";

    /// <summary>The list as text, categories in taxonomy order; an empty set gives an empty list.</summary>
    public static string Render(MarkerSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        var text = new StringBuilder(ListOpen);
        foreach (var (name, value) in set)
        {
            text.Append(Open(name)).Append(value).Append(Close(name));
        }

        return text.Append(ListClose).ToString();
    }

    /// <summary>
    /// Reads a list at the very start of a text: exact tags, spaces and categorical spellings, categories in any order,
    /// each at most once.
    /// </summary>
    /// <param name="taxonomy">The categories and values to accept.</param>
    /// <param name="text">The text to read from.</param>
    /// <param name="set">The markers read; the empty set when there is no list.</param>
    /// <param name="consumed">The length of the list in characters; 0 when there is none. The rest is text.</param>
    /// <returns>Whether the text begins with a complete and valid list.</returns>
    public static bool TryParsePrefix(MarkerTaxonomy taxonomy, string text, out MarkerSet set, out int consumed)
    {
        ArgumentNullException.ThrowIfNull(taxonomy);
        ArgumentNullException.ThrowIfNull(text);
        var reader = new MarkerListReader(taxonomy, text);
        var isList = reader.Read() == MarkerListState.Complete;
        set = isList ? reader.Markers : MarkerSet.Empty(taxonomy);
        consumed = isList ? reader.Consumed : 0;
        return isList;
    }

    /// <summary>What stands before a value, spaces included.</summary>
    internal static string Open(string name) => $" <{name}> ";

    /// <summary>What stands after a value, space included.</summary>
    internal static string Close(string name) => $" </{name}>";
}
