using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Inference.Generation;

namespace TreasureMarkers.Inference.Tests.Generation;

public class StopFilterTests
{
    /// <summary>An alphabet of three letters makes stop strings overlap each other and the text's pieces.</summary>
    private static readonly Gen<string> Word = Gen.Elements('a', 'b', 'c').ArrayOf().Select(letters => new string(letters));

    [Fact]
    public void NoPartOfAStopStringIsShownHoweverTheTextComes() =>
        Prop.ForAll(
            Arb.From(Word.Where(w => w.Length is > 0 and < 5).ArrayOf().Where(a => a.Length is > 0 and < 4)),
            Arb.From(Word.ArrayOf()),
            (stops, pieces) =>
            {
                var expected = UpToStop(string.Concat(pieces), stops);
                var filter = new StopFilter(stops);
                var shown = "";
                foreach (var piece in pieces)
                {
                    shown += filter.Append(piece);
                    Assert.StartsWith(shown, expected, StringComparison.Ordinal);
                }

                Assert.Equal(expected, shown + filter.Complete());
                Assert.Equal(expected != string.Concat(pieces), filter.Stopped);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void TextThatCannotBecomeAStopStringIsShownAtOnce()
    {
        var filter = new StopFilter(["\n\nUser:"]);
        Assert.Equal("Hello", filter.Append("Hello"));
        Assert.Equal("", filter.Append("\n"));
        Assert.Equal("\n there", filter.Append(" there"));
        Assert.Equal("", filter.Append("\n\nUs"));
        Assert.Equal("", filter.Append("er: me"));
        Assert.True(filter.Stopped);
        Assert.Equal("", filter.Complete());
    }

    private static string UpToStop(string text, string[] stops)
    {
        for (var end = 1; end <= text.Length; end++)
        {
            var found = stops.Where(stop => text[..end].EndsWith(stop, StringComparison.Ordinal)).ToArray();
            if (found.Length > 0)
            {
                return text[..(end - found.Max(stop => stop.Length))];
            }
        }

        return text;
    }
}
