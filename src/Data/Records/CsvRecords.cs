using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using CsvHelper;
using CsvHelper.Configuration;

namespace TreasureMarkers.Data.Records;

/// <summary>Reads comma- and tab-separated values by CsvHelper; the first row names the fields, and every value is text.</summary>
internal static class CsvRecords
{
    /// <summary>A longer field is a quotation mark that was never closed.</summary>
    private const int LongestField = 1 << 22;

    /// <summary>The records.</summary>
    /// <exception cref="DataFormatException">The first row does not name the fields, or a quotation mark is never closed.</exception>
    public static async IAsyncEnumerable<SourceRecord> ReadAsync(
        InputFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = file.Open();
        using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
        var isBad = false;
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = file.Kind == ".tsv" ? "\t" : ",",
            DetectDelimiter = file.Kind == ".csv",
            DetectDelimiterValues = [",", ";", "\t", "|"],
            BadDataFound = _ => isBad = true,
            MaxFieldSize = LongestField,
        });
        var names = await NextAsync(parser, file) ? parser.Record! : [];
        if (isBad || names.Length < 1 || names.Any(string.IsNullOrWhiteSpace) || names.Distinct().Count() < names.Length)
        {
            throw new DataFormatException(
                $"'{file.Name}' does not begin with a row of field names, each one different, such as prompt,completion.");
        }

        var line = parser.RawRow + 1;
        while (await NextAsync(parser, file))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var values = parser.Record!;
            if (isBad || values.Length != names.Length)
            {
                yield return SourceRecord.Broken(file.Name, line, parser.RawRecord.TrimEnd('\r', '\n'), isBad
                    ? "a quotation mark stands inside a field that has none around it" : $"{values.Length} fields, where the first row names {names.Length}");
            }
            else
            {
                yield return SourceRecord.OfFields(
                    file.Name, line, new JsonObject(names.Zip(values, (name, value) => KeyValuePair.Create<string, JsonNode?>(name.Trim(), value))));
            }

            (line, isBad) = (parser.RawRow + 1, false);
        }
    }

    private static async Task<bool> NextAsync(CsvParser parser, InputFile file)
    {
        try
        {
            return await parser.ReadAsync();
        }
        catch (CsvHelperException e)
        {
            throw new DataFormatException(
                $"'{file.Name}' cannot be read behind line {parser.RawRow}: a field has more than {LongestField >> 20} million characters, "
                + "so a quotation mark may not be closed.", e);
        }
    }
}
