using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Debian;

namespace TreasureMarkers.Data.Rendering;

/// <summary>The rows about one package whose answers are in one language.</summary>
/// <param name="package">The package.</param>
/// <param name="language">The answers' language, in which the package has a description.</param>
/// <param name="languages">All languages, for instructions in another one.</param>
/// <param name="seed">The build's seed.</param>
internal sealed class PackageRows(DebianPackage package, string language, IReadOnlyList<DataLanguage> languages, string seed)
{
    /// <summary>All drafts, in a fixed order.</summary>
    public IEnumerable<RowDraft> All()
    {
        var maker = new PackageRowMaker(package, language, languages, seed);
        return
        [
            .. new PackageExplanations(maker).All(), .. new PackageSummaries(maker).All(), .. new PackageTranslations(maker).All(),
            .. new PackageClassifications(maker).All(), .. new PackageExtractions(maker).All(),
        ];
    }
}
