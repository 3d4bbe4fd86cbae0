using System.Text.Json;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Markers.Tests.Measurement;

/// <summary>Whatever words they hold, texts that are written in a format are found to have it, and no text breaks the detector.</summary>
public class FormatDetectorPropertyTests
{
    private static readonly Gen<string> Word = Gen.Elements("river", "Straße", "кот", "水", "猫です", "שלום", "مرحبا", "हिन्दी", "42", "e-mail");
    private static readonly Arbitrary<List<string>> Words = Word.ListOf().Where(l => l.Count is >= 2 and <= 8).Select(l => l.ToList()).ToArbitrary();

    [Fact]
    public void Json() => Holds("JSON", words => JsonSerializer.Serialize(words));

    [Fact]
    public void Xml() => Holds("XML", words => new XElement("list", words.Select(w => new XElement("item", w))).ToString());

    [Fact]
    public void Tables() => Holds("Tabular", words => "| word |\n| --- |\n" + string.Join('\n', words.Select(w => $"| {w} |")));

    [Fact]
    public void Lists()
    {
        Holds("Enumeration", words => string.Join('\n', words.Select(w => "- " + w)));
        Holds("Enumeration", words => string.Join('\n', words.Select((w, i) => $"{i + 1}. {w}")));
    }

    [Fact]
    public void Markdown() => Holds("Markdown", words => $"## {words[0]}\n\n" + string.Join(' ', words));

    [Fact]
    public void Steps() => Holds("ChainOfThought", words => string.Join('\n', words.Select((w, i) => $"Step {i + 1}: {w}")));

    [Fact]
    public void Formulas() => Holds("Latex", words => $"\\frac{{{words.Count}}}{{2}}");

    [Fact]
    public void Choices() => Holds("MCQAnswer", words => "B) " + words[0]);

    [Fact]
    public void Plain_words_have_no_format() => Holds(null, words => "The words are " + string.Join(' ', words) + ".");

    [Fact]
    public void A_cut_json_or_xml_text_has_none() => Prop.ForAll(Words, words =>
        FormatDetector.Detect(JsonSerializer.Serialize(words)[..^1]) != "JSON"
        && FormatDetector.Detect(new XElement("list", words.Select(w => new XElement("item", w))).ToString()[..^1]) != "XML").QuickCheckThrowOnFailure();

    [Fact]
    public void No_text_breaks_the_detector_and_space_around_it_does_not_count() =>
        Prop.ForAll<string>(text => FormatDetector.Detect(text ?? "") == FormatDetector.Detect("\n " + text + " \n")).QuickCheckThrowOnFailure();

    private static void Holds(string? format, Func<List<string>, string> write) =>
        Prop.ForAll(Words, words => FormatDetector.Detect(write(words)) == format).QuickCheckThrowOnFailure();
}
