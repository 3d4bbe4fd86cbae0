using System.Text.Json;
using TreasureMarkers.Data;
using TreasureMarkers.Data.Shards;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Training.Tests;

public sealed class BatchStreamTests : IDisposable
{
    private static readonly TrainingConfig Nano = Presets.Load("nano") with { BatchTokens = 1024, PackedLength = 256 };
    private readonly TemporaryFolder _folder = new();
    private readonly List<TokenShard> _shards = [];

    [Fact]
    public async Task Loss_is_on_the_completion_which_always_has_the_full_list()
    {
        var (rows, tokenizer) = (await RowsAsync(), await TokenizerAsync());
        var stream = new BatchStream("rows", await ShardAsync(rows), Nano);

        for (var i = 0; i < rows.Count; i++)
        {
            var document = stream.Compose(i, epoch: 0)!;
            var list = MarkerTemplate.Render(MarkerSet.Create(MarkerTaxonomy.Default, rows[i].Markers));
            Assert.Equal($"{list} {rows[i].Messages[^1].Content}<|end|>", tokenizer.Decode(document.Tokens[document.LossStart..]));
            Assert.Equal($" {rows[i].Messages[^1].Content}<|end|>", tokenizer.Decode(document.Tokens[document.TextStart..]));
        }
    }

    [Fact]
    public async Task The_prompt_has_the_markers_that_dropout_leaves_and_is_drawn_anew_each_epoch()
    {
        var (rows, tokenizer) = (await RowsAsync(), await TokenizerAsync());
        var shard = await ShardAsync(rows);
        string Prompt(BatchStream stream, int epoch) =>
            stream.Compose(0, epoch) is { } document ? tokenizer.Decode(document.Tokens[..document.LossStart]) : "";
        var full = MarkerTemplate.Render(MarkerSet.Create(MarkerTaxonomy.Default, rows[0].Markers));
        var user = $"<|bos|><|user|>{rows[0].Messages[0].Content}";

        BatchStream Stream(int dataset, int sample) => new("rows", shard, Nano with { Dropout = new MarkerDropout(dataset, sample) });

        Assert.Equal($"{user} {full}<|end|><|assistant|>", Prompt(Stream(0, 0), 0));
        Assert.Equal($"{user}<|end|><|assistant|>", Prompt(Stream(100, 0), 0));
        var some = Stream(0, 50);
        Assert.Equal(Prompt(some, 3), Prompt(some, 3));
        Assert.True(Enumerable.Range(0, 50).Select(epoch => Prompt(some, epoch)).Distinct().Count() > 5);
    }

    [Fact]
    public async Task What_a_row_requires_stands_in_the_prompt_whatever_dropout_draws()
    {
        var (row, tokenizer) = ((await RowsAsync())[0], await TokenizerAsync());
        var shard = await ShardAsync([row with { Required = ["length_tokens", "lang"] }]);
        MarkerSet list = MarkerSet.Create(MarkerTaxonomy.Default, row.Markers.Where(m => m.Key is "length_tokens" or "lang"));
        var user = $"<|bos|><|user|>{row.Messages[0].Content}";

        string Prompt(MarkerDropout dropout, TrainingArm arm, int epoch) =>
            new BatchStream("rows", shard, Nano with { Dropout = dropout, Arm = arm }).Compose(0, epoch) is { } document
                ? tokenizer.Decode(document.Tokens[..document.LossStart]) : "";

        Assert.Equal(2, list.Count);
        Assert.Equal($"{user} {MarkerTemplate.Render(list)}<|end|><|assistant|>", Prompt(new(100, 0), TrainingArm.Marked, 0));
        Assert.Equal($"{user}<|end|><|assistant|>", Prompt(new(100, 0), TrainingArm.Baseline, 0));
        Assert.All(Enumerable.Range(0, 20), epoch =>
        {
            Assert.Contains(row.Markers["lang"] + " </lang>", Prompt(new(50, 50), TrainingArm.Marked, epoch), StringComparison.Ordinal);
            Assert.Contains(row.Markers["length_tokens"] + " </length_tokens>", Prompt(new(50, 50), TrainingArm.Marked, epoch), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task The_baseline_has_the_same_words_and_room_but_no_list_anywhere()
    {
        var (rows, tokenizer) = (await RowsAsync(), await TokenizerAsync());
        var shard = await ShardAsync(rows);
        var marked = new BatchStream("rows", shard, Nano);
        var baseline = new BatchStream("rows", shard, Nano with { Arm = TrainingArm.Baseline });

        for (var i = 0; i < rows.Count; i++)
        {
            var (with, without) = (marked.Compose(i, epoch: 1)!, baseline.Compose(i, epoch: 1)!);
            Assert.Equal(
                $"<|bos|><|user|>{rows[i].Messages[0].Content}<|end|><|assistant|> {rows[i].Messages[1].Content}<|end|>",
                tokenizer.Decode(without.Tokens));
            Assert.Equal(with.Room, without.Room);
            Assert.Equal(with.Tokens[with.TextStart..], without.Tokens[without.LossStart..]);
        }
    }

    [Fact]
    public async Task What_is_longer_than_the_context_is_cut_and_a_prompt_that_fills_it_is_skipped()
    {
        var shard = await ShardAsync(await RowsAsync());
        BatchStream Stream(int context) => new("rows", shard, Nano with { PackedLength = context });
        var whole = Stream(256).Compose(0, epoch: 0)!;

        var cut = Stream(whole.LossStart + 1).Compose(0, epoch: 0)!;

        Assert.Equal(whole.Tokens[..(whole.LossStart + 2)], cut.Tokens);
        Assert.Null(Stream(whole.LossStart - 1).Compose(0, epoch: 0));
        Assert.Throws<CommandException>(() => Stream(3).Next());
    }

    [Fact]
    public async Task Running_text_has_loss_everywhere_and_a_long_one_gives_a_window()
    {
        var (text, tokenizer) = ((await TextsAsync())[0], await TokenizerAsync());
        var shard = await ShardAsync([], [text]);

        var whole = new BatchStream("texts", shard, Nano).Compose(0, epoch: 0)!;
        var narrow = new BatchStream("texts", shard, Nano with { PackedLength = 8 });
        var windows = Enumerable.Range(0, 20).Select(epoch => narrow.Compose(0, epoch)!).ToList();

        Assert.Equal($"<|bos|>{text.Text}<|end|>", tokenizer.Decode(whole.Tokens));
        Assert.Equal(1, whole.LossStart);
        Assert.All(windows, window => Assert.Equal(9, window.Tokens.Length));
        Assert.True(windows.Select(window => window.Tokens[0]).Distinct().Count() > 3);
    }

    [Fact]
    public async Task Functions_are_offered_called_and_answered_in_both_arms()
    {
        var tokenizer = await TokenizerAsync();
        var arguments = JsonDocument.Parse("""{"lang":"German"}""").RootElement;
        PromptMessage called = new("assistant", "") { ToolCalls = [new PromptToolCall("set", arguments)] };
        var row = (await RowsAsync())[0] with
        {
            Messages = [new("user", "hi"), called, new("tool", "done"), new("user", "more"), called],
            Markers = new Dictionary<string, string> { ["lang"] = "German" },
            Tools = [new PromptTool("set", "Sets.", arguments)],
        };
        const string Call = """<|call|>{"name":"set","arguments":{"lang":"German"}}<|end|>""";
        var shard = await ShardAsync([row]);

        var marked = new BatchStream("rows", shard, Nano).Compose(0, 0)!;
        var baseline = new BatchStream("rows", shard, Nano with { Arm = TrainingArm.Baseline }).Compose(0, 0)!;

        Assert.Equal(
            "<|bos|><|system|>You can call these functions:\n"
            + "{\"name\":\"set\",\"description\":\"Sets.\",\"parameters\":{\"lang\":\"German\"}}<|end|>"
            + $"<|user|>hi<|end|><|assistant|>{Call}<|tool|>done<|end|><|user|>more<|end|><|assistant|>{Call}",
            tokenizer.Decode(baseline.Tokens));
        Assert.Equal("<MARKER_LIST> <lang> German </lang> </MARKER_LIST>" + Call, tokenizer.Decode(marked.Tokens[marked.LossStart..]));
        Assert.Equal(Call, tokenizer.Decode(marked.Tokens[marked.TextStart..]));
        Assert.Equal(Call, tokenizer.Decode(baseline.Tokens[baseline.LossStart..]));
    }

    [Fact]
    public async Task A_stream_that_passed_over_updates_goes_on_as_the_whole_one_does()
    {
        var shard = await ShardAsync(await RowsAsync());
        var whole = new BatchStream("rows", shard, Nano);

        for (var update = 0; update < 30; update++)
        {
            var resumed = new BatchStream("rows", shard, Nano);
            for (var made = 0; made < update; made++)
            {
                _ = resumed.Next();
            }

            Assert.Equal(whole.Next().SelectMany(batch => batch.Inputs), resumed.Next().SelectMany(batch => batch.Inputs));
        }
    }

    [Fact]
    public async Task Every_epoch_has_every_document_once_in_an_order_of_its_own_and_batches_are_nearly_full()
    {
        const int Waiting = 32;
        var count = (await RowsAsync()).Count;
        var config = Nano with { Dropout = new MarkerDropout(100, 0), PackedLength = 512, BatchTokens = 512 };
        var stream = new BatchStream("rows", await ShardAsync(await RowsAsync()), config);

        var batches = new List<Batch>();
        while (batches.Sum(batch => batch.Lengths.Length) < 3 * count)
        {
            batches.AddRange(stream.Next());
        }

        Assert.All(batches, batch => Assert.InRange(batch.Inputs.Length, 1, 512));
        Assert.True(batches.Average(batch => batch.Inputs.Length) > 0.95 * 512);
        // Packing holds some documents back, so that an epoch's end is not sharp.
        var seen = batches.SelectMany(Documents).ToList();
        Assert.Equal(count - Waiting, seen.Take(count - Waiting).Distinct().Count());
        Assert.Equal(count, seen.Distinct().Count());
        Assert.All(seen.Take(3 * count).CountBy(document => document), document => Assert.InRange(document.Value, 2, 4));
        Assert.NotEqual(seen.Take(count), seen.Skip(count).Take(count));
    }

    [Fact]
    public async Task Both_arms_see_the_same_documents_at_every_step()
    {
        var shard = await ShardAsync(await RowsAsync());
        List<string> Texts(TrainingArm arm)
        {
            var stream = new BatchStream("rows", shard, Nano with { Arm = arm });
            // The answer's last tokens are the same in both arms.
            var documents = Enumerable.Range(0, 10).SelectMany(_ => stream.Next()).SelectMany(Documents);
            return [.. documents.Select(document => string.Join(' ', document.Split(' ')[^4..]))];
        }

        Assert.Equal(Texts(TrainingArm.Marked), Texts(TrainingArm.Baseline));
    }

    [Fact]
    public void A_packed_batch_keeps_each_documents_targets_to_itself()
    {
        Batch.Document first = new([10, 11, 12, 13], LossStart: 2, TextStart: 3, Room: 3);
        Batch.Document second = new([20, 21, 22], LossStart: 1, TextStart: 2, Room: 2);

        var batch = Batch.Of([first, second]);
        var text = Batch.Of([first, second], textOnly: true);

        Assert.Equal([10, 11, 12, 20, 21], batch.Inputs);
        Assert.Equal([3, 2], batch.Lengths);
        Assert.Equal([1, 2, 3, 4], batch.Positions);
        Assert.Equal([12, 13, 21, 22], batch.Targets);
        Assert.Equal([2, 4], text.Positions);
        Assert.Equal([13, 22], text.Targets);
    }

    [Fact]
    public async Task The_tokens_that_decide_an_answers_length_weigh_more()
    {
        var (row, tokenizer) = ((await RowsAsync())[0], await TokenizerAsync());
        row = row with { Messages = [row.Messages[0], new("assistant", "It is 3.5 m. It ends!\nNow it does")] };
        var shard = await ShardAsync([row]);
        var config = Nano with { EndWeight = 12, SentenceWeight = 5 };
        Batch.Document Document(int context) =>
            new BatchStream("rows", shard, config with { PackedLength = context }, TargetWeights.Of(tokenizer, config)).Compose(0, 0)!;
        List<(float Weight, string Text)> Weighed(Batch.Document document) =>
            [.. document.Weights!.Index().Where(w => w.Item != 1).Select(w => (w.Item, tokenizer.Decode([document.Tokens[w.Index - 1], document.Tokens[w.Index]])))];

        var whole = Document(256);
        var cut = Document(whole.Tokens.Length - 2);

        Assert.Equal([5, 5, 12], Weighed(whole).Select(w => w.Weight));
        Assert.Equal(['.', '!'], Weighed(whole).Take(2).Select(w => w.Text.First(c => c is '.' or '!')));
        Assert.Equal("<|end|>", tokenizer.Decode([whole.Tokens[^1]]));
        Assert.Equal([5, 5], Weighed(cut).Select(w => w.Weight));
        Assert.Null(TargetWeights.Of(tokenizer, Nano));
        Assert.Equal(whole.Tokens.Length - whole.LossStart + 4 + 4 + 11, Batch.Of([whole]).TotalWeight);
    }

    [Fact]
    public async Task Held_out_documents_are_no_training_documents()
    {
        var rows = await RowsAsync();
        var shard = await ShardAsync(rows, heldOut: rows[..2]);
        var stream = new BatchStream("rows", shard, Nano);

        Assert.Equal(rows.Count, shard.TrainCount);
        Assert.Equal(2, stream.HeldOut(textOnly: false).Sum(batch => batch.Lengths.Length));
        Assert.True(stream.HeldOut(textOnly: true)[0].Targets.Length < stream.HeldOut(textOnly: false)[0].Targets.Length);
    }

    public void Dispose()
    {
        _shards.ForEach(shard => shard.Dispose());
        _folder.Dispose();
    }

    // Each document's inputs as one text.
    private static IEnumerable<string> Documents(Batch batch)
    {
        var start = 0;
        foreach (var length in batch.Lengths)
        {
            yield return string.Join(' ', batch.Inputs.Skip(start).Take(length));
            start += length;
        }
    }

    private static async Task<BpeTokenizer> TokenizerAsync() =>
        BpeTokenizer.Load(Path.Combine(await TinyModel.GetDataFolderAsync(), DataFolder.TokenizerFile));

    private static async Task<List<DataRow>> RowsAsync() =>
        await DataFolder.ReadRowsAsync(await TinyModel.GetDataFolderAsync(), DataSplit.Train).ToListAsync();

    private static async Task<List<PretrainRow>> TextsAsync() =>
        await DataFolder.ReadPretrainAsync(await TinyModel.GetDataFolderAsync(), DataSplit.Train).ToListAsync();

    private async Task<TokenShard> ShardAsync(List<DataRow> rows, List<PretrainRow>? texts = null, List<DataRow>? heldOut = null)
    {
        var encoder = new DocumentEncoder(await TokenizerAsync(), MarkerTaxonomy.Default);
        object[] all = [.. rows, .. texts ?? []];
        var shard = await TokenShard.OpenAsync<object>(
            _folder[$"{_shards.Count}.tokens"],
            new byte[32],
            encoder,
            row => row is PretrainRow text ? encoder.Encode(text) : encoder.Encode((DataRow)row),
            (all.ToAsyncEnumerable(), (heldOut ?? []).ToAsyncEnumerable<object>()),
            new Progress<int>(),
            TestContext.Current.CancellationToken);
        _shards.Add(shard);
        return shard;
    }
}
