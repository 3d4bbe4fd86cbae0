using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Inference.Grammars;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Inference.Tests.Grammars;

/// <summary>
/// What the formats' grammars let a model write, the measure finds to have that format, and texts usual in a format are let
/// through.
/// </summary>
public class FormatGrammarTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static TheoryData<string> Formats => [.. FormatGrammars.Names];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Random_answers_end_within_their_tokens_and_have_the_format(string format)
    {
        var grammar = FormatGrammars.Find(format)!;
        var walks = from seed in Gen.Choose(0, int.MaxValue) from extra in Gen.Choose(0, 60) select (seed, extra);
        Prop.ForAll(walks.ToArbitrary(), walk =>
        {
            var text = RandomAnswer.Draw(grammar, walk.seed, grammar.MinLength + walk.extra);
            return (FormatDetector.Detect(text) == format).Label($"'{text}' is {FormatDetector.Detect(text) ?? "plain"}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Random_texts_are_accepted_only_when_they_have_the_format(string format)
    {
        var grammar = FormatGrammars.Find(format)!;
        var pieces = Gen.Elements("- ", "* ", "1. ", "2. ", "\n", "| ", "|", "---", "$$", "\\frac", "{", "}", "\"a\"", ":", ",",
            "<a>", "</a>", "<b/>", "A", ") ", "Step 1: ", "Step 2: ", "word", " ", "\u00A0", "\u3000", "**", "#", "[", "]", "`");
        Prop.ForAll(pieces.ListOf().Select(string.Concat).ToArbitrary(), text =>
            !grammar.Accepts(Encoding.UTF8.GetBytes(text)) || FormatDetector.Detect(text) == format)
                .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Theory]
    [InlineData("Enumeration", "- one\n- two: 2\n- trois «»")]
    [InlineData("Enumeration", "Here are three:\n\n1. one\n2. two\n3. three")]
    [InlineData("Enumeration", "以下の通りです：\n- 水\n- 猫")]
    [InlineData("MCQAnswer", "B")]
    [InlineData("MCQAnswer", "(C)")]
    [InlineData("MCQAnswer", "D) The largest of them.")]
    [InlineData("Tabular", "| City | People |\n| --- | ---: |\n| Köln | 1,087,000 |\n| 東京 | 14,000,000 |")]
    [InlineData("ChainOfThought", "Step 1: Add 2 and 3.\nStep 2: The sum is $5$.")]
    [InlineData("ChainOfThought", "Étape 1: Compter.\nÉtape 2: Finir.")]
    [InlineData("Latex", "$$\\frac{a}{b} = \\sum_{i=1}^{n} x_i$$")]
    [InlineData("XML", "<list>\n  <item id=\"1\" kind=\"x\">a &amp; b</item>\n  <item />\n</list>")]
    [InlineData("JSON", "{\"a\": [1, 2.5, -3e5, {\"b\": null}], \"c\": \"d\\u00e9\\ud83d\\ude00\"}")]
    public void Usual_texts_are_accepted(string format, string text)
    {
        Assert.True(FormatGrammars.Find(format)!.Accepts(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(format, FormatDetector.Detect(text));
    }

    [Theory]
    [InlineData("JSON", "3")]
    [InlineData("JSON", "{\"a\":1,}")]
    [InlineData("JSON", "[01]")]
    [InlineData("JSON", "[\"\\ud83d\"]")]
    [InlineData("JSON", "[1    ]")]
    [InlineData("XML", "<a></b>")]
    [InlineData("XML", "<a x=\"1\" x=\"2\"/>")]
    [InlineData("XML", "<a>&nbsp;</a>")]
    [InlineData("XML", "<a/><b/>")]
    [InlineData("Enumeration", "- one\n\\frac{1}{2}")]
    [InlineData("Enumeration", "1. one\n3. three")]
    [InlineData("Tabular", "| a | b |\n| --- |\n| 1 | 2 |")]
    [InlineData("ChainOfThought", "Step 1: only")]
    public void Other_texts_are_not(string format, string text) =>
        Assert.False(FormatGrammars.Find(format)!.Accepts(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Whatever_the_serializer_writes_is_accepted() => Prop.ForAll<string[], double[]>((texts, numbers) =>
    {
        var value = new { texts, numbers = numbers.Where(double.IsFinite).Where(n => Math.Abs(n) < 1e300), nested = new[] { new { a = (object?)null } } };
        return Accepts("JSON", JsonSerializer.Serialize(value)) && Accepts("JSON", JsonSerializer.Serialize(value, Indented));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nesting_has_a_bound()
    {
        Assert.True(Accepts("JSON", new string('[', 16) + new string(']', 16)));
        Assert.False(Accepts("JSON", new string('[', 17) + new string(']', 17)));
    }

    [Fact]
    public void Random_xml_is_a_tree()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            _ = XDocument.Parse(RandomAnswer.Draw(XmlGrammar.Instance, seed, 60));
        }
    }

    private static bool Accepts(string format, string text) => FormatGrammars.Find(format)!.Accepts(Encoding.UTF8.GetBytes(text));
}
