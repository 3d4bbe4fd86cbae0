using TreasureMarkers.Data.Sources.Debian;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Rendering;

/// <summary>A package's data as text to extract from and as the extracted answer.</summary>
/// <param name="package">The package.</param>
/// <param name="synopsis">Its synopsis in the answer's language.</param>
/// <param name="topic">Its topic, a key of the phrases.</param>
internal sealed class PackageRecord(DebianPackage package, string synopsis, string topic)
{
    /// <summary>The fields that the package has, in a fixed order; the name is first.</summary>
    public IReadOnlyList<string> AllKeys
    {
        get
        {
            List<string> keys = ["name", "version"];
            if (package.Homepage is { Length: > 0 and < 60 })
            {
                keys.Add("homepage");
            }

            if (package.InstalledKilobytes > 0)
            {
                keys.Add("size");
            }

            keys.Add("topic");
            if (synopsis.Length < 80)
            {
                keys.Add("description");
            }

            return keys;
        }
    }

    /// <summary>Two to four of the package's fields, in a fixed order; the name is always first.</summary>
    public IReadOnlyList<string> Keys(StableRandom random)
    {
        string[] others = [.. AllKeys.Where(k => k != "name")];
        var chosen = random.Sample(others, 1 + random.Next(3));
        return ["name", .. others.Where(chosen.Contains)];
    }

    /// <summary>A field's value; topics are named in the answer's language.</summary>
    public string Value(string key, Phrases phrases)
    {
        return key switch
        {
            "name" => package.Name,
            "version" => package.Version,
            "homepage" => package.Homepage ?? "",
            "size" => $"{package.InstalledKilobytes} kB",
            "topic" => phrases.Topic(topic),
            "description" => synopsis,
            _ => throw new ArgumentException($"A package has no field '{key}'.", nameof(key)),
        };
    }

    /// <summary>The data as the user would paste it: control-file lines, labelled lines, or sentences.</summary>
    public string Text(StableRandom random, Phrases phrases, IReadOnlyList<string> keys)
    {
        return random.Next(3) switch
        {
            0 => string.Join('\n', keys.Select(k => $"{Control(k)}: {Value(k, phrases)}")),
            1 => string.Join('\n', keys.Select(k => $"{phrases.Label(k)}: {Value(k, phrases)}")),
            _ => Prose(phrases, keys),
        };
    }

    /// <summary>The data in a format, labels in the answer's language.</summary>
    public string Answer(string format, Phrases phrases, IReadOnlyList<string> keys) =>
        AnswerFormat.Record(format, phrases.Label("package"), [.. keys.Select(k => new Field(phrases.Label(k), Value(k, phrases)))]);

    /// <summary>The data as sentences.</summary>
    public string Prose(Phrases phrases, IReadOnlyList<string> keys) =>
        PromptText.Join(phrases.Language, keys.Select(k => phrases.Say(new StableRandom(), Sentence(k), ("v", Value(k, phrases)))));

    private static string Sentence(string key) => "answer." + key switch { "name" => "package", "topic" => "section", _ => key };

    private static string Control(string key) => key switch
    {
        "name" => "Package",
        "size" => "Installed-Size",
        "topic" => "Section",
        _ => char.ToUpperInvariant(key[0]) + key[1..],
    };
}
