using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Training;

/// <summary>A base with what was trained of it: its own weights where nothing was, adapters merged.</summary>
/// <param name="weights">The base's; disposed of along with this.</param>
/// <param name="shape">The model's sizes.</param>
/// <param name="tuning">What was trained.</param>
/// <param name="trained">The trained numbers, by their names in a checkpoint.</param>
internal sealed class TunedWeights(
    IModelWeights weights, ModelConfiguration shape, FineTuning tuning, IReadOnlyDictionary<string, float[]> trained) : IModelWeights
{
    private readonly Dictionary<string, TensorInfo> _tensors = LlamaTensors.Of(shape).ToDictionary(tensor => tensor.Name);

    /// <inheritdoc/>
    public float[] Read(string name)
    {
        if (trained.TryGetValue(name, out var values))
        {
            return [.. values];
        }

        values = weights.Read(name);
        if (trained.TryGetValue(AdapterNames.Down(name), out var down))
        {
            AddProduct(values, trained[AdapterNames.Up(name)], down, (int)_tensors[name].Shape[1]);
        }

        if (trained.TryGetValue(AdapterNames.Rows(name), out var rows))
        {
            var width = shape.HiddenSize;
            for (var i = 0; i < tuning.TrainedTokens.Count; i++)
            {
                rows.AsSpan(i * width, width).CopyTo(values.AsSpan(tuning.TrainedTokens[i] * width));
            }
        }

        return values;
    }

    /// <inheritdoc/>
    public QuantizedTensor? ReadBlocks(string name) =>
        new[] { name, AdapterNames.Down(name), AdapterNames.Rows(name) }.Any(trained.ContainsKey) ? null : weights.ReadBlocks(name);

    /// <inheritdoc/>
    public void Dispose() => weights.Dispose();

    // weight += scale · up · down, row by row.
    private void AddProduct(float[] weight, float[] up, float[] down, int inputs) => Parallel.For(0, weight.Length / inputs, row =>
    {
        var target = weight.AsSpan(row * inputs, inputs);
        for (var k = 0; k < tuning.Rank; k++)
        {
            var factor = (float)(tuning.Scale * up[(row * tuning.Rank) + k]);
            var source = down.AsSpan(k * inputs, inputs);
            for (var i = 0; i < inputs; i++)
            {
                target[i] += factor * source[i];
            }
        }
    });
}
