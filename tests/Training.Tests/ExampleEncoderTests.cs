using System.Text.Json;
using TreasureMarkers.Data;
using TreasureMarkers.Fixtures.Trained;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Training.Tests;

public sealed class ExampleEncoderTests
{
    private const int Context = 256;

    [Fact]
    public async Task Loss_is_on_the_completion_which_always_has_the_full_list()
    {
        var data = await LoadAsync();
        var encoder = Encoder(data, TrainingArm.Marked);

        Assert.All(data.Rows, row =>
        {
            var example = encoder.Encode(row, epoch: 0)!;
            var completion = data.Tokenizer.Decode(example.Tokens[example.LossStart..]);
            var list = MarkerTemplate.Render(MarkerSet.Create(data.Taxonomy, row.Markers));
            Assert.Equal($"{list} {row.Messages[^1].Content}<|end|>", completion);
            Assert.Equal($" {row.Messages[^1].Content}<|end|>", data.Tokenizer.Decode(example.Tokens[example.TextStart..]));
        });
    }

    [Fact]
    public async Task The_baseline_has_the_same_words_and_room_but_no_list_anywhere()
    {
        var data = await LoadAsync();
        var (marked, baseline) = (Encoder(data, TrainingArm.Marked), Encoder(data, TrainingArm.Baseline));

        Assert.All(data.Rows, row =>
        {
            var (with, without) = (marked.Encode(row, epoch: 1)!, baseline.Encode(row, epoch: 1)!);
            Assert.Equal(
                $"<|bos|><|user|>{row.Messages[0].Content}<|end|><|assistant|> {row.Messages[1].Content}<|end|>",
                data.Tokenizer.Decode(without.Tokens));
            Assert.Equal(with.Room, without.Room);
            Assert.Equal(with.Tokens[with.TextStart..], without.Tokens[without.LossStart..]);
        });
    }

    [Fact]
    public async Task Both_arms_see_the_same_rows_at_every_step()
    {
        var data = await LoadAsync();

        List<ExampleReference> Seen(TrainingArm arm)
        {
            var encoder = Encoder(data, arm);
            var stream = new ExampleStream("instruction", data.Rows.Count, 1, at => encoder.Encode(data.Rows[at.Index], at.Epoch), StreamPosition.Start);
            return [.. Enumerable.Range(0, 10).SelectMany(_ => stream.Next(1024, 512)).SelectMany(block => block.Examples)];
        }

        Assert.Equal(Seen(TrainingArm.Marked), Seen(TrainingArm.Baseline));
    }

    [Fact]
    public async Task What_is_longer_than_the_context_is_cut_and_a_prompt_that_fills_it_is_skipped()
    {
        var data = await LoadAsync();
        var row = data.Rows[0];
        var whole = Encoder(data, TrainingArm.Marked).Encode(row, epoch: 0)!;

        var cut = Encoder(data, TrainingArm.Marked, whole.LossStart + 1).Encode(row, epoch: 0)!;
        var skipped = Encoder(data, TrainingArm.Marked, whole.LossStart - 1).Encode(row, epoch: 0);

        Assert.Equal(whole.Tokens[..(whole.LossStart + 2)], cut.Tokens);
        Assert.Null(skipped);
    }

    [Fact]
    public async Task Running_text_has_loss_everywhere_and_a_long_one_gives_a_window()
    {
        var data = await LoadAsync();
        var text = data.Pretrain[0];

        var whole = Encoder(data, TrainingArm.Marked).Encode(text, epoch: 0);
        var windows = Enumerable.Range(0, 20).Select(epoch => Encoder(data, TrainingArm.Marked, 8).Encode(text, epoch)).ToList();

        Assert.Equal($"<|bos|>{text.Text}<|end|>", data.Tokenizer.Decode(whole.Tokens));
        Assert.Equal(1, whole.LossStart);
        Assert.All(windows, window => Assert.Equal(9, window.Tokens.Length));
        Assert.True(windows.Select(window => window.Tokens[0]).Distinct().Count() > 3);
    }

    [Fact]
    public async Task Functions_are_offered_called_and_answered_in_both_arms()
    {
        var data = await LoadAsync();
        var arguments = JsonDocument.Parse("""{"lang":"German"}""").RootElement;
        PromptMessage called = new("assistant", "") { ToolCalls = [new PromptToolCall("set", arguments)] };
        var row = data.Rows[0] with
        {
            Messages = [new("user", "hi"), called, new("tool", "done"), new("user", "more"), called],
            Markers = new Dictionary<string, string> { ["lang"] = "German" },
            Tools = [new PromptTool("set", "Sets.", arguments)],
        };
        const string Call = """<|call|>{"name":"set","arguments":{"lang":"German"}}<|end|>""";

        var (marked, baseline) = (Encoder(data, TrainingArm.Marked).Encode(row, 0)!, Encoder(data, TrainingArm.Baseline).Encode(row, 0)!);

        Assert.Equal(
            "<|bos|><|system|>You can call these functions:\n{\"name\":\"set\",\"description\":\"Sets.\",\"parameters\":{\"lang\":\"German\"}}<|end|>"
            + $"<|user|>hi<|end|><|assistant|>{Call}<|tool|>done<|end|><|user|>more<|end|><|assistant|>{Call}",
            data.Tokenizer.Decode(baseline.Tokens));
        Assert.Equal("<MARKER_LIST> <lang> German </lang> </MARKER_LIST>" + Call, data.Tokenizer.Decode(marked.Tokens[marked.LossStart..]));
        Assert.Equal(Call, data.Tokenizer.Decode(marked.Tokens[marked.TextStart..]));
        Assert.Equal(Call, data.Tokenizer.Decode(baseline.Tokens[baseline.LossStart..]));
    }

    private static async Task<TrainingData> LoadAsync() =>
        await TrainingData.LoadAsync(await TinyModel.GetDataFolderAsync(), withPretraining: true, CancellationToken.None);

    private static ExampleEncoder Encoder(TrainingData data, TrainingArm arm, int context = Context) =>
        new(data.Tokenizer, data.Taxonomy, new TrainingOptions("nano", arm, new MarkerDropout(50, 50), 0, 0, null, 0, 512, 512, 1e-3, 1, MatrixPrecision.Fp32), context);
}
