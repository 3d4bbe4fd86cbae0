using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Debian;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Rendering;

/// <summary>What the rows about one package in one language have in common: its description, the random choices, and how questions are put.</summary>
/// <param name="package">The package.</param>
/// <param name="language">The answers' language, in which the package has a description.</param>
/// <param name="languages">All languages, for instructions in another one.</param>
/// <param name="seed">The build's seed.</param>
internal sealed class PackageRowMaker(DebianPackage package, string language, IReadOnlyList<DataLanguage> languages, string seed)
{
    /// <summary>The package.</summary>
    public DebianPackage Package => package;

    /// <summary>The answers' language.</summary>
    public string Language => language;

    /// <summary>All choices, in the order in which rows are made.</summary>
    public StableRandom Random { get; } = new(seed, package.Name, language);

    /// <summary>The description in the answers' language.</summary>
    public Description Description { get; } = package.Descriptions[language];

    /// <summary>The phrases of the answers' language.</summary>
    public Phrases Answer { get; } = Phrases.For(language);

    /// <summary>The package's topic, a key of the phrases.</summary>
    public string Topic { get; } = PackageSubject.Topic(package.Section) ?? "tools";

    /// <summary>The source marker of the description's own text.</summary>
    public string TextSource => language == "English" ? "Human" : "Translation";

    /// <summary>A text about the package and an instruction language for it, so that either of them or neither is the answer's language.</summary>
    public string TextFor(out string instruction)
    {
        var written = Random.Chance(0.7) ? language : Other();
        written = package.Descriptions.ContainsKey(written) ? written : language;
        instruction = written == language ? (Random.Chance(0.9) ? language : Other()) : Random.Chance(0.55) ? language : written;
        var description = package.Descriptions[written];
        return description.Body.Length > 700 ? description.Paragraphs[0] : description.Body;
    }

    /// <summary>A question about the package, mostly in the answer's language, with the wish for a format in some cases.</summary>
    public string Question(string key, string? format = null)
    {
        var phrases = Phrases.For(Random.Chance(0.8) ? language : Other());
        var hint = package.Descriptions.GetValueOrDefault(phrases.Language) ?? Description;
        var asked = phrases.Say(Random, key, ("name", package.Name), ("hint", hint.Synopsis));
        return PromptText.MaybeAskFor(Random, phrases, format, PromptText.MaybeHasty(Random, asked));
    }

    /// <summary>A row whose instruction is about a text.</summary>
    public RowDraft About(string kind, string task, string? format, string source, string instruction, string key, string text, string answer)
    {
        var phrases = Phrases.For(instruction);
        var asked = PromptText.MaybeAskFor(Random, phrases, format, phrases.Say(Random, key));
        return Draft(kind, task, format, source, PromptText.With(Random, asked, text), answer);
    }

    /// <summary>English or any language.</summary>
    public string Other() => Random.Chance(0.5) ? "English" : Random.Pick(languages).Name;

    /// <summary>A row about the package.</summary>
    public RowDraft Draft(string kind, string task, string? format, string source, string prompt, string answer) =>
        new(kind, package.Source, language, task, PackageSubject.Domain(package.Section, package.Tags), format, source, prompt, answer, package.Provenance(language));
}
