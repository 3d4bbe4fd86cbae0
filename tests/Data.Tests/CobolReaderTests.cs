using TreasureMarkers.Data.Rendering;
using TreasureMarkers.Data.Sources.Code;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests;

public class CobolReaderTests
{
    private static readonly CodeUnit[] Units = [.. CobolReader.Read(Fixture.CodeFix("NC245A.CBL"))];

    [Fact]
    public void A_comment_in_sentences_describes_the_statements_that_follow()
    {
        Assert.Equal(
            "This section stores the values 1 thru 150 in the two tables used in the tests of semicolon as subscript and index separator.", Units[0].Doc);
        Assert.StartsWith("BUILD-TABLE.\n    ADD 1 TO WRK1.\n    MOVE WRK1 TO ELEM2 (S21, S22)\n", Units[0].Code, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_numbers_and_what_stands_after_column_72_are_no_code() => Assert.All(Units, u => Assert.DoesNotContain("NC2454.2", u.Code, StringComparison.Ordinal));

    [Fact]
    public void A_heading_that_follows_belongs_to_what_comes_next() => Assert.EndsWith("    GO TO BUILD-TABLE.", Units[0].Code, StringComparison.Ordinal);

    [Theory]
    [InlineData("000100*P    MOVE SPACES TO RECORD-A. P WRITE RECORD-A. P CLOSE FILE-A.")]
    [InlineData("000100*    THE REFERENCE IS VII-3 3.2.1 AND THE RESULT IS ZERO.")]
    [InlineData("000100*    CLOSES THE FILE.")]
    public void A_comment_that_describes_nothing_is_passed_over(string comment) =>
        Assert.Empty(CobolReader.Read($"000000 PROCEDURE DIVISION.\n{comment}\n000200 A-1.\n000300     CLOSE FILE-A.\n000400     STOP RUN.\n"));

    [Fact]
    public void Every_row_measures_as_its_maker_says()
    {
        var drafts = Units.SelectMany(u => new CodeRows(u, "code/cobol/NC245A", ReferenceContext.Origin, ReferenceContext.Create("seed")).All()).ToArray();
        Assert.True(drafts.Length >= 6);
        Assert.All(drafts, d => Assert.Equal("cobol", ReferenceContext.Annotate(d)!.Markers["code_type"]));
    }
}
