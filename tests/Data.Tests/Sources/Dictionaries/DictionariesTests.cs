using System.IO.Compression;
using System.Text;
using TreasureMarkers.Data.Sources.Dictionaries;

namespace TreasureMarkers.Data.Tests.Sources.Dictionaries;

public class DictionariesTests
{
    private const string Abatis = "Rubbish in front of a fort, to prevent the rubbish outside from molesting the rubbish inside.";

    [Fact]
    public void An_example_row()
    {
        var entry = new DictEntry("abatis", null, Abatis);
        var rows = new DictionaryRows(
            "dict-devil", entry, ReferenceContext.Create("1"), new("dict-devil", "1.0-13.1", "LicenseRef-public-domain", "abatis"));
        ExampleRow.Match(rows.All().Single(), "dictionaries");
    }

    [Fact]
    public void A_dictionary_entry_has_its_word_label_and_plain_definition()
    {
        var devil = "ABATIS, n.  Rubbish in front of a fort, to prevent the rubbish outside\nfrom molesting the rubbish inside.\n";
        var foldoc = "-ware\n\n   <jargon> A suffix used to form terms for classes of software.  For\n"
            + "   example, {careware}, {crippleware}.\n\n   [{Jargon File}]\n\n   (2015-01-17)\n";
        var index = $"00info\tA\tA\nabatis\tA\t{Base64(devil.Length)}\n-ware\t{Base64(devil.Length)}\t{Base64(foldoc.Length)}\n";
        var entries = DictReader.Read(index, Gzip(devil + foldoc)).ToList();
        Assert.Equal(new DictEntry("abatis", null, Abatis), entries[0]);
        Assert.Equal(
            new DictEntry("-ware", "jargon", "A suffix used to form terms for classes of software. For example, careware, crippleware."),
            entries[1]);
        Assert.Throws<SourceException>(() => DictReader.Read("x\tA\t//\n", Gzip("short")).ToList());
    }

    [Theory]
    [InlineData("dict-devil", "Custom")]
    [InlineData("dict-jargon", "Informal")]
    [InlineData("dict-foldoc", null)]
    public void A_dictionary_s_voice_is_its_rows_style(string dictionary, string? style)
    {
        var entry = new DictEntry("abatis", null, Abatis);
        var drafts = new DictionaryRows(dictionary, entry, ReferenceContext.Create("1"), ReferenceContext.Origin).All();
        var rows = ReferenceContext.Rows(drafts);
        Assert.Equal(style, rows[0].Markers.GetValueOrDefault("style"));
    }

    private static string Base64(int number) =>
        string.Concat(
            new[] { number / 64, number % 64 }.Select(d => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[d]));

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
