using TreasureMarkers.Data;
using TreasureMarkers.Evaluation.Protocols;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Evaluation.Tests;

public sealed class EvalInputsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_list_may_call_its_prompts_prompt_instruction_or_question()
    {
        File.WriteAllLines(_folder["list.jsonl"], ["""{"prompt": "a"}""", "", """{"instruction": "b", "dataset": "koala"}""", """{"question": "c"}"""]);
        Assert.Equal(
            [new("list.jsonl:1", "a", ""), new("list.jsonl:3", "b", "koala"), new("list.jsonl:4", "c", "")],
            OpenPrompt.Read(_folder["list.jsonl"]));
    }

    [Theory]
    [InlineData("How do plants drink water?", true)]
    [InlineData("Give me a list of plants that need little water.", false)]
    [InlineData("Wie trinken Pflanzen Wasser?", false)]
    [InlineData("How do plants drink water?\nAnswer briefly.", false)]
    public void A_prompt_that_asks_for_a_form_itself_is_not_plain(string text, bool isPlain) =>
        Assert.Equal(isPlain, new OpenPrompt("", text, "").IsPlain);

    [Fact]
    public void Labels_are_the_members_that_are_texts()
    {
        File.WriteAllText(_folder["labels.jsonl"], """{"prompt": "a", "task": "OpenEnded", "domain": "Math", "reader": 2}""");
        var (prompt, markers) = Assert.Single(LabelledPrompt.Read(_folder["labels.jsonl"], null));
        Assert.Equal("a", prompt.Text);
        Assert.Equal(("OpenEnded", "Math"), (markers["task"], markers["domain"]));
        Assert.False(markers.ContainsKey("reader"));
    }

    [Fact]
    public void A_label_may_name_a_prompt_of_the_public_sets()
    {
        File.WriteAllLines(_folder["set.jsonl"], ["""{"instruction": "a"}""", """{"instruction": "b"}"""]);
        File.WriteAllText(_folder["labels.jsonl"], """{"file": "set.jsonl", "record": 1, "task": "OpenEnded"}""");
        Assert.Equal("b", Assert.Single(LabelledPrompt.Read(_folder["labels.jsonl"], _folder.Root)).Prompt.Text);
        Assert.Contains("--evaluation DIR", Assert.Throws<DataFormatException>(() => LabelledPrompt.Read(_folder["labels.jsonl"], null)).Message, StringComparison.Ordinal);
        File.WriteAllText(_folder["labels.jsonl"], """{"file": "set.jsonl", "record": 2, "task": "OpenEnded"}""");
        Assert.Contains("record 2 of set.jsonl, which has 2", Assert.Throws<DataFormatException>(() => LabelledPrompt.Read(_folder["labels.jsonl"], _folder.Root)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_projects_labels_name_prompts_of_the_public_sets()
    {
        var evaluation = Path.GetDirectoryName(SharedFiles.Require("evaluation", "alpaca-eval-instructions.jsonl"));
        var labels = LabelledPrompt.Read(Path.Combine(DefaultModel.Folder, "..", "..", "bench", "labels", "prompts.jsonl"), evaluation);
        Assert.Equal(300, labels.Count);
        Assert.Equal(2 * labels.Count, MarkerInference.Plan(new EvalInputs([], [], [], labels, [], []), MarkerTaxonomy.Default, 1, 1).Count());
    }

    [Theory]
    [InlineData("""{"setting": "monolingual", "source": "okapi", "lang": "xx", "prompt": "a"}""", "line 1 is no prompt of the benchmark")]
    [InlineData("""{"text": "a"}""", "line 1 is no prompt of the benchmark")]
    [InlineData("[]", "line 1 is no JSON object")]
    public void What_is_no_prompt_of_the_benchmark_is_refused_with_its_line(string content, string says)
    {
        File.WriteAllText(_folder["confusion.jsonl"], content);
        Assert.Contains(says, Assert.Throws<DataFormatException>(() => LanguagePrompt.Read(_folder["confusion.jsonl"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_without_prompts_says_what_a_prompt_is()
    {
        File.WriteAllText(_folder["list.jsonl"], """{"text": "a"}""");
        Assert.Contains("one of prompt, instruction, question", Assert.Throws<DataFormatException>(() => OpenPrompt.Read(_folder["list.jsonl"])).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Throws<DataFormatException>(() => OpenPrompt.Read("nowhere.jsonl")).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Throws<DataFormatException>(() => EvalInputs.Read(null, null, null, "nowhere")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_takes_strata_in_turn_does_not_depend_on_the_order_and_grows_with_its_size()
    {
        OpenPrompt[] prompts = [.. Enumerable.Range(0, 90).Select(i => new OpenPrompt($"{i}", $"text {i}", i < 80 ? "large" : "small"))];
        IReadOnlyList<OpenPrompt> Sample(IEnumerable<OpenPrompt> items, int count, int seed) => EvalInputs.Sample(items, count, seed, prompt => prompt.Text, prompt => prompt.Stratum);

        var sample = Sample(prompts, 10, 1);
        Assert.Equal(5, sample.Count(prompt => prompt.Stratum == "small"));
        Assert.Equal(sample, Sample(prompts.Reverse(), 10, 1));
        Assert.Equal(sample, Sample(prompts, 20, 1).Take(10));
        Assert.NotEqual(sample, Sample(prompts, 10, 2));
    }

    [Fact]
    public void The_projects_own_lists_are_whole_and_their_requests_are_of_the_taxonomy()
    {
        Assert.Equal(20, EvalInputs.CodeTasks.Count);
        Assert.Equal(EvalInputs.MarkerRequests.Count, MarkerRequests.Plan(MarkerTaxonomy.Default).Count());
    }

    [Fact]
    public void The_public_sets_are_read_in_place()
    {
        var inputs = EvalInputs.Read(null, null, null, Path.GetDirectoryName(SharedFiles.Require("evaluation", "everyday.jsonl")));
        Assert.Equal((50, 803, 6586, 1319), (inputs.Questions.Count, inputs.Instructions.Count, inputs.Confusion.Count, inputs.Texts.Count));
        Assert.InRange(inputs.Prompts.Count, 100, 500);
        Assert.All(inputs.Prompts, prompt => Assert.True(prompt.IsPlain));
    }
}
