using System.Text;

namespace TreasureMarkers.Markers.Measurement;

/// <summary>
/// Names the language of a text among the taxonomy's: by script where only one language has it, else by character
/// n-grams. <c>tm data language-identifier</c> makes the embedded model.
/// </summary>
public sealed class LanguageIdentifier
{
    /// <summary>Scripts of which the taxonomy has one language.</summary>
    private static readonly Dictionary<WritingScript, string> Sole = new()
    {
        [WritingScript.Kana] = "Japanese",
        [WritingScript.Hangul] = "Korean",
        [WritingScript.Greek] = "Greek",
        [WritingScript.Hebrew] = "Hebrew",
        [WritingScript.Devanagari] = "Hindi",
    };

    private static readonly Lazy<LanguageIdentifier> Embedded = new(() =>
    {
        using var stream = typeof(LanguageIdentifier).Assembly.GetManifestResourceStream("language-identifier.bin")!;
        return Read(stream);
    });

    private readonly IReadOnlyList<LanguageGroup> _groups;

    /// <summary>Uses these groups, one per script that several languages share.</summary>
    public LanguageIdentifier(IReadOnlyList<LanguageGroup> groups) => _groups = groups;

    /// <summary>The embedded model: all 23 languages of the default taxonomy.</summary>
    public static LanguageIdentifier Default => Embedded.Value;

    /// <summary>Names the language of a text. Deterministic and thread-safe.</summary>
    public LanguageGuess Identify(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var script = LanguageFeatures.Script(text);
        if (Sole.TryGetValue(script, out var language))
        {
            return new LanguageGuess(language, 1);
        }

        var group = _groups.FirstOrDefault(g => g.Script == script);
        return group is null ? new LanguageGuess(null, 0) : group.Identify(text);
    }

    /// <summary>Reads a model that <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The stream holds no such model.</exception>
    public static LanguageIdentifier Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        if (reader.ReadString() != "TreasureMarkers language identifier 1")
        {
            throw new InvalidDataException("The stream holds no language identifier of version 1.");
        }

        var groups = new LanguageGroup[reader.ReadByte()];
        for (var i = 0; i < groups.Length; i++)
        {
            var script = (WritingScript)reader.ReadByte();
            var languages = new string[reader.ReadByte()];
            for (var l = 0; l < languages.Length; l++)
            {
                languages[l] = reader.ReadString();
            }

            var weights = new sbyte[reader.ReadInt32()];
            reader.BaseStream.ReadExactly(System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights.AsSpan()));
            groups[i] = new LanguageGroup(script, languages, weights);
        }

        return new LanguageIdentifier(groups);
    }

    /// <summary>Writes the model.</summary>
    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write("TreasureMarkers language identifier 1");
        writer.Write((byte)_groups.Count);
        foreach (var group in _groups)
        {
            writer.Write((byte)group.Script);
            writer.Write((byte)group.Languages.Count);
            foreach (var language in group.Languages)
            {
                writer.Write(language);
            }

            writer.Write(group.Weights.Length);
            writer.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(group.Weights.AsSpan()));
        }
    }
}
