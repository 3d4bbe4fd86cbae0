using System.Text.Json;
using System.Text.RegularExpressions;

namespace TreasureMarkers.ChatServer.Tests.Support;

/// <summary>Markers as the server writes them.</summary>
internal static partial class MarkerJson
{
    /// <summary>All but the probabilities, whose last digits depend on how many tokens shared a forward pass.</summary>
    public static string WithoutProbabilities(this JsonElement markers) => Probability().Replace(markers.GetRawText(), "\"probability\":0");

    [GeneratedRegex("\"probability\":[0-9.eE+-]+")]
    private static partial Regex Probability();
}
