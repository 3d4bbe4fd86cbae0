using System.Buffers.Binary;
using System.Text;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;

namespace TreasureMarkers.Training.Tests;

public sealed class TrainingRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Run => _folder["run"];

    [Fact]
    public async Task A_loss_that_is_no_number_ends_with_words_and_the_last_good_checkpoint()
    {
        // The first update moves every weight so far that the second's loss overflows.
        var error = await Assert.ThrowsAsync<CommandException>(
            () => TrainAsync(config => config with { LearningRate = 1e30, WarmupSteps = 1 }, settings => settings with { CheckpointSteps = 1 }));

        Assert.Contains("no number any more at step 2", error.Message, StringComparison.Ordinal);
        Assert.Contains($"that of step 1: `tm train --resume {Run}`", error.Message, StringComparison.Ordinal);
        Assert.Contains("--learning-rate", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, Checkpoint.Load(Run).State.Step);
    }

    [Fact]
    public async Task A_full_disk_ends_with_words_and_the_checkpoint_before()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no device here that is always full.");
        Directory.CreateDirectory(Run);
        File.CreateSymbolicLink(Path.Combine(Run, Checkpoint.FileName(4) + ".tmp"), "/dev/full");

        var error = await Assert.ThrowsAsync<CommandException>(() => TrainAsync(settings: settings => settings with { CheckpointSteps = 2 }));

        Assert.Contains("No space left", error.Message, StringComparison.Ordinal);
        Assert.Contains("that of step 2", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, Checkpoint.Load(Run).State.Step);
    }

    [Fact]
    public async Task The_last_checkpoints_and_the_best_one_are_kept()
    {
        await TrainAsync(settings: settings => settings with { CheckpointSteps = 2, EvalEvery = 2, Keep = 3 });

        Assert.Equal(
            ["best.safetensors", "checkpoint-4.safetensors", "checkpoint-6.safetensors", "checkpoint-8.safetensors"],
            Directory.GetFiles(Run, "*.safetensors").Select(Path.GetFileName).Order());
        var best = Checkpoint.Load(Run, "best").State;
        Assert.Equal(best.Best, Checkpoint.Load(Run).State.Best);
        Assert.Equal(best.Losses.FineTuningEval, best.Best!.Loss);
        Assert.Contains("4, 6, 8, best", Assert.Throws<CommandException>(() => Checkpoint.Load(Run, "5")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tensorboard_reads_the_scalars_of_every_step()
    {
        await TrainAsync(settings: settings => settings with { EvalEvery = 4, SampleEvery = 8 });

        var events = Events(Assert.Single(Directory.GetFiles(Run, "events.out.tfevents.*")));

        Assert.Equal(Enumerable.Range(1, 8), events.Where(e => e.Tag == "train/loss").Select(e => e.Step));
        Assert.Equal([4, 8], events.Where(e => e.Tag == "eval/loss").Select(e => e.Step));
        Assert.Contains(events, e => e.Tag == "levers/lang" && e.Step == 8 && e.Value is >= 0 and <= 1);
        var logged = TrainingLog.Read(Path.Combine(Run, TrainingLog.FileName)).First(entry => entry["loss"] is not null);
        Assert.Equal((float)logged["loss"]!, events.First(e => e.Tag == "train/loss").Value);
    }

    [Fact]
    public async Task The_report_has_curves_and_samples_and_needs_no_other_file()
    {
        var notes = await TrainAsync(settings: settings => settings with { EvalEvery = 2, SampleEvery = 4, Samples = 2 });

        var report = await File.ReadAllTextAsync(Path.Combine(Run, RunReport.FileName), TestContext.Current.CancellationToken);
        Assert.Contains("<polyline", report, StringComparison.Ordinal);
        Assert.Contains("Samples at step 8", report, StringComparison.Ordinal);
        foreach (var reference in new[] { "http", "src=", "href=", "@import", "url(", "<script" })
        {
            Assert.DoesNotContain(reference, report, StringComparison.Ordinal);
        }

        Assert.Contains(notes, note => note.Contains("held-out loss", StringComparison.Ordinal));
        Assert.Contains(notes, note => note.Contains("kept of 16: format", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_by_epochs_ends_when_all_rows_were_drawn_so_often()
    {
        await TrainAsync(config => config with { Epochs = 2 });

        var state = Checkpoint.Load(Run).State;
        Assert.True(state.IsFinished);
        Assert.InRange(state.Step, 20, 200);
    }

    [Theory]
    [InlineData("Lora")]
    [InlineData("LastLayers")]
    [InlineData("Full")]
    public async Task A_resumed_run_ends_bit_for_bit_as_one_that_was_not_stopped(string name)
    {
        var method = Enum.Parse<TrainingMethod>(name);
        var tuning = new FineTuning { Method = method, Rank = 4, LastLayers = 1, Dropout = method == TrainingMethod.Lora ? 0.2 : 0, TrainedTokens = method == TrainingMethod.Full ? [] : [9, 10] };
        await TrainAsync(config => config with { FineTuning = tuning });
        var whole = Checkpoint.Load(Run);
        Directory.Delete(Run, recursive: true);

        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => TrainAsync(config => config with { FineTuning = tuning }, stop: stop, stopAfter: 3));
        var half = Checkpoint.Load(Run);
        await TrainAsync(config => config with { FineTuning = tuning }, from: half);

        var resumed = Checkpoint.Load(Run);
        Assert.Equal(3, half.State.Step);
        Assert.Equal(whole.Weights.Keys, resumed.Weights.Keys);
        Assert.All(whole.Weights, weight => Assert.Equal(weight.Value, resumed.Weights[weight.Key]));
        Assert.All(whole.SecondMoments, moment => Assert.Equal(moment.Value, resumed.SecondMoments[moment.Key]));
        Assert.Equal(method == TrainingMethod.Full, resumed.Weights.ContainsKey("model.embed_tokens.weight"));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<List<string>> TrainAsync(
        Func<TrainingConfig, TrainingConfig>? change = null,
        Func<RunSettings, RunSettings>? settings = null,
        Checkpoint? from = null,
        CancellationTokenSource? stop = null,
        int stopAfter = 0)
    {
        using var data = await TrainingData.LoadAsync(
            await TinyModel.GetDataFolderAsync(), null, withPretraining: false, new Reporter<string>(_ => { }), TestContext.Current.CancellationToken);
        var config = Presets.Load("nano") with
        {
            Model = Presets.Model("nano", data.Tokenizer.VocabularySize),
            PretrainSteps = 0,
            Steps = 8,
            BatchTokens = 512,
            PackedLength = 256,
            Precision = MatrixPrecision.Fp32,
        };
        config = change?.Invoke(config) ?? config;
        var asked = new RunSettings(Run, "cpu", Environment.ProcessorCount, TimeSpan.FromHours(1), 1000, 1000, 0, 2, 2, Recompute: false);
        asked = settings?.Invoke(asked) ?? asked;
        TrainingRun.Prepare(asked);
        using var claim = TrainingRun.Claim(Run);
        var state = from?.State ?? new TrainingState(config, data.Hashes, TrainingPhase.FineTuning, 0, 0, 0, 0, 0, new RunLosses(), IsFinished: false);
        var notes = new List<string>();
        using var run = new TrainingRun(state, from, null, data, asked, new Reporter<RunProgress>(progress =>
        {
            notes.Add(progress.ToString());
            if (progress.State.Step == stopAfter)
            {
                stop?.Cancel();
            }
        }));
        run.Run(stop?.Token ?? TestContext.Current.CancellationToken);
        return notes;
    }

    // A reader of its own: TFRecords of Event messages.
    private static List<(int Step, string Tag, float Value)> Events(string path)
    {
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        var events = new List<(int, string, float)>();
        while (bytes.Length > 0)
        {
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
            Assert.Equal(Crc(bytes[..8]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]));
            var data = bytes.Slice(12, length);
            Assert.Equal(Crc(data), BinaryPrimitives.ReadUInt32LittleEndian(bytes[(12 + length)..]));
            bytes = bytes[(16 + length)..];
            var fields = Fields(data);
            var step = fields.Where(field => field.Number == 2).Select(field => (int)field.Value).FirstOrDefault();
            Assert.Contains(fields, field => field.Number == 1);
            foreach (var summary in fields.Where(field => field.Number == 5))
            {
                foreach (var value in Fields(summary.Bytes).Where(field => field.Number == 1))
                {
                    var parts = Fields(value.Bytes);
                    events.Add((step, Encoding.UTF8.GetString(parts.Single(part => part.Number == 1).Bytes), BitConverter.Int32BitsToSingle((int)parts.Single(part => part.Number == 2).Value)));
                }
            }
        }

        return events;
    }

    private static List<(int Number, long Value, byte[] Bytes)> Fields(ReadOnlySpan<byte> message)
    {
        var fields = new List<(int, long, byte[])>();
        while (message.Length > 0)
        {
            var tag = Varint(ref message);
            var (value, bytes) = (0L, Array.Empty<byte>());
            switch (tag & 7)
            {
                case 0:
                    value = Varint(ref message);
                    break;
                case 1:
                    value = BinaryPrimitives.ReadInt64LittleEndian(message);
                    message = message[8..];
                    break;
                case 5:
                    value = BinaryPrimitives.ReadInt32LittleEndian(message);
                    message = message[4..];
                    break;
                default:
                    var length = (int)Varint(ref message);
                    bytes = message[..length].ToArray();
                    message = message[length..];
                    break;
            }

            fields.Add(((int)(tag >> 3), value, bytes));
        }

        return fields;
    }

    private static long Varint(ref ReadOnlySpan<byte> message)
    {
        var value = 0L;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[0];
            message = message[1..];
            value |= (long)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    // CRC-32C bit by bit, masked as TFRecord masks it.
    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0x82F63B78 * (crc & 1));
            }
        }

        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xA282EAD8;
    }

    private sealed class Reporter<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
