using System.Net;
using System.Text.RegularExpressions;
using TreasureMarkers.Data.Sources.CodeText;
using TreasureMarkers.Data.Sources.Manuals;

namespace TreasureMarkers.Data.Sources.CppReference;

/// <summary>Reads a page of cppreference's HTML.</summary>
internal static partial class CppPageReader
{
    private const int LongestProgram = 3500;
    private const int LongestOutput = 800;

    /// <summary>The page, or null when it has no title or no text.</summary>
    /// <param name="html">The file's text.</param>
    public static CppPage? Read(string html)
    {
        html = Blank().Replace(html.Replace('\u00A0', ' ').Replace("&#160;", " ", StringComparison.Ordinal), "");
        var (heading, content) = (Title().Match(html), Content().Match(html));
        if (!heading.Success || !content.Success
            || HtmlManualReader.Read(heading.Value + Prepared(content.Groups[1].Value)) is not { } document)
        {
            return null;
        }

        var title = WebUtility.HtmlDecode(document.Title);
        document = Names().IsMatch(title)
            ? document with
            {
                Command = title,
                Summary = document.Sections[0].Kept.FirstOrDefault() is { Kind: ManualBlockKind.Paragraph } first
                && first.Text.EndsWith('.') ? first.Text : null
            }
            : document;
        var example = Example(content.Value);
        return new CppPage(document, example, example is null ? null : ExampleText(document), Implementation(content.Value));
    }

    /// <summary>Powers keep their sign, numbered lists are no steps to follow, and what only a browser needs is gone.</summary>
    private static string Prepared(string html) =>
        Ordered().Replace(Power().Replace(Button().Replace(Invisible().Replace(html, ""), ""), "^$1$2"), "$1ul");

    private static CppExample? Example(string html)
    {
        if (ExampleBlock().Match(html) is not { Success: true } block
            || HtmlCode.Code(block.Groups["code"].Value) is not { Length: > 80 and < LongestProgram } code
            || !code.Contains("main", StringComparison.Ordinal))
        {
            return null;
        }

        var output = block.Groups["output"].Success ? HtmlCode.Code(block.Groups["output"].Value) : "";
        return new CppExample(block.Groups["type"].Value, code, output.Length is > 0 and < LongestOutput ? output : null);
    }

    private static string? ExampleText(ManualDocument document)
    {
        var section = document.Sections.FirstOrDefault(s => s.Title == "Example");
        string[] paragraphs = [.. section?.Blocks.TakeWhile(b => b.Kind == ManualBlockKind.Paragraph).Select(b => b.Text) ?? []];
        var text = string.Join(' ', paragraphs).TrimEnd(':', ' ');
        return text.Length < 40 || text.Contains("Output", StringComparison.Ordinal) ? null : text.EndsWith('.') ? text : text + ".";
    }

    private static string? Implementation(string html) =>
        ImplementationBlock().Match(html) is { Success: true } block
            && HtmlCode.Code(block.Groups[1].Value) is { Length: > 60 and < LongestProgram } code ? code : null;

    [GeneratedRegex(@"<h1[^>]*>.*?</h1>", RegexOptions.Singleline)]
    private static partial Regex Title();

    [GeneratedRegex(@"<div id=""mw-content-text""[^>]*>(.*?)(?:<!--\s*NewPP|<!-- /bodycontent)", RegexOptions.Singleline)]
    private static partial Regex Content();

    /// <summary>Titles that are nothing but names of the library.</summary>
    [GeneratedRegex(@"^(std::[^ ]+( ?\([\w:]+\))?|operator.+|\w*[_\d]\w*|[a-z]\w{2,})(, (std::[^ ]+|\w+))*$")]
    private static partial Regex Names();

    [GeneratedRegex(@"<sup>(.*?)</sup>|<span class=""t-su"">([^<]*)<br></span>", RegexOptions.Singleline)]
    private static partial Regex Power();

    [GeneratedRegex(@"<div class=""t-example-live-link"">.*?</div></div>|<span class=""editsection"">.*?</span>", RegexOptions.Singleline)]
    private static partial Regex Button();

    [GeneratedRegex(@"(</?)ol\b", RegexOptions.IgnoreCase)]
    private static partial Regex Ordered();

    /// <summary>Blanks at the end of a line, such as those that keep an empty line of code open.</summary>
    [GeneratedRegex("[ \t]+(?=\n)")]
    private static partial Regex Blank();

    [GeneratedRegex("[\u200B\u200E\u200F\u2060\uFEFF]")]
    private static partial Regex Invisible();

    [GeneratedRegex(
        @"<div class=""t-example"">.*?<div class=""(?<type>cpp|c) source-\w+""><pre class=""de1"">(?<code>.*?)</pre></div></div>(\s*<p>Output:\s*</p>\s*<div[^>]*><div class=""text source-text""><pre class=""de1"">(?<output>.*?)</pre>)?",
        RegexOptions.Singleline)]
    private static partial Regex ExampleBlock();

    [GeneratedRegex(@"id=""Possible_implementation"".*?<pre class=""de1"">(.*?)</pre>", RegexOptions.Singleline)]
    private static partial Regex ImplementationBlock();
}

/// <summary>A page of the reference.</summary>
/// <param name="Document">Its text.</param>
/// <param name="Example">The program of its section of examples, or null.</param>
/// <param name="ExampleText">What the page says of that program in sentences, or null.</param>
/// <param name="Implementation">How the function may be written, or null.</param>
internal sealed record CppPage(ManualDocument Document, CppExample? Example, string? ExampleText, string? Implementation);

/// <summary>A whole program that shows what a page describes.</summary>
/// <param name="CodeType">The taxonomy's <c>code_type</c>: <c>cpp</c> or <c>c</c>.</param>
/// <param name="Code">The program.</param>
/// <param name="Output">What it prints, or null when the page does not say or another run may print something else.</param>
internal sealed record CppExample(string CodeType, string Code, string? Output);
