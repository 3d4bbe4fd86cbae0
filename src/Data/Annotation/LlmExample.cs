using System.Collections.Concurrent;
using System.Text.Json;

namespace TreasureMarkers.Data.Annotation;

/// <summary>A labelled row that shows a model what is wanted; <c>Examples/LANGUAGE.json</c> has the same ones in each language.</summary>
/// <param name="Prompt">The request.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Task">Its task.</param>
/// <param name="Domain">Its domain.</param>
/// <param name="Format">Its format, <c>Unspecified</c> for plain text.</param>
internal sealed record LlmExample(string Prompt, string Answer, string Task, string Domain, string Format)
{
    private static readonly ConcurrentDictionary<string, IReadOnlyList<LlmExample>> Loaded = new();

    /// <summary>The examples in a language.</summary>
    /// <param name="language">The taxonomy's name of the language.</param>
    /// <exception cref="DataFormatException">There are none in it.</exception>
    public static IReadOnlyList<LlmExample> In(string language) => Loaded.GetOrAdd(language, Load);

    /// <summary>The right answer for <c>task</c>, <c>domain</c> or <c>format</c>.</summary>
    public string Label(string category) => category switch
    {
        "task" => Task,
        "domain" => Domain,
        "format" => Format,
        _ => throw new ArgumentException($"Examples have no label '{category}'.", nameof(category)),
    };

    private static LlmExample[] Load(string language)
    {
        using var stream = typeof(LlmExample).Assembly.GetManifestResourceStream($"annotation-examples/{language}.json")
            ?? throw new DataFormatException($"There are no examples in '{language}'. Add src/Training/Data/Annotation/Examples/{language}.json.");
        return JsonSerializer.Deserialize<LlmExample[]>(stream, DataFolder.Json)!;
    }
}
