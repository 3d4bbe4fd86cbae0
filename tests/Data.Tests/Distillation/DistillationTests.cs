using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Checks;
using TreasureMarkers.Data.Distillation;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Distillation;

public sealed class DistillationTests
{
    private const string Essay =
        "Bread needs flour, water, salt and yeast. The yeast eats the sugar in the flour and makes gas. The gas lifts the dough, which is why it must rest.";

    [Fact]
    public async Task A_file_cut_anywhere_keeps_its_whole_lines_and_grows_on()
    {
        var ct = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        var path = folder["prompts.jsonl.gz"];
        var file = await BatchFile<DistilledPrompt>.OpenAsync(path, ct);
        file.Append([Prompt("one"), Prompt("two")]);
        file.Append([Prompt("three")]);
        var whole = await File.ReadAllBytesAsync(path, ct);
        for (var length = 0; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(path, whole[..length], ct);
            var cut = await BatchFile<DistilledPrompt>.OpenAsync(path, ct);
            Assert.Equal(((string[])["one", "two", "three"])[..cut.Items.Count], cut.Items.Select(item => item.Prompt));
            cut.Append([Prompt("four")]);
            var again = await BatchFile<DistilledPrompt>.OpenAsync(path, ct);
            Assert.Equal(cut.Items, again.Items);
            Assert.Equal("four", again.Items[^1].Prompt);
        }

        await File.WriteAllBytesAsync(path, whole, ct);
        Assert.Equal(3, (await BatchFile<DistilledPrompt>.OpenAsync(path, ct)).Items.Count);
    }

    [Fact]
    public async Task A_line_that_is_no_prompt_is_named()
    {
        using var folder = new TemporaryFolder();
        await DataFolder.WriteLinesAsync(folder["p.jsonl.gz"], ["{\"prompt\":3}"u8.ToArray()], TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<DataFormatException>(
            () => BatchFile<DistilledPrompt>.OpenAsync(folder["p.jsonl.gz"], TestContext.Current.CancellationToken));
        Assert.Contains("line 1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("What is the best way to bake bread at home?", null)]
    [InlineData("Summarize the following text: \"The river rose in the night and took the bridge with it, so nobody could cross.\"", null)]
    [InlineData("Summarize the following text.", "speaks of a text that is not there")]
    [InlineData("Can you rewrite this sentence?", "speaks of a text that is not there")]
    [InlineData("Sure, here is a list of things that you could do today?", "an answer")]
    [InlineData("The company was founded a long time ago in a small town by the sea.", "asks nothing")]
    [InlineData("What is the what is the what is the what is the what is the best?", "repeats itself")]
    [InlineData("Was ist die beste Art, zu Hause Brot zu backen, und wie lange dauert das?", "not English")]
    [InlineData("Write a letter to [your name] about the weather?", "a placeholder")]
    [InlineData("What?", "too short")]
    [InlineData("<|im_start|>user what is bread made of?", "control text")]
    [InlineData("what is the Capital of France?!", "near to what is excluded")]
    [InlineData("Tell me why one two three four five six seven eight nine ten eleven twelve thirteen is a row?", "near to what is excluded")]
    public async Task A_prompt_is_left_out_for_one_reason(string prompt, string? fault)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllLinesAsync(
            folder["excluded.jsonl"],
            [
                """{ "question": "What is the capital of France?" }""",
                """{ "text": "they count one two three four five six seven eight nine ten eleven twelve thirteen and stop" }""",
            ],
            TestContext.Current.CancellationToken);
        var filter = new PromptFilter(ExcludedTexts.Read([folder["excluded.jsonl"]], CancellationToken.None));
        Assert.Equal(fault, filter.Fault(Prompt(prompt)));
        Assert.Equal("not ended", filter.Fault(Prompt(prompt) with { Ended = false }));
    }

    [Fact]
    public void Prompts_like_those_before_are_left_out()
    {
        var filter = new PromptFilter(ExcludedTexts.Read([], CancellationToken.None));
        Assert.True(filter.Take("How can I learn to bake good bread at home?"));
        Assert.False(filter.Take("How can I learn to bake good bread at home!"));
        Assert.False(filter.Take("How can I learn to bake good bread at home today?"));
        Assert.Equal(
            [true, true, true, false],
            ((string[])["sailing along rivers", "mending clocks", "quantum field theory", "riding horses"])
                .Select(end => filter.Take("Tell me all you know about " + end)));
        Assert.Equal(["begins like others", "like others", "there already"], filter.LeftOut.Keys);
    }

    [Fact]
    public void No_more_than_a_quarter_of_the_prompts_is_long()
    {
        var filter = new PromptFilter(ExcludedTexts.Read([], CancellationToken.None));
        var taken = Enumerable.Range(0, 100).Count(i => filter.Take(string.Join(' ', Enumerable.Range(0, 60).Select(word => $"w{i}x{word}"))));
        Assert.InRange(taken, 1, 10);
    }

    [Theory]
    [InlineData(Essay, true, null)]
    [InlineData("", true, "empty")]
    [InlineData("...", true, "empty")]
    [InlineData("I'm sorry, but as an AI I cannot answer that.", true, "a refusal")]
    [InlineData("one two three four five one two three four five one two three four five", true, "repeats itself")]
    [InlineData("1. Rye\n2. Wheat\n3. Rye\n4. Oats\n5. Rye\n6. Wheat", true, "repeats itself")]
    [InlineData("It is easy. As a baking AI, I am here for you.", true, "a refusal")]
    [InlineData("How is bread made?", true, "the prompt again")]
    [InlineData(Essay + " And then it is", false, "not ended")]
    public void An_answer_is_left_out_for_one_reason(string completion, bool ended, string? fault)
    {
        var (answer, found) = new AnswerFilter(ExcludedTexts.Read([], CancellationToken.None), keepsCut: false).Judge(Answer(completion, ended));
        Assert.Equal(fault, found);
        Assert.Equal(fault is null ? completion : null, answer?.Completion);
    }

    [Fact]
    public void A_cut_answer_is_kept_up_to_its_last_whole_sentence_where_that_is_wanted()
    {
        var filter = new AnswerFilter(ExcludedTexts.Read([], CancellationToken.None), keepsCut: true);
        Assert.Equal(Essay, filter.Judge(Answer(Essay + " And then it is", ended: false)).Answer?.Completion);
        Assert.Equal("not ended", filter.Judge(Answer("Yes. " + Essay.Replace('.', ','), ended: false)).Fault);
        var circles = string.Concat(Enumerable.Repeat(" Then you bake it in the oven for an hour.", 9));
        var before = filter.Judge(Answer(Essay + circles, ended: true)).Answer!;
        Assert.Equal((Essay + " Then you bake it in the oven for an hour.", false), (before.Completion, before.Ended));
        Assert.Equal("not ended", filter.Judge(Answer("There are 3 points:\n\n1. Flour, which is", ended: false)).Fault);
    }

    [Fact]
    public async Task Prompts_of_files_come_once_with_their_licence()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllLinesAsync(
            folder["mine.jsonl"],
            [
                """{ "prompt": "Why is the sky blue?", "licence": "CC0-1.0" }""",
                """{ "instruction": "Add the numbers.", "input": "1, 2, 3" }""",
                """{ "question": "Why is the sky blue" }""",
                """{ "messages": [{ "role": "system", "content": "Be kind." }, { "role": "user", "content": "Who are you?" }] }""",
            ],
            TestContext.Current.CancellationToken);
        var prompts = await PromptFiles.PromptsAsync([folder["mine.jsonl"]], ExcludedTexts.Read([], CancellationToken.None), TestContext.Current.CancellationToken);
        Assert.Equal(["Why is the sky blue?", "Add the numbers.\n\n1, 2, 3", "Who are you?"], prompts.Select(prompt => prompt.Prompt));
        Assert.Equal(["CC0-1.0", "not said", "not said"], prompts.Select(prompt => prompt.Licence));
        Assert.Equal("mine.jsonl:2", prompts[1].Source);

        await File.WriteAllLinesAsync(folder["other.jsonl"], ["""{ "x": 1 }"""], TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<DataFormatException>(() => PromptFiles.PromptsAsync(
            [folder["other.jsonl"]], ExcludedTexts.Read([], CancellationToken.None), TestContext.Current.CancellationToken));
        Assert.Contains("no record with a prompt", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_have_true_markers_and_where_they_are_from_and_one_prompts_rows_share_a_group()
    {
        var ct = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        DistilledAnswer[] answers =
        [
            .. Enumerable.Range(0, 12).Select(i => Answer(Essay + $" A loaf of kind {i} takes {i + 20} minutes in the oven.", ended: true) with { Prompt = $"How is bread of kind {i} made?" }),
            Answer("", ended: true),
        ];
        var options = new DistilledRowOptions("1", new AnswerFilter(ExcludedTexts.Read([], CancellationToken.None), keepsCut: false), Variants: 5, EvalShare: 0.25);

        var manifest = await DistilledRows.WriteAsync(folder.Root, answers, options, _ => { }, ct);

        var rows = await DataFolder.ReadRowsAsync(folder.Root, null, ct).ToListAsync(ct);
        Assert.Equal(rows.Count, manifest.Rows.Values.Sum());
        Assert.Equal("12 answers of 13", manifest.Sources["Maker/Tiny"]);
        Assert.Equal(12, rows.Select(row => row.Group).Distinct().Count());
        Assert.All(rows.GroupBy(row => row.Group), group => Assert.Single(group.Select(row => row.Split).Distinct()));
        Assert.Contains(rows, row => row.Split == DataSplit.Eval);
        Assert.All(rows, row => Assert.Equal(new Provenance("Maker/Tiny", "distilled", "Apache-2.0", "own"), row.Provenance));
        Assert.True(rows.Count > 30);
        // Shorter than the answer, which has four sentences, and said so by the marker alone.
        Assert.Contains(
            rows, row => row.Required is { } required && required.Contains("length_sentences") && row.Markers["length_sentences"] is ("1" or "2" or "3"));
        Assert.Contains(rows, row => row.Required is null && row.Messages[^1].Content == answers[0].Completion);
        var checks = await DataChecks.For(manifest).CheckAsync(folder.Root, ct).ToListAsync(ct);
        Assert.Empty(checks);

        var error = await Assert.ThrowsAsync<DataFormatException>(() => DistilledRows.WriteAsync(folder["none"], [Answer("", ended: true)], options, _ => { }, ct));
        Assert.Contains("None of 1 answers is good", error.Message, StringComparison.Ordinal);
    }

    private static DistilledPrompt Prompt(string text) => new(text, DistilledPrompt.Own, "Apache-2.0");

    private static DistilledAnswer Answer(string completion, bool ended) =>
        new("How is bread made?", completion, DistilledPrompt.Own, 10, ended, "Apache-2.0", "Maker/Tiny");
}
