using System.Text.Json;
using System.Text.Json.Serialization;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.HuggingFace;
using TreasureMarkers.Models.Weights;
using static TorchSharp.torch;

namespace TreasureMarkers.Training;

/// <summary>
/// The complete state of a run, in one file: what is trained (of LoRA the adapters alone), the optimiser's moments, and where the run
/// stands.
/// </summary>
/// <param name="State">Where the run stands.</param>
/// <param name="Weights">Row-major values by weight name.</param>
/// <param name="FirstMoments">The running means of the gradients, by weight name.</param>
/// <param name="SecondMoments">The running means of the squared gradients, by weight name.</param>
internal sealed record Checkpoint(
    TrainingState State,
    IReadOnlyDictionary<string, float[]> Weights,
    IReadOnlyDictionary<string, float[]> FirstMoments,
    IReadOnlyDictionary<string, float[]> SecondMoments)
{
    /// <summary>The file of the one with the lowest held-out loss; without moments.</summary>
    public const string BestFileName = "best.safetensors";

    private const string FirstMoment = "optimizer.first.";
    private const string SecondMoment = "optimizer.second.";
    private const string StateKey = "state";

    /// <summary>The file of a checkpoint after some steps.</summary>
    public static string FileName(int steps) => $"checkpoint-{steps}.safetensors";

    /// <summary>Whether a folder has a checkpoint to go on from.</summary>
    public static bool Exists(string folder) => Directory.Exists(folder) && Numbered(folder).Count > 0;

    /// <summary>Writes a run's checkpoint atomically, then deletes the oldest ones.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="state">Where the run stands.</param>
    /// <param name="model">What is trained.</param>
    /// <param name="keep">How many there are afterwards at most, this one included.</param>
    /// <exception cref="IOException">The disk is full or the folder cannot be written; the checkpoints before are still there.</exception>
    public static void Save(string folder, TrainingState state, Decoder model, int keep)
    {
        Write(Path.Combine(folder, FileName(state.Step)), state, model, withMoments: true);
        foreach (var (path, _) in Numbered(folder).SkipLast(Math.Max(1, keep)))
        {
            File.Delete(path);
        }
    }

    /// <summary>Replaces the best checkpoint atomically.</summary>
    /// <exception cref="IOException">The disk is full or the folder cannot be written.</exception>
    public static void SaveBest(string folder, TrainingState state, Decoder model) =>
        Write(Path.Combine(folder, BestFileName), state, model, withMoments: false);

    /// <summary>Reads a run's checkpoint.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="which"><c>last</c>, <c>best</c>, or the steps of one that was kept.</param>
    /// <exception cref="CommandException">The file is missing, damaged or of another kind.</exception>
    public static Checkpoint Load(string folder, string which = "last")
    {
        var numbered = Directory.Exists(folder) ? Numbered(folder) : [];
        if (numbered.Count == 0)
        {
            throw new CommandException(
                $"'{folder}' has no checkpoint: it is no folder of a training run. Give the folder that `tm train --out` wrote.");
        }

        var path = which == "last" ? numbered[^1].Path : Path.Combine(folder, which == "best" ? BestFileName : $"checkpoint-{which}.safetensors");
        if (!File.Exists(path))
        {
            throw new CommandException($"'{folder}' has no checkpoint '{which}'. It has: "
                + $"{string.Join(", ", numbered.Select(checkpoint => checkpoint.Steps))}{(File.Exists(Path.Combine(folder, BestFileName)) ? ", best" : "")}.");
        }

        var (tensors, metadata) = SafeTensors.Load(path);
        try
        {
            var state = JsonSerializer.Deserialize<TrainingState>(metadata[StateKey], ModelFiles.Json)!;
            Dictionary<string, float[]> Take(string prefix) => tensors
                .Where(tensor => tensor.Key.StartsWith(prefix, StringComparison.Ordinal))
                .ToDictionary(tensor => tensor.Key[prefix.Length..], tensor => tensor.Value.Values);
            var weights = tensors.Where(tensor => !tensor.Key.StartsWith("optimizer.", StringComparison.Ordinal))
                .ToDictionary(tensor => tensor.Key, tensor => tensor.Value.Values);
            _ = state.Config.Model;
            return new Checkpoint(state, weights, Take(FirstMoment), Take(SecondMoment));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or NullReferenceException)
        {
            throw new CommandException($"'{path}' was not written by this version of `tm train` ({e.Message.TrimEnd('.')}). "
                + "Train again, or use the version that wrote it.", e);
        }
    }

    /// <summary>Puts what was trained, and the moments, into a model.</summary>
    /// <exception cref="CommandException">The checkpoint is of another model.</exception>
    public void Restore(Decoder model)
    {
        using var inPlace = no_grad();
        using var scope = NewDisposeScope();
        foreach (var block in model.Trained)
        {
            foreach (var name in block.Names)
            {
                Put(block.View(block.Master!, name), Weights, name);
                Put(block.View(block.First!, name), FirstMoments, name);
                Put(block.View(block.Second!, name), SecondMoments, name);
            }
        }

        model.Refresh();
    }

    private static void Put(Tensor target, IReadOnlyDictionary<string, float[]> values, string name)
    {
        if (!values.TryGetValue(name, out var numbers) || numbers.LongLength != target.numel())
        {
            throw new CommandException($"The checkpoint has no '{name}' of {target.numel():#,0} numbers: it is of another model or method.");
        }

        using var source = tensor(numbers, target.shape);
        _ = target.copy_(source);
    }

    private static void Write(string path, TrainingState state, Decoder model, bool withMoments)
    {
        using var reading = no_grad();
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, NamedTensor>();
        foreach (var block in model.Trained)
        {
            foreach (var name in block.Names)
            {
                tensors.Add(name, ToNamed(block.View(block.Master!, name)));
                if (withMoments)
                {
                    tensors.Add(FirstMoment + name, ToNamed(block.View(block.First!, name)));
                    tensors.Add(SecondMoment + name, ToNamed(block.View(block.Second!, name)));
                }
            }
        }

        var metadata = new Dictionary<string, string> { [StateKey] = JsonSerializer.Serialize(state, ModelFiles.Json) };
        try
        {
            SafeTensors.Save(path, tensors, metadata);
        }
        catch
        {
            File.Delete(path + ".tmp");
            throw;
        }
    }

    // Fewest steps first.
    private static List<(string Path, int Steps)> Numbered(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "checkpoint-*.safetensors")
            .Select(path => (Path: path, Steps: int.TryParse(Path.GetFileNameWithoutExtension(path)["checkpoint-".Length..], out var steps) ? steps : -1))
            .Where(checkpoint => checkpoint.Steps >= 0)
            .OrderBy(checkpoint => checkpoint.Steps),
    ];

    private static NamedTensor ToNamed(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return new NamedTensor(tensor.shape, tensor.detach().cpu().data<float>().ToArray());
    }
}

/// <summary>A run as the source of an export.</summary>
internal static class RunExport
{
    /// <summary>A run's checkpoint; of a fine-tuned base, the base with what was trained of it, adapters merged.</summary>
    /// <param name="folder">The folder that training wrote.</param>
    /// <param name="which">As <see cref="Checkpoint.Load"/> has it.</param>
    /// <exception cref="CommandException">The run has no checkpoint, a damaged one, or its base is not there any more.</exception>
    public static ModelSource FromRun(string folder, string which = "last")
    {
        var checkpoint = Checkpoint.Load(folder, which);
        var config = checkpoint.State.Config;
        if (config.Base is not { } reference || config.FineTuning is not { Method: not TrainingMethod.Full } tuning)
        {
            return ModelSource.OfRun(folder, config.Model, new MemoryWeights(checkpoint.Weights));
        }

        return TunedBase.HashOf(reference.Path) == reference.Hash
            ? ModelSource.OfRun(folder, config.Model, Merge(ModelSource.Open(reference.Path).Weights, reference.Name, config.Model, tuning, checkpoint.Weights))
            : throw new CommandException(
                $"'{reference.Path}' is not the base any more that '{folder}' was trained from. Put it back to export the run.");
    }

    /// <summary>A base with what was trained of it.</summary>
    /// <param name="weights">The base's, which the result closes.</param>
    /// <param name="name">The base's.</param>
    /// <param name="shape">The fine-tuned model's sizes.</param>
    /// <param name="tuning">What was trained.</param>
    /// <param name="trained">The numbers, by their names in a checkpoint.</param>
    public static IModelWeights Merge(
        IModelWeights weights, string name, ModelConfiguration shape, FineTuning tuning, IReadOnlyDictionary<string, float[]> trained)
    {
        var tensors = LlamaTensors.Of(shape).Select(tensor => tensor.Name).ToList();
        var adapter = new PeftAdapter(name, tuning.Rank, tuning.Alpha, tuning.Dropout)
        {
            Matrices = tensors.Where(tensor => trained.ContainsKey(AdapterNames.Down(tensor)))
                .ToDictionary(tensor => tensor, tensor => new LowRank(trained[AdapterNames.Down(tensor)], trained[AdapterNames.Up(tensor)])),
            TokenIds = tuning.TrainedTokens,
            TokenRows = tensors.Where(tensor => trained.ContainsKey(AdapterNames.Rows(tensor)))
                .ToDictionary(tensor => tensor, tensor => trained[AdapterNames.Rows(tensor)]),
        };
        var merged = new MergedWeights(weights, adapter, shape);
        return tuning.Method == TrainingMethod.Lora ? merged : new ReplacedWeights(merged, trained);
    }

    private sealed class ReplacedWeights(IModelWeights weights, IReadOnlyDictionary<string, float[]> replaced) : IModelWeights
    {
        public float[] Read(string name) => replaced.TryGetValue(name, out var values) ? [.. values] : weights.Read(name);

        public QuantizedTensor? ReadBlocks(string name) => replaced.ContainsKey(name) ? null : weights.ReadBlocks(name);

        public void Dispose() => weights.Dispose();
    }
}

/// <summary>
/// Where a run stands, beside its tensors. No random generator and no place in the data appear: every draw is a function of the
/// seed and an index, and the data's place follows from the updates made.
/// </summary>
/// <param name="Config">What decides the run's result.</param>
/// <param name="DataHashes">SHA-256 of every file of the data folder that was used.</param>
/// <param name="Phase">The phase of the next update.</param>
/// <param name="PhaseStep">Updates made in that phase.</param>
/// <param name="Step">Updates made.</param>
/// <param name="Tokens">Tokens that went through the model.</param>
/// <param name="Seconds">Training time, validation and checkpoints included.</param>
/// <param name="PhaseSeconds">Training time of this phase.</param>
/// <param name="Losses">What was measured so far.</param>
/// <param name="IsFinished">Whether both phases are done.</param>
internal sealed record TrainingState(
    TrainingConfig Config,
    IReadOnlyDictionary<string, string> DataHashes,
    TrainingPhase Phase,
    int PhaseStep,
    int Step,
    long Tokens,
    double Seconds,
    double PhaseSeconds,
    RunLosses Losses,
    bool IsFinished)
{
    /// <summary>The step with the lowest held-out loss of fine-tuning, whose checkpoint is kept; null before the first validation.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BestStep? Best { get; init; }
}

/// <summary>A step with the lowest held-out loss so far.</summary>
/// <param name="Step">Updates made.</param>
/// <param name="Loss">In nats per token.</param>
internal sealed record BestStep(int Step, double Loss);

/// <summary>The two parts of a run, in order.</summary>
internal enum TrainingPhase
{
    /// <summary>Next-token prediction on running text.</summary>
    Pretraining,

    /// <summary>Marker fine-tuning on instruction rows.</summary>
    FineTuning,
}

/// <summary>First values of the weights: a function of the seed alone, whatever the libtorch version or device.</summary>
internal static class WeightInitializer
{
    /// <summary>
    /// Normal numbers; projections into the residual stream are smaller by √(2·layers), so that the stream's size does not depend on
    /// depth (GPT-2's rule); norm gains are one, biases zero.
    /// </summary>
    /// <param name="model">The shapes.</param>
    /// <param name="deviation">Standard deviation of the normal numbers.</param>
    /// <param name="seed">Decides them.</param>
    /// <returns>Row-major values by weight name.</returns>
    public static IReadOnlyDictionary<string, float[]> Create(ModelConfiguration model, double deviation, long seed) =>
        LlamaTensors.Of(model).ToDictionary(weight => weight.Name, weight => Values(model, weight.Name, weight.Shape, deviation, seed));

    private static float[] Values(ModelConfiguration model, string name, long[] sizes, double deviation, long seed)
    {
        var values = new float[sizes.Aggregate(1L, (product, size) => product * size)];
        if (sizes.Length == 1)
        {
            Array.Fill(values, name.EndsWith(".bias", StringComparison.Ordinal) ? 0f : 1f);
            return values;
        }

        var intoResidual = name.EndsWith("o_proj.weight", StringComparison.Ordinal)
            || name.EndsWith("down_proj.weight", StringComparison.Ordinal);
        var scaled = intoResidual ? deviation / Math.Sqrt(2.0 * model.NumHiddenLayers) : deviation;
        var random = SplitMix64.For(seed, 0, name);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(scaled * random.NextNormal());
        }

        return values;
    }
}
