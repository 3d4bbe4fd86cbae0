using System.Xml.Linq;

namespace TreasureMarkers.Data.Sources.Puzzles;

/// <summary>Reads gbrainy's verbal analogies.</summary>
internal static class AnalogyReader
{
    private static readonly Dictionary<string, double> NoNumbers = [];

    /// <summary>The analogies, in the file's order.</summary>
    /// <param name="text">The file verbal_analogies.xml.</param>
    public static IEnumerable<Puzzle> Read(string text)
    {
        foreach (var analogy in XDocument.Parse(text).Root!.Elements("analogy"))
        {
            var question = analogy.Element("_question")!;
            var answers = analogy.Elements("_answer").ToLookup(a => a.Attribute("correct")?.Value == "yes", a => a.Value.Trim());
            if (answers[true].FirstOrDefault() is not { } right)
            {
                continue;
            }

            yield return new Puzzle(
                $"{question.Value.Trim()} {right}", false, new(question.Value.Trim()), new(right), [.. answers[false].Select(a => new PuzzleText(a))],
                analogy.Element("_rationale") is { } rationale ? new(rationale.Value.Trim()) : null, NoNumbers)
            {
                IsPair = question.Attribute("type")?.Value != "MultipleOptions",
            };
        }
    }
}
