using System.Globalization;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Inference.Generation;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Inference.Tests.Generation;

public class NumberWriterTests
{
    [Fact]
    public void TheMiddleOfADistributionIsTaken()
    {
        // One digit is the likeliest number of digits and 1 the likeliest number, neither of which is typical.
        KeyValuePair<decimal, double>[] shares =
            [new(300, 0.1), new(1, 0.2), new(2, 0.1), new(40, 0.08), new(45, 0.08), new(50, 0.08), new(55, 0.08), new(90, 0.08)];

        var median = NumberWriter.Median(shares);

        Assert.Equal("45", median.Value);
        Assert.Equal(0.1, median.Probability, 1e-9);
        Assert.Equal(new MarkerInterval("1", "300"), median.Interval);
        Assert.Equal([new MarkerCandidate("45", median.Probability)], median.Top);
    }

    [Theory]
    [InlineData("0.75", 1)]
    [InlineData("7", 1e-300)]
    public void OneNumberIsItsOwnMiddle(string number, double share)
    {
        var median = NumberWriter.Median([new(decimal.Parse(number, CultureInfo.InvariantCulture), share)]);

        Assert.Equal((number, 1), (median.Value, median.Probability));
        Assert.Equal(new MarkerInterval(number, number), median.Interval);
    }

    /// <summary>Every number of the range is looked at by the reference, some dozens by the writer.</summary>
    [Fact]
    public async Task TheMedianIsThatOfAllNumbersInRange()
    {
        const int min = 0, max = 299;
        var folder = ModelFolder.Load(DefaultModel.Folder);
        var (markers, category) = (folder.Layout.Markers, folder.Taxonomy["length_tokens"]);
        using var model = new ReferenceModel(folder.Path);
        using var scheduler = new Scheduler(ModelFolders.LoadRunner(folder.Path).Runner, queueLength: 0);
        int[] prompt = [.. folder.Layout.EncodePrompt([new PromptMessage("user", "What is rain?")], MarkerSet.Empty(folder.Taxonomy)),
            markers.ListOpenId, .. markers.NumberOpenIds("length_tokens")];
        InferredMarker? chosen = null;
        List<int>? written = null;
        await scheduler.WriteAsync(
            prompt,
            folder.Config.ContextLength,
            async sequence =>
            {
                sequence.Add(prompt);
                chosen = await new NumberWriter(markers, category, (min, max)).WriteAsync(sequence);
                written = sequence.Tokens;
            },
            CancellationToken.None);

        var known = new Dictionary<string, float[]>();
        var exact = Enumerable.Range(min, max - min + 1).ToDictionary(number => number, Share);
        var total = exact.Values.Sum();
        Assert.Equal([.. prompt, .. chosen!.Value.Select(digit => markers.DigitIds[digit]), .. markers.NumberCloseIds("length_tokens")], written);
        AssertIsQuantile(chosen.Value, 0.5);
        AssertIsQuantile(chosen.Interval!.Low, 0.1);
        AssertIsQuantile(chosen.Interval.High, 0.9);

        double Share(int number)
        {
            var (text, share) = ($"{number}", 1.0);
            int[] symbols = [.. "0123456789".Select(digit => markers.DigitIds[digit]), markers.NumberCloseIds("length_tokens")[0]];
            for (var digits = 0; digits <= text.Length; digits++)
            {
                int[] legal = text[..digits] == "0" ? symbols[10..] : digits == 0 ? symbols[..10] : symbols;
                if (!known.TryGetValue(text[..digits], out var logits))
                {
                    known[text[..digits]] = logits = model.Logits([.. prompt, .. text[..digits].Select(digit => markers.DigitIds[digit])]);
                }

                var next = digits == text.Length ? symbols[10] : markers.DigitIds[text[digits]];
                share *= Math.Exp(logits[next]) / legal.Sum(id => Math.Exp(logits[id]));
            }

            return share;
        }

        void AssertIsQuantile(string value, double share)
        {
            var number = int.Parse(value, CultureInfo.InvariantCulture);
            var below = exact.Where(pair => pair.Key < number).Sum(pair => pair.Value) / total;
            Assert.InRange(share, below - 0.1, below + (exact[number] / total) + 0.1);
        }
    }
}
