using TreasureMarkers.Markers;

namespace TreasureMarkers.Models.Tokenization;

/// <summary>
/// The added tokens that a tokenizer trained here has for a taxonomy. A categorical value's token carries its tags, so
/// that no ordinary text is taken for one; spaces belong to the tokens, so that they join to exactly the template's text.
/// </summary>
internal static class MarkerTokens
{
    /// <summary>The token that opens a list.</summary>
    public const string ListOpen = MarkerTemplate.ListOpen;

    /// <summary>The token that closes a list, with its leading space.</summary>
    public const string ListClose = MarkerTemplate.ListClose;

    /// <summary>All contents in the order in which the tokenizer adds them: the list's, then by category.</summary>
    public static IEnumerable<string> Contents(MarkerTaxonomy taxonomy)
    {
        return taxonomy.Categories
            .SelectMany(category => category.Kind == MarkerKind.Categorical
                ? category.Values.Select(value => Categorical(category.Name, value))
                : [NumberOpen(category.Name), NumberClose(category.Name)])
            .Prepend(ListClose)
            .Prepend(ListOpen);
    }

    /// <summary>The token of a categorical value, such as <c> &lt;lang&gt; German &lt;/lang&gt;</c> with its leading space.</summary>
    public static string Categorical(string category, string value) => MarkerTemplate.Open(category) + value + MarkerTemplate.Close(category);

    /// <summary>The token before a number, with both its spaces.</summary>
    public static string NumberOpen(string category) => MarkerTemplate.Open(category);

    /// <summary>The token after a number, with its leading space.</summary>
    public static string NumberClose(string category) => MarkerTemplate.Close(category);
}
