using System.Text.Json;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Weights;
using static TorchSharp.torch;

namespace TreasureMarkers.Training;

/// <summary>The complete state of a run, in one file: weights, the optimiser's moments, and where the run stands.</summary>
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
    /// <summary>The file in a run's folder.</summary>
    public const string FileName = "checkpoint.safetensors";

    private const string FirstMoment = "optimizer.first.";
    private const string SecondMoment = "optimizer.second.";
    private const string StateKey = "state";

    /// <summary>Replaces a run's checkpoint atomically.</summary>
    /// <exception cref="IOException">The disk is full or the folder cannot be written.</exception>
    public static void Save(string folder, TrainingState state, Decoder model, Trainer trainer)
    {
        using var reading = no_grad();
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, NamedTensor>();
        foreach (var (name, weight) in model.Weights)
        {
            tensors.Add(name, ToNamed(weight));
            tensors.Add(FirstMoment + name, ToNamed(trainer.Moments[name].exp_avg));
            tensors.Add(SecondMoment + name, ToNamed(trainer.Moments[name].exp_avg_sq));
        }

        var metadata = new Dictionary<string, string> { [StateKey] = JsonSerializer.Serialize(state, ModelFiles.Json) };
        SafeTensors.Save(Path.Combine(folder, FileName), tensors, metadata);
    }

    /// <summary>Reads a run's checkpoint.</summary>
    /// <exception cref="CommandException">The file is missing, damaged or of another kind.</exception>
    public static Checkpoint Load(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new CommandException(
                $"'{path}' does not exist: this is no folder of a training run. Give the folder that `tm train --out` wrote.");
        }

        var (tensors, metadata) = SafeTensors.Load(path);
        try
        {
            var state = JsonSerializer.Deserialize<TrainingState>(metadata[StateKey], ModelFiles.Json)!;
            Dictionary<string, float[]> Take(string prefix) =>
                LlamaTensors.Of(state.Config.Model).ToDictionary(weight => weight.Name, weight => tensors[prefix + weight.Name].Values);
            return new Checkpoint(state, Take(""), Take(FirstMoment), Take(SecondMoment));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or NullReferenceException)
        {
            throw new CommandException($"'{path}' was not written by this version of `tm train` ({e.Message.TrimEnd('.')}). "
                + "Train again, or use the version that wrote it.", e);
        }
    }

    /// <summary>Gives an optimiser the moments and the number of updates.</summary>
    public void Restore(Trainer trainer)
    {
        using var inPlace = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, moment) in trainer.Moments)
        {
            moment.step = State.Step;
            moment.exp_avg.copy_(tensor(FirstMoments[name], moment.exp_avg.shape));
            moment.exp_avg_sq.copy_(tensor(SecondMoments[name], moment.exp_avg_sq.shape));
        }
    }

    private static NamedTensor ToNamed(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return new NamedTensor(tensor.shape, tensor.detach().cpu().data<float>().ToArray());
    }
}

/// <summary>A run as the source of an export.</summary>
internal static class RunExport
{
    /// <summary>A run's last checkpoint.</summary>
    /// <param name="folder">The folder that training wrote.</param>
    /// <exception cref="CommandException">The run has no checkpoint, or a damaged one.</exception>
    public static ModelSource FromRun(string folder)
    {
        var checkpoint = Checkpoint.Load(folder);
        return ModelSource.OfRun(folder, checkpoint.State.Config.Model, new MemoryWeights(checkpoint.Weights));
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
    bool IsFinished);

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
    /// depth (GPT-2's rule); norm gains are one.
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
            Array.Fill(values, 1f);
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
