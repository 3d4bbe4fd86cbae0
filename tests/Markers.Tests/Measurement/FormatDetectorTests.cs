using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Markers.Tests.Measurement;

public class FormatDetectorTests
{
    [Theory]
    [InlineData("{\"a\": 1}", "JSON")]
    [InlineData("```json\n[1, 2]\n```", "JSON")]
    [InlineData("{\"a\": 1", null)]
    [InlineData("{a}", null)]
    [InlineData("<a><b>x</b></a>", "XML")]
    [InlineData("<a><b>x</a>", null)]
    [InlineData("| a | b |\n| --- | --- |\n| 1 | 2 |", "Tabular")]
    [InlineData("| a | b |\n| 1 | 2 |", null)]
    [InlineData("- one\n- two", "Enumeration")]
    [InlineData("1. one\n2. two", "Enumeration")]
    [InlineData("Some countries:\n- Chad\n- Peru", "Enumeration")]
    [InlineData("Text.\nMore text.\n- one", null)]
    [InlineData("## Title\n\ntext", "Markdown")]
    [InlineData("This is **important**.", "Markdown")]
    [InlineData("## Title\n\n- one\n- two", "Markdown")]
    [InlineData("2 + 70 = 72\n#### 72", null)]
    [InlineData("Look:\n```\n- one\n- two\n```", "Markdown")]
    [InlineData("Step 1: run it.\n```sh\n# Step 2\n\\frac{a}\n```", "Markdown")]
    [InlineData("| a |\n| --- |\n```\nx\n```", "Markdown")]
    [InlineData("B) German", "MCQAnswer")]
    [InlineData("B", "MCQAnswer")]
    [InlineData("Step 1: add.\nStep 2: divide.\nAnswer: 4", "ChainOfThought")]
    [InlineData("\\frac{a}{b}", "Latex")]
    [InlineData("Plain text, with 3 * 4 and a - b.", null)]
    [InlineData("A dog barks.", null)]
    [InlineData("", null)]
    public void The_format_is_what_parses(string text, string? format) => Assert.Equal(format, FormatDetector.Detect(text));
}
