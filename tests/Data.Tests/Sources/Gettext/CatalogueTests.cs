using TreasureMarkers.Data.Sources.Gettext;
using TreasureMarkers.Data.Writing;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Sources.Gettext;

public class CatalogueTests
{
    private static readonly CataloguePackage Program = CataloguePackage.All.Single(p => p.Name == "gnumed-client");

    private static readonly ProgramCatalogues Catalogues = ProgramCatalogues.Read([Fixture.Package("gnumed-client")], DataLanguage.All);

    private static readonly IReadOnlyList<CatalogueMessage> Messages = CatalogueReader.Read(Catalogues, Program.Domain);

    [Fact]
    public void An_example_row()
    {
        var drafts = Messages.SelectMany(
            m => new CatalogueRows(m, "German", Program, Fixture.Package("gnumed-client"), ReferenceContext.Create("1")).All());
        ExampleRow.Match(drafts.First(d => d.Kind == "catalogue-translate"), "gettext");
    }

    [Fact]
    public void A_program_s_catalogues_are_read_by_language()
    {
        Assert.Equal(["French", "German", "Spanish"], Catalogues.Keys.Order());
        Assert.All(Catalogues.Values, c => Assert.True(c.Count >= 20));
    }

    [Fact]
    public void A_message_has_the_text_of_each_language_that_translates_it()
    {
        var message = Assert.Single(Messages, m => m.English == "Pick the file from which to load the tag image.");
        Assert.Equal("gnumed:Pick the file from which to load the tag image.", message.Key);
        Assert.Equal(["English", "French", "German", "Spanish"], message.Texts.Keys);
        Assert.Equal("Wählen Sie die Bilddatei aus.", message.Texts["German"]);
        Assert.Equal("Medical", message.Domain);
        Assert.True(message.IsProse);
    }

    [Fact]
    public void Formats_accelerators_and_lists_of_keys_are_no_messages()
    {
        Assert.Contains("gnumed:\n Code: %s", Catalogues["German"].Keys);
        Assert.All(Messages.SelectMany(m => m.Texts.Values), text => Assert.DoesNotMatch(@"[%&*\u0000]|^\s|\s$", text));
        Assert.Contains(Messages, m => m.English == "Abnormal");
    }

    [Theory]
    [InlineData("libgtk-3-common", "gtk30:Action description\u0004Toggles the switch", "Toggles the switch", "Schaltet den Schalter um")]
    [InlineData(
        "libgtk-3-common", "gtk30:Authentication is required to print this document", "Authentication is required to print this document",
        "Das Drucken dieses Dokuments erfordert Legitimation")]
    [InlineData("python3-django", "django:This account is inactive.", "This account is inactive.", "Dieser Benutzer ist inaktiv.")]
    public void Other_programs_catalogues_are_read_where_they_lie(string name, string key, string english, string german)
    {
        var program = CataloguePackage.All.Single(p => p.Name == name);
        var catalogues = ProgramCatalogues.Read([Fixture.Package(name)], DataLanguage.All);
        Assert.Equal(["German", "Japanese", "Ukrainian"], catalogues.Keys.Order(StringComparer.Ordinal));
        var messages = CatalogueReader.Read(catalogues, program.Domain);
        var message = Assert.Single(messages, m => m.English == english);
        Assert.Equal((key, german, "Technology"), (message.Key, message.Texts["German"], message.Domain));
        // Plurals, formats and licences are no texts to translate.
        Assert.InRange(messages.Count, 6, catalogues["German"].Count - 3);
        Assert.All(messages.SelectMany(m => m.Texts.Values), text => Assert.DoesNotMatch(@"[%_\u0000\u0004]|</?a|\{", text));
        Annotated.All(
            messages.SelectMany(
                m => m.Texts.Keys.SelectMany(
                    language => new CatalogueRows(m, language, program, Fixture.Package(name), ReferenceContext.Create("1")).All())));
    }

    [Fact]
    public void Every_row_about_a_message_has_its_markers()
    {
        DataLanguage[] languages =
        [
            .. DataLanguage.All.Where(
                l => Messages[0].Texts.ContainsKey(l.Name) || l.Name is "English" or "German" or "French" or "Spanish"),
        ];
        var drafts = Enumerable.Range(0, 12).SelectMany(seed => languages.SelectMany(l => Messages.Where(m => m.Texts.ContainsKey(l.Name))
            .SelectMany(m => new CatalogueRows(
                m, l.Name, Program, Fixture.Package("gnumed-client"), ReferenceContext.Create($"{seed}")).All()))).ToList();
        var rows = Annotated.All(drafts);
        Assert.Superset(
            new HashSet<string> {
                 "catalogue-translate", "catalogue-translate-format", "catalogue-label", "catalogue-language", "catalogue-area" },
            drafts.Select(d => d.Kind).ToHashSet());
        Assert.All(rows, r => Assert.Equal(("gnumed-client", "GPL-2.0-or-later"), (r.Provenance.Package, r.Provenance.Licence)));
        Assert.All(
            drafts.Where(d => d.Kind == "catalogue-translate"),
            d => Assert.Contains(
                Messages,
                m => m.Texts[d.Lang] == d.Answer
                    && m.Texts.Any(t => t.Key != d.Lang && d.Prompt.Contains(t.Value, StringComparison.Ordinal))));
        Assert.All(
            drafts.Where(d => d.Kind == "catalogue-area"),
            d => Assert.Contains(Phrases.For(d.Lang).Word("catalogue.area", "medicine"), d.Answer, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(
            AnswerFormat.All.Order(StringComparer.Ordinal),
            rows.Select(r => r.Markers.GetValueOrDefault("format")).OfType<string>().Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_list_holds_as_many_translations_as_texts_and_keeps_its_split()
    {
        var known = Messages.Where(m => m.Texts.ContainsKey("German")).ToList();
        var drafts = Enumerable.Range(0, 20).SelectMany(seed => new CatalogueListRows(
            known, "German", Program, Fixture.Package("gnumed-client"), ReferenceContext.Create($"{seed}"), DataSplit.Eval).All()).ToList();
        Assert.True(drafts.Count > 10);
        Annotated.All(drafts);
        Assert.All(drafts, d => Assert.Equal((DataSplit.Eval, "catalogue/lists/medicine/eval"), (d.Split, d.Group)));
        Assert.All(
            drafts.Where(d => d.Format == "Enumeration"),
            d => Assert.Equal(d.Prompt.Split('\n').Count(l => l.StartsWith("- ", StringComparison.Ordinal)), d.Answer.Split('\n').Length));
    }

    [Theory]
    [InlineData("German", "Activate the patient in the list.", "Activate the patient in the list.", false)]
    [InlineData("German", "Activate the patient in the list.", "Activate the patient of the list.", false)]
    [InlineData("German", "Activate the patient in the list.", "Den Patienten in der Liste aktivieren.", true)]
    [InlineData("Japanese", "Activate the patient in the list.", "一覧の患者を有効にします。", true)]
    [InlineData("German", "Activate the patient in the list of the practice.", "Ja.", false)]
    public void A_translation_is_another_text_of_a_likely_length(string language, string english, string text, bool isOne) =>
        Assert.Equal(isOne, CatalogueReader.IsTranslation(language, english, text));

    [Theory]
    [InlineData("_File", "File")]
    [InlineData("ファイル(_F)", "ファイル")]
    [InlineData("<b>Bold</b> &amp; plain", "Bold & plain")]
    [InlineData("One line\nbroken hard.\n\nA second paragraph.", "One line broken hard.\n\nA second paragraph.")]
    [InlineData("About %PRODUCTNAME", "About LibreOffice")]
    [InlineData("%d files", null)]
    [InlineData("{name} is here", null)]
    [InlineData("one\0many", null)]
    [InlineData("see www.example.org", null)]
    [InlineData("12 34 56 a", null)]
    public void A_message_is_cleaned_or_refused(string message, string? clean) => Assert.Equal(clean, MessageText.Clean(message));

    /// <summary>The embedded language identifier was trained on these outputs.</summary>
    [Theory]
    [InlineData("menu\u0004_Open the file again", "Open the file again")]
    [InlineData("one file was found\0many files were found", "one file was found")]
    [InlineData("A <b>bold</b> word &amp; a plain one", "A bold word a plain one")]
    [InlineData("hard\nline breaks  and spaces", "hard line breaks and spaces")]
    [InlineData("Tom & Jerry are two_faced", "Tom & Jerry are twofaced")]
    [InlineData("too short", null)]
    [InlineData("the value of %s is not known", null)]
    [InlineData("the name {name} is not known", null)]
    [InlineData("std::string is a type in C++", null)]
    [InlineData("a == b is what it compares", null)]
    [InlineData("the schema of the settings", null)]
    public void A_sentence_for_the_language_identifier_stays_what_it_was_trained_on(string message, string? sentence) =>
        Assert.Equal(sentence, MessageText.Sentence(message));

    [Fact]
    public void Without_a_catalogue_the_package_s_layout_has_changed() =>
        Assert.Contains(
            "layout", Assert.Throws<SourceException>(() => ProgramCatalogues.Read([Fixture.Package("bodr")], DataLanguage.All)).Message,
            StringComparison.Ordinal);
}
