using Microsoft.Extensions.AI;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Plugin;

/// <summary>Markers and their enforcement in <see cref="ChatOptions"/>, where every chat pipeline carries them along.</summary>
public static class ChatOptionsMarkerExtensions
{
    /// <summary>
    /// Key in <see cref="ChatOptions.AdditionalProperties"/> of the markers to set: a dictionary from category to value
    /// (strings or numbers), a JSON object, or a <see cref="MarkerSet"/>. In a response: the markers in force.
    /// </summary>
    public const string MarkersKey = "markers";

    /// <summary>
    /// Key in <see cref="ChatOptions.AdditionalProperties"/> of the categories to enforce: a list of names or a JSON array.
    /// </summary>
    public const string EnforceKey = "enforce";

    /// <summary>The categories that can be enforced.</summary>
    public static IReadOnlyList<string> EnforceableCategories { get; } =
        ["length_tokens", "length_sentences", "length_paragraphs", "length_bucket", "format"];

    /// <summary>Sets the markers, replacing earlier ones. Unknown names or values are refused when the request is made.</summary>
    /// <param name="options">The options to change.</param>
    /// <param name="markers">Values by category.</param>
    /// <returns>The same options.</returns>
    public static ChatOptions WithMarkers(this ChatOptions options, IEnumerable<KeyValuePair<string, string>> markers)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(markers);
        (options.AdditionalProperties ??= [])[MarkersKey] = markers is MarkerSet set ? set : new Dictionary<string, string>(markers);
        return options;
    }

    /// <summary>
    /// Sets the markers, replacing earlier ones: <c>options.WithMarkers(("lang", "German"), ("length_bucket", "concise"))</c>.
    /// </summary>
    /// <param name="options">The options to change.</param>
    /// <param name="markers">Values by category.</param>
    /// <returns>The same options.</returns>
    public static ChatOptions WithMarkers(this ChatOptions options, params (string Category, string Value)[] markers)
    {
        ArgumentNullException.ThrowIfNull(markers);
        return options.WithMarkers(markers.Select(m => KeyValuePair.Create(m.Category, m.Value)));
    }

    /// <summary>Turns markers in force from requests into guarantees, replacing earlier ones.</summary>
    /// <param name="options">The options to change.</param>
    /// <param name="categories">
    /// Some of <see cref="EnforceableCategories"/>, format only where a format is set that has a grammar; others are refused when the
    /// request is made.
    /// </param>
    /// <returns>The same options.</returns>
    public static ChatOptions WithEnforcement(this ChatOptions options, params string[] categories)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(categories);
        (options.AdditionalProperties ??= [])[EnforceKey] = categories;
        return options;
    }
}
