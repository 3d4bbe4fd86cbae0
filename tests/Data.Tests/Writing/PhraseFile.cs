using System.Text.Json;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Tests.Writing;

/// <summary>One embedded phrase resource.</summary>
/// <param name="Family">The family of rows.</param>
/// <param name="Language">The taxonomy's name of the language.</param>
/// <param name="Sentences">Paraphrases by key.</param>
/// <param name="Tables">Words by key, by table.</param>
internal sealed record PhraseFile(
    string Family,
    string Language,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Sentences,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Tables)
{
    /// <summary>What a user says. Keys with "answer", "Reply" or "Items" in them are what the assistant says.</summary>
    public IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> Instructions => Sentences.Where(s =>
        !s.Key.Contains("answer", StringComparison.OrdinalIgnoreCase) && !s.Key.Contains("Reply", StringComparison.Ordinal)
        && !s.Key.Contains("Items", StringComparison.Ordinal));

    /// <summary>All resources of the assembly.</summary>
    public static IReadOnlyList<PhraseFile> ReadAll() =>
    [
        .. typeof(Phrases).Assembly.GetManifestResourceNames().Where(n => n.StartsWith("phrases/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(Read),
    ];

    private static PhraseFile Read(string resource)
    {
        using var stream = typeof(Phrases).Assembly.GetManifestResourceStream(resource)!;
        using var document = JsonDocument.Parse(stream);
        var entries = document.RootElement.EnumerateObject().ToLookup(e => e.Value.ValueKind);
        var parts = resource.Split('/');
        return new PhraseFile(
            parts[1],
            Path.GetFileNameWithoutExtension(parts[^1]),
            entries[JsonValueKind.Array]
                .ToDictionary(e => e.Name, e => (IReadOnlyList<string>)[.. e.Value.EnumerateArray().Select(v => v.GetString()!)]),
            entries[JsonValueKind.Object].ToDictionary(
                e => e.Name,
                e => (IReadOnlyDictionary<string, string>)e.Value.EnumerateObject().ToDictionary(w => w.Name, w => w.Value.GetString()!)));
    }
}
