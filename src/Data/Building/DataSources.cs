using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Catalogues;
using TreasureMarkers.Data.Sources.Code;
using TreasureMarkers.Data.Sources.CodeFix;
using TreasureMarkers.Data.Sources.CodeTranslation;
using TreasureMarkers.Data.Sources.Control;
using TreasureMarkers.Data.Sources.Conversation;
using TreasureMarkers.Data.Sources.Countries;
using TreasureMarkers.Data.Sources.CppReference;
using TreasureMarkers.Data.Sources.Debian;
using TreasureMarkers.Data.Sources.Dialogue;
using TreasureMarkers.Data.Sources.Exercises;
using TreasureMarkers.Data.Sources.IsoCodes;
using TreasureMarkers.Data.Sources.Javadoc;
using TreasureMarkers.Data.Sources.Manuals;
using TreasureMarkers.Data.Sources.Prose;
using TreasureMarkers.Data.Sources.Puzzles;
using TreasureMarkers.Data.Sources.Reference;
using TreasureMarkers.Data.Sources.TestedFunctions;

namespace TreasureMarkers.Data.Building;

/// <summary>The sources of each profile, in the order in which they are read.</summary>
internal static class DataSources
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
        new CountriesSource(),
        new DeclarationSource(),
        new BibleSource(),
        new FortunesSource(),
        new DictionarySource(),
        new CampaignSource(),
        new CodeSource(),
        new JavadocSource(),
        new CppReferenceSource(),
        new CodeFixSource(),
        new CodeTranslationSource(),
        new TestedFunctionsSource(),
        new GbrainySource(),
        new ExerciseSource(),
        new DialogueSource(),
        new ControlSource(),
        new GettextSource(),
        new WordNetSource(),
        new GcideSource(),
        new MetamathSource(),
        new LibreOfficeHelpSource(),
        new GnomeHelpSource(),
        new DebianHandbookSource(),
        new ManPagesSource(),
    ];
}
