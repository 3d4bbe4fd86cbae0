using TreasureMarkers.Data.Sources.Code;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Tests.Sources.Code;

public class CodeUnitReaderTests
{
    [Fact]
    public void A_go_function_ends_at_its_brace_and_loses_its_comment()
    {
        var unit = Assert.Single(Read("go", "package p\n\n// Max returns the larger of both numbers.\nfunc Max(a, b int) int {\n\tif a > b {\n\t\treturn a\n\t}\n\treturn b\n}\n\nvar x = 1\n"));
        Assert.Equal("Max returns the larger of both numbers.", unit.Doc);
        Assert.StartsWith("func Max(a, b int) int {\n", unit.Code);
        Assert.EndsWith("    return b\n}", unit.Code);
    }

    [Fact]
    public void A_python_docstring_leaves_the_code()
    {
        var unit = Assert.Single(Read("python", "class A:\n    def f(self, x):\n        \"\"\"Return the double of the given number.\"\"\"\n        y = x * 2\n        return y\n\n    z = 1\n"));
        Assert.Equal("Return the double of the given number.", unit.Doc);
        Assert.Equal("def f(self, x):\n    y = x * 2\n    return y", unit.Code);
    }

    [Fact]
    public void Tags_are_no_prose_and_undocumented_functions_are_left_out()
    {
        var text = "\n/**\n * Adds two numbers and gives the sum.\n *\n * @param a the first\n */\nfunction add(a, b) {\n  return a + b;\n}\nfunction other() {\n  return 1;\n}\n";
        Assert.Equal("Adds two numbers and gives the sum.", Assert.Single(Read("javascript", text)).Doc);
    }

    [Fact]
    public void Every_language_has_the_phrases() => Assert.All(DataLanguage.All, language =>
        Assert.All(PhrasesOf(language.Name), phrase => Assert.Contains("{language}", phrase, StringComparison.Ordinal)));

    private static string[] PhrasesOf(string language)
    {
        string[] all = [.. Phrases.For(language).All("code.generate"), .. Phrases.For(language).All("code.explain")];
        Assert.Equal(10, all.Length);
        return all;
    }

    private static CodeUnit[] Read(string type, string text) => [.. CodeUnitReader.Read(CodeSyntax.All.Single(s => s.CodeType == type), text)];
}
