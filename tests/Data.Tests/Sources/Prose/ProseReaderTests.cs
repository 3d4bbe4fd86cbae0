using System.IO.Compression;
using System.Text;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Prose;

namespace TreasureMarkers.Data.Tests.Sources.Prose;

public class ProseReaderTests
{
    [Fact]
    public void A_saying_loses_its_signature_and_its_cut_lines()
    {
        var items = FortuneReader.Read(Text("arte.fortunes"), verse: false, "Spanish").ToList();
        Assert.Equal(("No basta tener buen ingenio; lo principal es aplicarlo bien.", "Descartes"), (items[0].Text, items[0].Author));
        Assert.Contains(items, i => i.Text == "En parte, el arte completa lo que la naturaleza no puede elaborar y, en parte, imita a la naturaleza.");
        Assert.All(items, i => Assert.DoesNotContain("--", i.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_chinese_poem_has_title_author_and_verses_without_colours()
    {
        var poem = FortuneReader.Read(Text("tang300"), verse: true, "Chinese").First();
        Assert.Equal(("感遇・其一", "张九龄"), (poem.Title, poem.Author));
        Assert.StartsWith("兰叶春葳蕤，桂华秋皎洁。\n欣欣此生意", poem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Copies_of_a_saying_share_a_group() =>
        Assert.Equal(new FortuneItem(1, null, "Know thyself!", null).Group, new FortuneItem(7, "x", "know  thyself", "Thales").Group);

    [Theory]
    [InlineData("Write to someone@example.org for the rest of it.")]
    [InlineData("Gur dhvpx oebja sbk naq gur ynml qbt jrer urer.")]
    [InlineData("/\\_/\\ ( o.o ) > ^ < ~~~~~~~~ ======== cat")]
    [InlineData("What the fuck is a thing like this doing here?")]
    [InlineData("Too short.")]
    public void What_is_not_fit_is_left_out(string text) => Assert.False(ProseFilter.IsFit(text));

    [Fact]
    public void The_declaration_has_a_preamble_and_thirty_articles()
    {
        var declaration = DeclarationReader.Read(Text("eng.html"));
        Assert.Equal(Enumerable.Range(0, 31), declaration.Articles.Keys.Order());
        Assert.Equal(("Article 13", 2), (declaration.Articles[13].Heading, declaration.Articles[13].Paragraphs.Count));
        Assert.Throws<SourceException>(() => DeclarationReader.Read("<h1>Nothing</h1>"));
    }

    [Fact]
    public void A_scenario_gives_title_story_and_talk()
    {
        var scenario = ScenarioReader.Read(Text("scenario.cfg"))!;
        Assert.Equal("Saving Parthyn", scenario.Name);
        Assert.StartsWith("Malin Keshar was born", scenario.Story[0], StringComparison.Ordinal);
        var talk = scenario.Dialogues[0];
        Assert.Equal(["Dela Keshar", "Malin Keshar", "Dela Keshar"], talk.Take(3).Select(l => l.Speaker));
        Assert.Equal("Nor is Darken Volk. We are truly defenseless.", talk[1].Text);
    }

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
    public void A_sword_module_gives_plain_verses_by_chapter()
    {
        string[] entries =
        [
            "<chapter n=\"1\" osisID=\"Gen.1\" sID=\"Gen.1\"/> ",
            "In the <w lemma=\"strong:H7225\">beginning</w> <w lemma=\"strong:H0430\">God</w><note placement=\"foot\">1:1 Elohim</note> created the heaven. ",
        ];
        var (blocks, index, text) = Module(entries);
        Assert.Equal([new SwordVerse("Gen.1", 1, "In the beginning God created the heaven.")], SwordReader.Read(blocks, index, text));
        Assert.Throws<SourceException>(() => SwordReader.Read(blocks, index, text[..10]).ToList());
    }

    private static (byte[] Blocks, byte[] Index, byte[] Text) Module(string[] entries)
    {
        var plain = Encoding.UTF8.GetBytes(string.Concat(entries));
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(plain);
        }

        var offset = 0;
        var index = new List<byte>();
        foreach (var entry in entries)
        {
            index.AddRange([0, 0, 0, 0, .. BitConverter.GetBytes(offset), .. BitConverter.GetBytes((ushort)entry.Length)]);
            offset += entry.Length;
        }

        return ([0, 0, 0, 0, .. BitConverter.GetBytes((int)packed.Length), .. BitConverter.GetBytes(plain.Length)], [.. index], packed.ToArray());
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

    private static string Text(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Excerpts", "prose", file));
}
