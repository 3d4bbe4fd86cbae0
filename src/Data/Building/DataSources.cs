using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Bible;
using TreasureMarkers.Data.Sources.Campaigns;
using TreasureMarkers.Data.Sources.Code;
using TreasureMarkers.Data.Sources.CodeContrast;
using TreasureMarkers.Data.Sources.CodeFix;
using TreasureMarkers.Data.Sources.CodeTranslation;
using TreasureMarkers.Data.Sources.Control;
using TreasureMarkers.Data.Sources.Conversation;
using TreasureMarkers.Data.Sources.Countries;
using TreasureMarkers.Data.Sources.CppReference;
using TreasureMarkers.Data.Sources.Debian;
using TreasureMarkers.Data.Sources.DebianHandbook;
using TreasureMarkers.Data.Sources.Declaration;
using TreasureMarkers.Data.Sources.Dialogue;
using TreasureMarkers.Data.Sources.Dictionaries;
using TreasureMarkers.Data.Sources.Everyday;
using TreasureMarkers.Data.Sources.Exercises;
using TreasureMarkers.Data.Sources.Fortunes;
using TreasureMarkers.Data.Sources.Gcide;
using TreasureMarkers.Data.Sources.Gettext;
using TreasureMarkers.Data.Sources.GnomeHelp;
using TreasureMarkers.Data.Sources.IsoCodes;
using TreasureMarkers.Data.Sources.Javadoc;
using TreasureMarkers.Data.Sources.LibreOfficeHelp;
using TreasureMarkers.Data.Sources.ManPages;
using TreasureMarkers.Data.Sources.People;
using TreasureMarkers.Data.Sources.TestedFunctions;
using TreasureMarkers.Data.Sources.WordNet;

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
        new DictionariesSource(),
        new CampaignsSource(),
        new CodeSource(),
        new JavadocSource(),
        new CppReferenceSource(),
        new CodeFixSource(),
        new CodeTranslationSource(),
        new TestedFunctionsSource(),
        new ExerciseSource(),
        new DialogueSource(),
        new ControlSource(),
        new GettextSource(),
        new WordNetSource(),
        new GcideSource(),
        new LibreOfficeHelpSource(),
        new GnomeHelpSource(),
        new DebianHandbookSource(),
        new ManPagesSource(),
    ];

    /// <summary>What a base is fine-tuned on: rows by people from files, and of the packages what <see cref="BaseProfile"/> takes.</summary>
    public static IReadOnlyList<IDataSource> Base { get; } =
    [
        new TriviaSource(),
        new SchoolProblemSource(),
        new PromptPoolSource(),
        new AssistantSource(),
        new SeedTaskSource(),
        new EverydaySource(),
        new CodeContrastSource(),
        .. Full.Where(source => source is not BibleSource),
    ];
}
