using System.Diagnostics;
using System.Text.Json;
using TreasureMarkers.Data;
using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Distillation;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Prompts.Jinja;
using TreasureMarkers.Training;

namespace TreasureMarkers.Cli;

/// <summary>What is sampled.</summary>
/// <param name="Model">The base's path.</param>
/// <param name="Folder">Where prompts and answers are kept.</param>
/// <param name="Own">How many prompts the model writes itself.</param>
/// <param name="Samples">Answers to each prompt.</param>
/// <param name="Answers">How answers are sampled.</param>
/// <param name="Batch">Texts that are sampled at once; null for what suits the device.</param>
/// <param name="Seed">Seeds every draw.</param>
/// <param name="Device">Where: auto, cpu or cuda.</param>
internal sealed record DistillOptions(
    string Model, string Folder, int Own, int Samples, SamplerOptions Answers, int? Batch, string Seed, string Device);

/// <summary>
/// Samples prompts and answers. Every batch is on the disk when it is done, and every text's draws are decided by its own seed, so that a run
/// that was stopped goes on where it was. What is there already is not sampled, and libtorch is loaded only when something is.
/// </summary>
/// <param name="options">What.</param>
/// <param name="excluded">What the model's own prompts may not come near to.</param>
/// <param name="report">Takes lines for people.</param>
internal sealed class DistillRun(DistillOptions options, ExcludedTexts excluded, Action<string> report)
{
    private const string SettingsFile = "distill.json";

    /// <summary>Wider than answers, so that prompts differ; at 1 and 0.98 a third of those of a model of 135 million weights made no sense.</summary>
    private static readonly SamplerOptions Prompting = new(Temperature: 0.85, TopP: 0.95, MostTokens: 300);

    /// <summary>Batches whose texts are sorted by length together: texts of like lengths cost least, and a run that is stopped has all lengths.</summary>
    private const int BatchesSortedTogether = 8;

    /// <summary>A batch of longer texts holds fewer of them, so that its keys and values take no more memory.</summary>
    private const int UsualLength = 640;

    private const int CpuBatch = 256;
    private const int GpuBatch = 4096;

    /// <summary>When fewer than one in so many of a batch's prompts is new, the model has no more to ask.</summary>
    private const int LeastNew = 200;

    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(15);
    private readonly Stopwatch _sinceReport = new();

    /// <summary>Samples what is not there yet.</summary>
    /// <param name="prompts">The prompts of files.</param>
    /// <param name="cancellationToken">Stops between two tokens; whole batches are kept.</param>
    /// <returns>All answers, in the order of the file.</returns>
    /// <exception cref="ModelException">The model cannot be used.</exception>
    /// <exception cref="CommandException">The folder has answers of another model or of other settings, or the model cannot converse.</exception>
    public async Task<IReadOnlyList<DistilledAnswer>> RunAsync(IReadOnlyList<DistilledPrompt> prompts, CancellationToken cancellationToken)
    {
        CheckSettings();
        var written = await BatchFile<DistilledPrompt>.OpenAsync(Path.Combine(options.Folder, DistilledRows.PromptsFile), cancellationToken);
        var answers = await BatchFile<DistilledAnswer>.OpenAsync(Path.Combine(options.Folder, DistilledRows.AnswersFile), cancellationToken);
        var model = new Lazy<Loaded>(() => new Loaded(options));
        try
        {
            var own = OwnPrompts(written, model, cancellationToken);
            Answer([.. prompts, .. own], answers, model, cancellationToken);
            return answers.Items;
        }
        finally
        {
            if (model.IsValueCreated)
            {
                model.Value.Dispose();
            }
        }
    }

    private void CheckSettings()
    {
        var path = Path.Combine(options.Folder, SettingsFile);
        var now = JsonSerializer.Serialize(
            new { model = TunedBase.HashOf(options.Model), options.Answers, options.Seed }, DataFolder.Json);
        Directory.CreateDirectory(options.Folder);
        if (!File.Exists(path))
        {
            AtomicFile.WriteText(path, now);
        }
        else if (File.ReadAllText(path) != now)
        {
            throw new CommandException(
                $"'{options.Folder}' has answers of another model, seed, temperature, top-p or length ('{path}' says which). Give another --out.");
        }
    }

    private static List<string> Accepted(PromptFilter filter, IEnumerable<DistilledPrompt> candidates)
    {
        var accepted = new List<string>();
        foreach (var (candidate, fault) in candidates.AsParallel().AsOrdered().Select(candidate => (candidate, filter.Fault(candidate))))
        {
            if (fault is not null)
            {
                filter.Leave(fault);
            }
            else if (filter.Take(candidate.Prompt))
            {
                accepted.Add(candidate.Prompt);
            }
        }

        return accepted;
    }

    private List<DistilledPrompt> OwnPrompts(BatchFile<DistilledPrompt> written, Lazy<Loaded> model, CancellationToken cancellationToken)
    {
        var filter = new PromptFilter(excluded);
        var accepted = Accepted(filter, written.Items);
        var (clock, before) = (Stopwatch.StartNew(), accepted.Count);
        while (accepted.Count < options.Own)
        {
            var loaded = model.Value;
            var first = written.Items.Count;
            var opening = loaded.Layout.EncodeUserOpening();
            int[] numbers = [.. Enumerable.Range(first, loaded.Batch)];
            var openers = Array.ConvertAll(numbers, number => PromptOpeners.Of(options.Seed, number));
            var texts = loaded.Sampler.Write(
                [.. openers.Select(words => opening.Concat(loaded.Tokenizer.EncodeOrdinary(words)).ToArray())],
                [.. numbers.Select(number => SeedOf("prompt", $"{number}"))], Prompting, cancellationToken);
            DistilledPrompt[] batch =
            [
                .. openers.Zip(texts, (words, text) =>
                    new DistilledPrompt((words + loaded.Tokenizer.Decode(text.Tokens)).Trim(), DistilledPrompt.Own, loaded.Licence) { Ended = text.IsEnded }),
            ];
            written.Append(batch);
            var more = Accepted(filter, batch);
            accepted.AddRange(more);
            Report(clock, "prompts", accepted.Count, accepted.Count - before, options.Own);
            if (more.Count < Math.Max(1, loaded.Batch / LeastNew))
            {
                report($"the model has hardly any prompts more: {accepted.Count:#,0} of {options.Own:#,0} are used");
                break;
            }
        }

        if (options.Own > 0)
        {
            report($"{accepted.Count:#,0} prompts of {written.Items.Count:#,0} that the model wrote can be used; left out: "
                + string.Join(", ", filter.LeftOut.OrderByDescending(reason => reason.Value).Select(reason => $"{reason.Value:#,0} {reason.Key}")));
        }

        var licence = written.Items.Count > 0 ? written.Items[0].Licence : "";
        return [.. accepted.Take(options.Own).Select(text => new DistilledPrompt(text, DistilledPrompt.Own, licence))];
    }

    private void Answer(IReadOnlyList<DistilledPrompt> prompts, BatchFile<DistilledAnswer> answers, Lazy<Loaded> model, CancellationToken cancellationToken)
    {
        var done = answers.Items.Select(answer => (answer.Prompt, answer.Sample)).ToHashSet();
        var open = Enumerable.Range(0, options.Samples).SelectMany(sample => prompts.Select(prompt => (Prompt: prompt, Sample: sample)))
            .Where(item => !done.Contains((item.Prompt.Prompt, item.Sample)))
            // In an order of no meaning: a run that is stopped has some of every source.
            .OrderBy(item => StableHash.Of(options.Seed, item.Prompt.Prompt, $"{item.Sample}")).ToList();
        if (open.Count == 0)
        {
            return;
        }

        var loaded = model.Value;
        var (clock, tokens, count) = (Stopwatch.StartNew(), 0L, 0);
        var left = 0;
        foreach (var some in open.Chunk(loaded.Batch * BatchesSortedTogether))
        {
            var sorted = some.Select(item => (item.Prompt, item.Sample, Ids: loaded.Layout.EncodePrompt([new PromptMessage("user", item.Prompt.Prompt)], null)))
                .Where(item => item.Ids.Length + options.Answers.MostTokens <= loaded.Context).OrderBy(item => item.Ids.Length).ToList();
            left += some.Length - sorted.Count;
            while (sorted.Count > 0)
            {
                var size = loaded.Batch;
                while (size > 1 && (long)size * (sorted[Math.Min(size, sorted.Count) - 1].Ids.Length + options.Answers.MostTokens) > (long)loaded.Batch * UsualLength)
                {
                    size = Math.Max(1, size * 7 / 8);
                }

                var batch = sorted.Take(size).ToList();
                sorted.RemoveRange(0, batch.Count);
                var texts = loaded.Sampler.Write(
                    [.. batch.Select(item => item.Ids)], [.. batch.Select(item => SeedOf(item.Prompt.Prompt, $"{item.Sample}"))], options.Answers, cancellationToken);
                answers.Append([.. batch.Zip(texts, (item, text) => new DistilledAnswer(
                    item.Prompt.Prompt, loaded.Tokenizer.Decode(text.Tokens).Trim(), item.Prompt.Source, text.Tokens.Length, text.IsEnded,
                    item.Prompt.Source == DistilledPrompt.Own || item.Prompt.Licence == loaded.Licence ? loaded.Licence : $"{item.Prompt.Licence} AND {loaded.Licence}",
                    loaded.Name) { Sample = item.Sample })]);
                tokens += texts.Sum(text => (long)text.Tokens.Length);
                count += batch.Count;
                Report(clock, $"answers, {tokens / clock.Elapsed.TotalSeconds:#,0} tokens/s,", done.Count + count, count, done.Count + open.Count);
            }
        }

        report($"{answers.Items.Count:#,0} answers, {answers.Items.Count(answer => answer.Ended):#,0} of them ended; {tokens:#,0} tokens in {clock.Elapsed:h\\:mm\\:ss}"
            + (left > 0 ? $"; {left:#,0} prompts are too long for the model's context" : ""));
    }

    private long SeedOf(string text, string number) => (long)StableHash.Of(options.Seed, text, number);

    private void Report(Stopwatch clock, string what, int done, int now, int all)
    {
        if (_sinceReport.IsRunning && _sinceReport.Elapsed < ReportEvery && done < all)
        {
            return;
        }

        var left = TimeSpan.FromSeconds(now == 0 ? 0 : Math.Max(0, all - done) * clock.Elapsed.TotalSeconds / now);
        report($"{done:#,0} of {all:#,0} {what} {now / clock.Elapsed.TotalSeconds:0.0} a second, about {left:h\\:mm\\:ss} left");
        _sinceReport.Restart();
    }

    /// <summary>A base on its device.</summary>
    private sealed class Loaded : IDisposable
    {
        private readonly ModelSource _source;
        private readonly Decoder _decoder;

        public Loaded(DistillOptions options)
        {
            _source = ModelSource.Open(options.Model);
            try
            {
                if (_source.Taxonomy.Categories.Count > 0)
                {
                    throw new CommandException($"'{options.Model}' has markers already. Give the base that it was made from.");
                }

                var origin = _source.Origin ?? new ModelOrigin(_source.Config.Preset);
                (Name, Licence, Tokenizer) = (origin.Name, origin.License ?? "not said", _source.Tokenizer);
                Layout = LayoutOf(options.Model);
                _decoder = Decoder.ForSampling(_source, options.Device);
                Batch = options.Batch ?? (_decoder.IsOnCpu ? CpuBatch : GpuBatch);
                Sampler = new Sampler(_decoder, Layout.EndIds);
            }
            catch
            {
                _source.Dispose();
                throw;
            }
        }

        public string Name { get; }

        public string Licence { get; }

        public Models.Tokenization.BpeTokenizer Tokenizer { get; }

        public PromptLayout Layout { get; }

        public Sampler Sampler { get; }

        public int Batch { get; }

        public int Context => _source.Config.MaxPositionEmbeddings;

        public void Dispose()
        {
            _decoder.Dispose();
            _source.Dispose();
        }

        private PromptLayout LayoutOf(string path)
        {
            var template = _source.ChatTemplate ?? throw new CommandException(
                $"'{path}' has no chat template: it was never taught to converse. Give a model that was (its name often ends in -Instruct or -Chat).");
            string Text(int? id) => id is { } known ? System.Text.Encoding.UTF8.GetString(Tokenizer.BytesOf(known)) : "";
            try
            {
                return new PromptLayout(
                    Tokenizer, null, new ChatTemplate(template, Text(_source.Tokens.Begin), Text(_source.Tokens.Ends[0])), _source.Tokens.Ends);
            }
            catch (Exception e) when (e is JinjaException or FormatException)
            {
                throw new CommandException($"The chat template of '{path}' cannot be used: {e.Message}", e);
            }
        }
    }
}
