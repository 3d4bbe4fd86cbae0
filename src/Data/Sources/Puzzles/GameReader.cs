using System.Xml.Linq;

namespace TreasureMarkers.Data.Sources.Puzzles;

/// <summary>Reads gbrainy's games that can be put in words: their texts, their options, and the numbers that they are played with.</summary>
internal static class GameReader
{
    /// <summary>These ask about their picture.</summary>
    private static readonly string[] Pictured = ["Dartboard", "Lever"];

    /// <summary>The puzzles, several draws of each that has random numbers, in the file's order.</summary>
    /// <param name="text">The file games.xml.</param>
    /// <param name="seed">Seeds the numbers.</param>
    /// <param name="draws">How often numbers are drawn for a puzzle.</param>
    public static IEnumerable<Puzzle> Read(string text, string seed, int draws)
    {
        foreach (var game in XDocument.Parse(text).Root!.Elements("game").Where(g => !Pictured.Contains(Name(g))))
        {
            var variants = game.Elements("variant").ToArray();
            foreach (var (variant, i) in variants.DefaultIfEmpty(game).Select((v, i) => (v, i)))
            {
                var declarations = One(game, variant, "variables")?.Value ?? "";
                for (var draw = 0; draw < (declarations.Contains("random", StringComparison.Ordinal) ? draws : 1); draw++)
                {
                    var numbers = GameVariables.Draw(declarations, new StableRandom(seed, "gbrainy", Name(game), i.ToString(), draw.ToString()));
                    if (Make(game, variant, numbers) is { } puzzle)
                    {
                        yield return puzzle;
                    }
                }
            }
        }
    }

    private static Puzzle? Make(XElement game, XElement variant, IReadOnlyDictionary<string, double> numbers)
    {
        var options = Own(game, variant, "option").ToLookup(o => o.Attribute("correct")?.Value == "yes", Option);
        var shown = Text(game, variant, "answer_show") ?? Text(game, variant, "answer");
        var right = options[true].FirstOrDefault() ?? shown;
        return right is null || Text(game, variant, "question") is not { } question ? null
            : new Puzzle(Name(game), numbers.Count > 0, question, right, [.. options[false]], Text(game, variant, "rationale"), numbers);
    }

    /// <summary>A text that the file marks with a low line when it has no plural; else one element for one thing and one for several.</summary>
    private static PuzzleText? Text(XElement game, XElement variant, string name)
    {
        XElement[] found = [.. Own(game, variant, name), .. Own(game, variant, "_" + name)];
        var plural = found.FirstOrDefault(e => e.Attribute("plural") is not null);
        var one = found.FirstOrDefault(e => e.Attribute("plural") is null);
        return one is null ? null : new PuzzleText(one.Value.Trim(), plural?.Value.Trim(), plural?.Attribute("plural")!.Value.Trim('[', ']'));
    }

    private static PuzzleText Option(XElement option)
    {
        var text = option.Elements().First();
        return new PuzzleText(
            (text.Attribute("_text") ?? text.Attribute("text"))?.Value ?? text.Value.Trim(), Context: text.Attribute("msgctxt")?.Value);
    }

    private static XElement? One(XElement game, XElement variant, string name) => Own(game, variant, name).FirstOrDefault();

    /// <summary>The variant's own elements, else those that the game has for all variants.</summary>
    private static IEnumerable<XElement> Own(XElement game, XElement variant, string name) =>
        variant.Elements(name).Any() ? variant.Elements(name) : game.Elements(name);

    private static string Name(XElement game) => game.Element("_name")!.Value.Trim();
}
