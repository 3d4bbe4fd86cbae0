using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources.CodeFix;
using TreasureMarkers.Data.Sources.CodeText;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Sources.CodeFix;

public class LinterReadersTests
{
    internal static readonly PackageFolder Package = new("package", "1.0", "/nowhere");

    [Fact]
    public void Rubocop_pairs_bad_code_with_the_good_code_that_resembles_it()
    {
        CodePair[] pairs = [.. RubocopReader.Parse(Fixture.CodeFix("and_or.rb"), Package)];
        Assert.Contains(pairs, p => p is { Before: "if foo and bar\nend", After: "if foo && bar\nend", Rule: "Style/AndOr", Category: "Style", CodeType: "ruby" });
        Assert.Contains(pairs, p => p is { Before: "foo.save and return", After: "foo.save && return" });
        Assert.StartsWith("Checks for uses of `and` and `or`, and suggests using", pairs[0].Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Pylint_pages_lose_the_label_that_gives_the_problem_away()
    {
        var pair = PylintReader.Parse(Fixture.CodeFix("undefined-variable.html"), "error", Package)!;
        Assert.Equal(("print(number + 2)", "number = 3\nprint(number + 2)"), (pair.Before, pair.After));
        Assert.Equal("Used when an undefined variable is accessed.", pair.Description);
    }

    [Fact]
    public void Rust_takes_the_first_failing_example_and_the_one_that_mends_it()
    {
        var pair = Assert.Single(RustErrorReader.Parse(Fixture.CodeFix("rust-E0023.html"), Package));
        Assert.Contains("Fruit::Apple(a) => {},\n", pair.Before, StringComparison.Ordinal);
        Assert.Contains("Fruit::Apple(a, b) => {},\n", pair.After, StringComparison.Ordinal);
        Assert.DoesNotContain("Correct", pair.After, StringComparison.Ordinal);
        Assert.Equal("A pattern attempted to extract an incorrect number of fields from a variant.", pair.Description);
    }

    [Fact]
    public void Sqlfluff_has_an_anti_pattern_and_a_best_practice()
    {
        var pair = Assert.Single(SqlfluffReader.Parse(Fixture.CodeFix("L006.py"), Package));
        Assert.Equal(("SELECT\n    a +b\nFROM foo", "SELECT\n    a + b\nFROM foo"), (pair.Before, pair.After));
        Assert.Equal("Operators should be surrounded by a single whitespace.", pair.Message);
    }

    [Fact]
    public void Hlint_hints_are_read_with_their_quotes_and_notes()
    {
        CodePair[] pairs = [.. Fixture.CodeFix("hlint.yaml").Split('\n').Select(l => HlintReader.Parse(l, Package)).OfType<CodePair>()];
        Assert.Contains(pairs, p => p is { Before: "putStr (x ++ \"\\n\")", After: "putStrLn x", Message: "HLint: Use putStrLn" });
        Assert.Contains(pairs, p => p is { Before: "not (a == b)", After: "a /= b" });
        Assert.Contains(pairs, p => p is { Before: "concat [a, b]", After: "a ++ b" });
        Assert.Contains(pairs, p => p is { Before: "x <> mempty", After: "x", Message: "HLint: Monoid law, right identity" });
    }

    [Fact]
    public void Sniffer_documents_compare_valid_and_invalid_code()
    {
        var pair = SnifferReader.Parse(Fixture.CodeFix("NullableTypeDeclarationStandard.xml"), "PSR12.NullableTypeDeclaration", Package).First();
        Assert.Contains("    ? string $arg1,", pair.Before, StringComparison.Ordinal);
        Assert.Contains("    ?string $arg1,", pair.After, StringComparison.Ordinal);
        Assert.StartsWith("In nullable type declarations", pair.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Lint_pages_label_their_blocks()
    {
        var pair = Assert.Single(LintDocsReader.Parse(Fixture.CodeFix("prefer-as-const.md"), "prefer-as-const", Package));
        Assert.StartsWith("let bar: 2 = 2;", pair.Before, StringComparison.Ordinal);
        Assert.Contains("let foo = 'bar' as const;", pair.After, StringComparison.Ordinal);
        Assert.Equal(("typescript", "Enforce the use of as const over literal type."), (pair.CodeType, pair.Description));
    }

    [Fact]
    public void A_good_example_about_something_else_is_no_correction() =>
        Assert.Empty(PairMatcher.Match(["puts 'a'"], ["class Foo < Bar; def x(y); end; end"]));
}
