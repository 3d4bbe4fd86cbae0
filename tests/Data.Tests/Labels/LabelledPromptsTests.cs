using TreasureMarkers.Data.Labels;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Labels;

public sealed class LabelledPromptsTests
{
    [Fact]
    public void A_label_has_its_prompt_beside_it_or_names_a_record()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["texts.jsonl"], """
            {"prompt": "Who?", "completion": "I."}
            {"instruction": "Sort.", "instances": [{"input": "b a", "output": "a b"}]}
            """);
        File.WriteAllText(folder["labels.jsonl"], """
            {"prompt": "Why?", "task": "Explanation", "domain": "Sciences"}
            {"file": "texts.jsonl", "record": 0, "task": "QuestionAnswering", "domain": "Conversation"}
            {"file": "texts.jsonl", "record": 1, "task": "Reasoning", "domain": "Unspecified"}
            """);
        Assert.Equal(
            [
                new LabelledPrompt("Why?", "", "Explanation", "Sciences"),
                new LabelledPrompt("Who?", "I.", "QuestionAnswering", "Conversation"),
                new LabelledPrompt("Sort.\n\nb a", "a b", "Reasoning", "Unspecified"),
            ],
            LabelledPrompts.Read(folder["labels.jsonl"], folder.Root));
    }

    [Theory]
    [InlineData("""{"prompt": "Why?", "task": "Guessing", "domain": "Sciences"}""", "has the task 'Guessing'; allowed are OpenEnded")]
    [InlineData("""{"prompt": "Why?", "task": "Explanation"}""", "is no label")]
    [InlineData("""{"task": "Explanation", "domain": "Sciences"}""", "has neither a prompt nor the name of a file")]
    [InlineData("""{"file": "../x.jsonl", "record": 0, "task": "Explanation", "domain": "Sciences"}""", "has neither a prompt nor")]
    [InlineData("""{"file": "texts.jsonl", "record": 7, "task": "Explanation", "domain": "Sciences"}""", "names record 7 of 'texts.jsonl', which has 1")]
    [InlineData("""{"file": "gone.jsonl", "record": 7, "task": "Explanation", "domain": "Sciences"}""", "does not exist")]
    [InlineData("[1", "is no label")]
    public void What_is_no_label_is_named(string line, string says)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["texts.jsonl"], """{"prompt": "Who?", "completion": "I."}""");
        File.WriteAllText(folder["labels.jsonl"], line);
        var error = Assert.Throws<DataFormatException>(() => LabelledPrompts.Read(folder["labels.jsonl"], folder.Root));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void The_evaluation_list_has_300_prompts_that_are_not_learned()
    {
        var sets = Path.GetDirectoryName(SharedFiles.Require("evaluation", "alpaca-eval-instructions.jsonl"))!;
        var sources = Path.GetDirectoryName(SharedFiles.Require("data", "oasst.jsonl.gz"))!;
        var labels = Path.GetFullPath(Path.Combine(DefaultModel.Folder, "..", "..", "bench", "labels"));
        var measured = LabelledPrompts.Read(Path.Combine(labels, LabelExamples.EvaluationFile), sets).Select(label => label.Prompt).ToHashSet();
        Assert.True(measured.Count >= 300, $"{measured.Count}");
        Assert.DoesNotContain(LabelExamples.Read(labels, sources), example => example.IsByHand && measured.Contains(example.Prompt));
    }
}
