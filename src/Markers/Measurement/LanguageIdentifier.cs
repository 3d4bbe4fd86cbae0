using System.Runtime.InteropServices;
using System.Text;

namespace TreasureMarkers.Markers.Measurement;

/// <summary>
/// Names the language of a text among the taxonomy's: by script where only one language has it, else by character
/// n-grams. <c>tm data language-identifier</c> makes the embedded model.
/// </summary>
internal sealed class LanguageIdentifier
{
    private const string Header = "TreasureMarkers language identifier 1";

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
        if (reader.ReadString() != Header)
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
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(weights.AsSpan()));
            groups[i] = new LanguageGroup(script, languages, weights);
        }

        return new LanguageIdentifier(groups);
    }

    /// <summary>Writes the model.</summary>
    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Header);
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
            writer.Write(MemoryMarshal.AsBytes(group.Weights.AsSpan()));
        }
    }
}

/// <summary>A linear model that tells languages of one script apart: per feature bucket and language one weight.</summary>
/// <param name="Script">The script.</param>
/// <param name="Languages">The taxonomy's names.</param>
/// <param name="Weights">
/// Log-probability differences times <see cref="Scale"/>, row-major [buckets, languages]; the number of buckets is a power of two.
/// </param>
internal sealed record LanguageGroup(WritingScript Script, IReadOnlyList<string> Languages, sbyte[] Weights)
{
    /// <summary>What weights are multiplied by to be whole numbers.</summary>
    public const double Scale = 16;

    /// <summary>
    /// What the sum of all n-grams' evidence is multiplied by: n-grams overlap, so they say less than as many independent features.
    /// </summary>
    public const double Independence = 0.15;

    /// <summary>The most probable language.</summary>
    public LanguageGuess Identify(ReadOnlySpan<char> text)
    {
        var count = Languages.Count;
        var mask = (uint)(Weights.Length / count) - 1;
        var sums = new long[count];
        LanguageFeatures.ForEach(text, Script, hash =>
        {
            var bucket = (int)(hash & mask) * count;
            for (var i = 0; i < count; i++)
            {
                sums[i] += Weights[bucket + i];
            }
        });
        var best = Array.IndexOf(sums, sums.Max());
        var total = sums.Sum(s => Math.Exp((s - sums[best]) / Scale * Independence));
        return new LanguageGuess(Languages[best], 1 / total);
    }
}

/// <summary>A language and how sure the identifier is.</summary>
/// <param name="Language">The taxonomy's name, or null when the text has no letters.</param>
/// <param name="Probability">Between 0 and 1.</param>
internal readonly record struct LanguageGuess(string? Language, double Probability);
