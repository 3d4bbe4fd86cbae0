using System.Security.Cryptography;
using TreasureMarkers.Data.Building;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Data.Annotation;

/// <summary>What decides what the finished rows are: with an equal key, a run that was stopped can go on.</summary>
/// <param name="Input">A hash of the input file.</param>
/// <param name="Server">The model's address, or null.</param>
/// <param name="Model">The model, or null.</param>
/// <param name="Program">A hash of this program.</param>
internal sealed record ProgressKey(string Input, string? Server, string? Model, string Program)
{
    /// <summary>The key of a run; it reads the whole input.</summary>
    public static async Task<ProgressKey> OfAsync(AnnotationOptions options, CancellationToken ct)
    {
        if (!File.Exists(options.Input))
        {
            throw new DataFormatException($"'{options.Input}' does not exist. Give a file of JSON Lines (.jsonl or .jsonl.gz).");
        }

        await using var file = File.OpenRead(options.Input);
        return new ProgressKey(
            Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct)),
            // Without a password that the address may hold.
            options.Llm?.Completions.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped),
            options.Llm?.Model,
            StableHash.Id(StageKey.Version(typeof(ProgressKey)), StageKey.Version(typeof(MarkerTaxonomy))));
    }

    /// <summary>What is different in another key, in words; empty when they are equal.</summary>
    public IReadOnlyList<string> Differences(ProgressKey now)
    {
        return
        [
            .. Input == now.Input ? Array.Empty<string>() : ["the input has changed"],
            .. Server == now.Server ? Array.Empty<string>() : [$"--llm was {Server ?? "not given"}"],
            .. Model == now.Model ? Array.Empty<string>() : [$"--model was {Model ?? "not given"}"],
            .. Program == now.Program ? Array.Empty<string>() : ["another version of this program made it"],
        ];
    }
}
