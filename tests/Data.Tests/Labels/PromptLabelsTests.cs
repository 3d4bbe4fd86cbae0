using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Data.Labels;

namespace TreasureMarkers.Data.Tests.Labels;

public sealed class PromptLabelsTests
{
    [Theory]
    [InlineData("Write a poem about the first snow", "CreativeWriting", "Culture")]
    [InlineData("Write a Python function that counts the words of a text.", "CodeGeneration", "Code")]
    [InlineData("Solve the equation 4x + 3 = 27", "Reasoning", "Math")]
    [InlineData("Why does my loop never stop? while True: print(1)", "CodeFix", "Code")]
    [InlineData("What are the symptoms of a heart attack?", null, "Medical")]
    [InlineData("Translate this sentence into Dutch: I like coffee.", "Translation", null)]
    [InlineData("Summarize the following article in three sentences.", "Summarization", null)]
    [InlineData("Explain how plants use sunlight and carbon dioxide to grow", "Explanation", "Sciences")]
    [InlineData("How can I find investors for my startup?", null, "Finance")]
    [InlineData("Can my landlord evict me without a court order?", null, "Legal")]
    public void A_plain_prompt_has_its_task_and_its_domain(string prompt, string? task, string? domain)
    {
        var labels = PromptLabels.Default;
        Assert.True(task is null || labels.Task(prompt, "").Value == task, $"{labels.Task(prompt, "")}");
        Assert.True(domain is null || labels.Domain(prompt, "").Value == domain, $"{labels.Domain(prompt, "")}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Is it?")]
    [InlineData("...")]
    public void A_prompt_that_tells_nothing_has_no_domain(string prompt) => Assert.Null(PromptLabels.Default.Of(prompt, "").Domain);

    [Fact]
    public void An_answer_tells_the_domain_that_the_prompt_does_not()
    {
        const string Prompt = "What should I know about it?";
        const string Answer = "The infection spreads through the blood. A doctor may prescribe antibiotics, and the fever falls after the therapy.";
        Assert.True(
            Probability(PromptLabels.Default, Answer) > Probability(PromptLabels.Default, "") + 0.1,
            $"{PromptLabels.Default.Domain(Prompt, Answer)}");

        static double Probability(PromptLabels labels, string answer) =>
            labels.Domain(Prompt, answer) is { Value: "Medical" } guess ? guess.Probability : 0;
    }

    [Fact]
    public void Any_text_has_probabilities() => Prop.ForAll(ArbMap.Default.ArbFor<string?>(), ArbMap.Default.ArbFor<string?>(), (prompt, answer) =>
    {
        var (task, domain) =
            (PromptLabels.Default.Task(prompt ?? "", answer ?? ""), PromptLabels.Default.Domain(prompt ?? "", answer ?? ""));
        return task.Probability is > 0 and <= 1 && domain.Probability is > 0 and <= 1
            && Markers.MarkerTaxonomy.Default["task"].Values.Contains(task.Value)
            && Markers.MarkerTaxonomy.Default["domain"].Values.Contains(domain.Value);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Features_have_length_one_and_stand_in_their_buckets() => Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
    {
        var features = PromptFeatures.OfTask("What " + text.Get, "");
        return Math.Abs(features.Sum(feature => feature.Value * feature.Value) - 1) < 1e-3
            && features.TrueForAll(feature => feature.Bucket is >= 0 and < PromptFeatures.Buckets);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_written_model_reads_back_to_the_same_answers()
    {
        using var stream = new MemoryStream();
        PromptLabels.Default.Write(stream);
        stream.Position = 0;
        Assert.Equal(PromptLabels.Default.Domain("How do vaccines work?", ""), PromptLabels.Read(stream).Domain("How do vaccines work?", ""));

        stream.Position = 0;
        stream.SetLength(stream.Length / 2);
        Assert.Throws<EndOfStreamException>(() => PromptLabels.Read(stream));
        Assert.Throws<InvalidDataException>(() => PromptLabels.Read(new MemoryStream([3, 1, 2, 3, 4])));
    }

    [Fact]
    public void Labels_are_learned_from_examples_and_the_same_examples_give_the_same_model()
    {
        List<LabelExample> examples = [];
        for (var i = 0; i < 60; i++)
        {
            examples.Add(new LabelExample($"Write a poem about river number{i}", "", "CreativeWriting", "Culture", LabelExample.ByHand));
            examples.Add(new LabelExample($"Compute the sum of {i} and 7", "", "Reasoning", "Math", i % 2 == 0 ? LabelExample.ByHand : 0.25));
        }

        var (model, task, _) = LabelTrainer.Train(examples);
        Assert.Equal("CreativeWriting", model.Of("Write a poem about mountains", "").Task);
        Assert.Equal("Math", model.Of("Compute the sum of 40 and 2", "").Domain);
        Assert.Equal(new LabelFigures(90, 1, 1, 1, 60.0 / 90), task);
        Assert.Equal(Bytes(model), Bytes(LabelTrainer.Train(examples).Model));

        static byte[] Bytes(PromptLabels labels)
        {
            using var stream = new MemoryStream();
            labels.Write(stream);
            return stream.ToArray();
        }
    }
}
