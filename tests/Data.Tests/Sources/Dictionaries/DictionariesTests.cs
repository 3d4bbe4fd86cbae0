using System.IO.Compression;
using System.Text;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Dictionaries;

namespace TreasureMarkers.Data.Tests.Sources.Dictionaries;

public class DictionariesTests
{
    [Fact]
    public void A_dictionary_entry_has_its_word_label_and_plain_definition()
    {
        var devil = "ABATIS, n.  Rubbish in front of a fort, to prevent the rubbish outside\nfrom molesting the rubbish inside.\n";
        var foldoc = "-ware\n\n   <jargon> A suffix used to form terms for classes of software.  For\n   example, {careware}, {crippleware}.\n\n   [{Jargon File}]\n\n   (2015-01-17)\n";
        var entries = DictReader.Read($"00info\tA\tA\nabatis\tA\t{Base64(devil.Length)}\n-ware\t{Base64(devil.Length)}\t{Base64(foldoc.Length)}\n", Gzip(devil + foldoc)).ToList();
        Assert.Equal(new DictEntry("abatis", null, "Rubbish in front of a fort, to prevent the rubbish outside from molesting the rubbish inside."), entries[0]);
        Assert.Equal(new DictEntry("-ware", "jargon", "A suffix used to form terms for classes of software. For example, careware, crippleware."), entries[1]);
        Assert.Throws<SourceException>(() => DictReader.Read("x\tA\t//\n", Gzip("short")).ToList());
    }

    [Fact]
    public void A_dictionary_s_voice_is_its_rows_style()
    {
        var entry = new DictEntry("abatis", null, "Rubbish in front of a fort, to prevent the rubbish outside from molesting the rubbish inside.");
        Assert.Equal("Custom", ReferenceContext.Rows(new DictionaryRows("dict-devil", entry, ReferenceContext.Create("1"), ReferenceContext.Origin).All())[0].Markers["style"]);
        Assert.Equal("Informal", ReferenceContext.Rows(new DictionaryRows("dict-jargon", entry, ReferenceContext.Create("1"), ReferenceContext.Origin).All())[0].Markers["style"]);
        Assert.False(ReferenceContext.Rows(new DictionaryRows("dict-foldoc", entry, ReferenceContext.Create("1"), ReferenceContext.Origin).All())[0].Markers.ContainsKey("style"));
    }

    private static string Base64(int number) => string.Concat(new[] { number / 64, number % 64 }.Select(d => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[d]));

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
