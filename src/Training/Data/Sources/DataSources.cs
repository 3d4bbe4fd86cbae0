using TreasureMarkers.Training.Data.Sources.Catalogues;
using TreasureMarkers.Training.Data.Sources.Conversation;
using TreasureMarkers.Training.Data.Sources.Debian;
using TreasureMarkers.Training.Data.Sources.IsoCodes;
using TreasureMarkers.Training.Data.Sources.Manuals;

namespace TreasureMarkers.Training.Data.Sources;

/// <summary>The sources of each profile, in the order in which they are read.</summary>
public static class DataSources
{
    /// <summary>Small downloads only: enough for every test and for a first model in minutes.</summary>
    public static IReadOnlyList<IDataSource> Tiny { get; } =
    [
        new DebianIndexSource(),
        new IsoCodesSource(),
        new ConversationSource(),
    ];

    /// <summary>Everything.</summary>
    public static IReadOnlyList<IDataSource> Full { get; } =
    [
        .. Tiny,
        new GettextSource(),
        new LibreOfficeHelpSource(),
        new GnomeHelpSource(),
        new DebianHandbookSource(),
        new ManPagesSource(),
    ];
}
