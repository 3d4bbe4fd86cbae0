using System.Text.Json;

namespace TreasureMarkers.Data.Writing;

/// <summary>
/// The sentences in one language that instructions and generated answers are made of. Each source has its own in
/// <c>Sources/SOURCE/Phrases/LANGUAGE.json</c>; those that several sources share are in <c>Writing/Phrases</c>. All files of a
/// language are read together, so a sentence's key stands in one of them only.
/// </summary>
internal sealed class Phrases
{
    private static readonly Dictionary<string, Phrases> Loaded = [];
    private readonly Dictionary<string, string[]> _sentences = [];
    private readonly Dictionary<string, Dictionary<string, string>> _words = [];

    private Phrases(string language, IEnumerable<JsonElement> families)
    {
        Language = language;
        foreach (var entry in families.SelectMany(family => family.EnumerateObject()))
        {
            if (entry.Value.ValueKind == JsonValueKind.Array)
            {
                _sentences.Add(entry.Name, [.. entry.Value.EnumerateArray().Select(v => v.GetString()!)]);
                continue;
            }

            var words = _words.TryGetValue(entry.Name, out var known) ? known : _words[entry.Name] = [];
            foreach (var word in entry.Value.EnumerateObject())
            {
                words.Add(word.Name, word.Value.GetString()!);
            }
        }
    }

    /// <summary>The taxonomy's name of the language.</summary>
    public string Language { get; }

    /// <summary>The keys of the sentences, the same in every language.</summary>
    public IReadOnlyCollection<string> Keys => _sentences.Keys;

    /// <summary>The phrases of a language.</summary>
    /// <exception cref="DataFormatException">There is no resource for it.</exception>
    public static Phrases For(string language)
    {
        lock (Loaded)
        {
            return Loaded.TryGetValue(language, out var phrases) ? phrases : Loaded[language] = Load(language);
        }
    }

    /// <summary>The phrases of the language that a request is worded in, as <see cref="AskedIn"/> draws it.</summary>
    /// <param name="random">Picks the language.</param>
    /// <param name="language">The answer's language, as the taxonomy names it.</param>
    /// <param name="languages">The others to pick from.</param>
    public static Phrases AskedIn(StableRandom random, string language, IReadOnlyList<DataLanguage> languages) =>
        For(Writing.AskedIn.Language(random, language, languages));

    /// <summary>All paraphrases of a sentence.</summary>
    public IReadOnlyList<string> All(string key) => _sentences[key];

    /// <summary>One paraphrase, with its <c>{placeholders}</c> filled.</summary>
    public string Say(StableRandom random, string key, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var text = random.Pick(_sentences[key]);
        foreach (var (name, value) in values)
        {
            text = text.Replace("{" + name + "}", value, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>A word of a table, such as <c>label</c>, that the files give.</summary>
    public string Word(string table, string key) => _words[table][key];

    /// <summary>The name of a field, such as <c>version</c>.</summary>
    public string Label(string key) => _words["label"][key];

    /// <summary>The plural of a kind of entry, such as <c>country</c>.</summary>
    public string Plural(string kind) => _words["plural"][kind];

    /// <summary>The name of a topic, such as <c>games</c>.</summary>
    public string Topic(string key) => _words["topics"][key];

    /// <summary>"into German", in this language.</summary>
    public string Into(string language) => _words["to"][language];

    /// <summary>The name of a language, in this language.</summary>
    public string NameOf(string language) => _words["language"][language];

    private static Phrases Load(string language)
    {
        var assembly = typeof(Phrases).Assembly;
        string[] names = [.. assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith("phrases/", StringComparison.Ordinal) && n.EndsWith($"/{language}.json", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
        if (names.Length == 0)
        {
            throw new DataFormatException(
                $"There are no phrases for '{language}'. Add src/Data/Writing/Phrases/{language}.json, and one for each source.");
        }

        return new Phrases(language, names.Select(name =>
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var document = JsonDocument.Parse(stream);
            return document.RootElement.Clone();
        }));
    }
}
