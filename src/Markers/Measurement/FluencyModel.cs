using System.Text;

namespace TreasureMarkers.Markers.Measurement;

/// <summary>
/// Says how usual a text is for its language, by the costs of its character n-grams relative to those of other texts in
/// that language, so that languages are comparable. <c>tm data fluency-model</c> makes the embedded model.
/// </summary>
public sealed class FluencyModel
{
    /// <summary>The name of the table for program text.</summary>
    public const string Code = "code";

    private const string Header = "TreasureMarkers fluency model 1";

    private static readonly Lazy<FluencyModel> Embedded = new(() =>
    {
        using var stream = typeof(FluencyModel).Assembly.GetManifestResourceStream("fluency-model.bin")!;
        return Read(stream);
    });

    private readonly Dictionary<string, FluencyTable> _tables;

    /// <summary>Uses these tables, one per language.</summary>
    public FluencyModel(IEnumerable<FluencyTable> tables) => _tables = tables.ToDictionary(t => t.Language);

    /// <summary>The embedded model: all 23 languages of the default taxonomy, and code.</summary>
    public static FluencyModel Default => Embedded.Value;

    /// <summary>
    /// 1 for the plainest text of the language, towards 0 for noise: a falling logistic curve of
    /// <see cref="FluencyTable.Oddness"/>, 0.69 for a usual text and 0.31 at two standard deviations above. A language
    /// that the model lacks counts as usual. Deterministic and thread-safe.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="language">The taxonomy's name, or <see cref="Code"/>.</param>
    public double Of(ReadOnlySpan<char> text, string language)
    {
        var oddness = _tables.TryGetValue(language, out var table) ? table.Oddness(text) : 0;
        return 1 / (1 + Math.Exp(0.8 * (oddness - 1)));
    }

    /// <summary>Reads a model that <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The stream holds no such model.</exception>
    /// <exception cref="EndOfStreamException">The stream is cut short.</exception>
    public static FluencyModel Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        if (reader.ReadString() != Header)
        {
            throw new InvalidDataException("The stream holds no fluency model of version 1.");
        }

        var tables = new FluencyTable[reader.ReadByte()];
        for (var i = 0; i < tables.Length; i++)
        {
            var (language, mean, deviation) = (reader.ReadString(), reader.ReadSingle(), reader.ReadSingle());
            var costs = new byte[FluencyGrams.Buckets];
            stream.ReadExactly(costs);
            tables[i] = new FluencyTable(language, costs, mean, deviation);
        }

        return new FluencyModel(tables);
    }

    /// <summary>Writes the model.</summary>
    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Header);
        writer.Write((byte)_tables.Count);
        foreach (var table in _tables.Values.OrderBy(t => t.Language, StringComparer.Ordinal))
        {
            writer.Write(table.Language);
            writer.Write(table.Mean);
            writer.Write(table.Deviation);
            writer.Write(table.Costs);
        }
    }
}
