using System.Text.Json.Nodes;
using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Records;

namespace TreasureMarkers.Data.Distillation;

/// <summary>
/// Texts that training must not come near to, such as evaluation lists: a text is near where it has 13 words in a row in common with one,
/// or says the same but for punctuation and letter case.
/// </summary>
internal sealed class Exclusion
{
    /// <summary>Words in a row that may not be the same; the usual measure of decontamination.</summary>
    private const int Words = 13;

    private readonly HashSet<ulong> _windows = [];

    /// <summary>How many texts are excluded.</summary>
    public int Count { get; private set; }

    /// <summary>Every string of every record of some files.</summary>
    /// <param name="inputs">Files, folders and globs; see <see cref="InputFiles"/>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataFormatException">A file cannot be read.</exception>
    public static async Task<Exclusion> ReadAsync(IReadOnlyCollection<string> inputs, CancellationToken cancellationToken)
    {
        var exclusion = new Exclusion();
        foreach (var file in InputFiles.Find(inputs))
        {
            await foreach (var record in RecordReader.ReadAsync(file, cancellationToken))
            {
                foreach (var text in record.Fields is { } fields ? Strings(fields) : [])
                {
                    exclusion.Add(text);
                }
            }
        }

        return exclusion;
    }

    /// <summary>Excludes a text.</summary>
    public void Add(string text)
    {
        _windows.UnionWith(ContentWindows.OfSize(Words, text));
        Count++;
    }

    /// <summary>Whether a text is near to an excluded one.</summary>
    public bool IsNear(string text) => _windows.Count > 0 && ContentWindows.OfSize(Words, text).Exists(_windows.Contains);

    // Without recursion over what a file says.
    private static IEnumerable<string> Strings(JsonNode root)
    {
        var open = new Stack<JsonNode?>([root]);
        while (open.TryPop(out var node))
        {
            switch (node)
            {
                case JsonObject fields:
                    fields.ToList().ForEach(field => open.Push(field.Value));
                    break;
                case JsonArray items:
                    items.ToList().ForEach(open.Push);
                    break;
                case JsonValue value when value.TryGetValue<string>(out var text) && text.Length > 0:
                    yield return text;
                    break;
            }
        }
    }
}
