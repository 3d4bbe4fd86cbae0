namespace TreasureMarkers.Training.Data.Building;

/// <summary>What a build makes.</summary>
/// <param name="Profile">The profile's name, for the manifest.</param>
/// <param name="OutputFolder">The data folder.</param>
/// <param name="CacheFolder">Where downloads are kept.</param>
/// <param name="Seed">Seeds every choice.</param>
/// <param name="Languages">The languages to produce.</param>
/// <param name="Rows">How many instruction rows are wanted.</param>
/// <param name="TextBytes">How much running text is wanted, in UTF-8 bytes.</param>
public sealed record BuildOptions(
    string Profile,
    string OutputFolder,
    string CacheFolder,
    string Seed,
    IReadOnlyList<DataLanguage> Languages,
    int Rows,
    long TextBytes)
{
    /// <summary>The default model's data: about a hundred thousand rows and twenty megabytes of text.</summary>
    public static BuildOptions Tiny(string outputFolder, string cacheFolder, string seed) =>
        new("tiny", outputFolder, cacheFolder, seed, DataLanguage.Default, 110_000, 20_000_000);
}
