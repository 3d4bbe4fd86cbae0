using System.Text.Json;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;
using static TorchSharp.torch;

namespace TreasureMarkers.Training;

/// <summary>The complete state of a run in one file: weights, both moments of the optimiser, and where the run stands.</summary>
internal static class CheckpointFile
{
    private const string FirstMoment = "optimizer.first.";
    private const string SecondMoment = "optimizer.second.";
    private const string StateKey = "state";
    private const string UpdatesKey = "updates";

    /// <summary>Replaces the checkpoint atomically.</summary>
    /// <exception cref="IOException">The disk is full or the folder cannot be written.</exception>
    public static void Save(string path, TrainingState state, Decoder model, AdamW optimizer)
    {
        using var reading = no_grad();
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, NamedTensor>();
        Collect(tensors, "", model.Weights);
        Collect(tensors, FirstMoment, optimizer.FirstMoments);
        Collect(tensors, SecondMoment, optimizer.SecondMoments);
        SafeTensors.Save(path, tensors, new Dictionary<string, string>
        {
            [StateKey] = JsonSerializer.Serialize(state, ModelFiles.Json),
            [UpdatesKey] = optimizer.Updates.ToString(),
        });
    }

    /// <summary>Reads the state and the tensors.</summary>
    /// <exception cref="CommandException">The file is missing, damaged or of another kind.</exception>
    public static Checkpoint Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandException($"'{path}' does not exist: this is no folder of a training run. Give the folder that `tm train --out` wrote.");
        }

        var (tensors, metadata) = SafeTensors.Load(path);
        try
        {
            var state = JsonSerializer.Deserialize<TrainingState>(metadata[StateKey], ModelFiles.Json)!;
            return new Checkpoint(state, Take(tensors, state.Shape, ""), Take(tensors, state.Shape, FirstMoment), Take(tensors, state.Shape, SecondMoment), long.Parse(metadata[UpdatesKey]));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or NullReferenceException)
        {
            throw new CommandException($"'{path}' was not written by this version of `tm train` ({e.Message.TrimEnd('.')}). Train again, or use the version that wrote it.", e);
        }
    }

    private static void Collect(Dictionary<string, NamedTensor> tensors, string prefix, IReadOnlyDictionary<string, Tensor> source)
    {
        foreach (var (name, tensor) in source)
        {
            using var one = NewDisposeScope();
            tensors[prefix + name] = new NamedTensor(tensor.shape, tensor.detach().cpu().data<float>().ToArray());
        }
    }

    private static Dictionary<string, float[]> Take(IReadOnlyDictionary<string, NamedTensor> tensors, ModelConfiguration shape, string prefix) =>
        LlamaTensors.Of(shape).ToDictionary(weight => weight.Name, weight => tensors[prefix + weight.Name].Values);
}
