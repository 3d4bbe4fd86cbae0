namespace TreasureMarkers.Data.Building;

/// <summary>What a build makes.</summary>
/// <param name="Profile">The profile's name, for the manifest.</param>
/// <param name="OutputFolder">The data folder.</param>
/// <param name="CacheFolder">Where downloads are kept.</param>
/// <param name="Seed">Seeds every choice.</param>
/// <param name="Languages">The languages to produce.</param>
/// <param name="Scale">What sources' row caps are multiplied by: 1 is a full build.</param>
/// <param name="MostTokens">Rows above this many estimated tokens are left out.</param>
/// <param name="TextBytes">How much running text is wanted, in UTF-8 bytes.</param>
internal sealed record BuildOptions(
    string Profile,
    string OutputFolder,
    string CacheFolder,
    string Seed,
    IReadOnlyList<DataLanguage> Languages,
    double Scale,
    int MostTokens,
    long TextBytes)
{
    /// <summary>The default model's data: about a hundred thousand rows and twenty megabytes of text.</summary>
    public static BuildOptions Tiny(string outputFolder, string cacheFolder, string seed) =>
        new("tiny", outputFolder, cacheFolder, seed, DataLanguage.All, 0.4, 650, 20_000_000);

    /// <summary>All languages and sources: at least three hundred thousand rows and a hundred megabytes of text.</summary>
    public static BuildOptions Full(string outputFolder, string cacheFolder, string seed) =>
        new("full", outputFolder, cacheFolder, seed, DataLanguage.All, 1, 3000, 200_000_000);
}
