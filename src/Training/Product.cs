using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;
using TreasureMarkers.Training.Kernels;
using static TorchSharp.torch;

namespace TreasureMarkers.Training;

/// <summary>
/// Matrices over one input, one above the other, such as query, key and value; with their biases, and with LoRA adapters beside
/// them. Gradients of matrices that do not train are not computed.
/// </summary>
internal sealed class Product : IDisposable
{
    private readonly LayerKernels _kernels;
    private readonly FineTuning _tuning;
    private readonly List<(long Start, long Rows, WeightBlock Up)> _adapters = [];
    private readonly WeightBlock _weight;
    private readonly WeightBlock? _bias;
    private readonly WeightBlock? _down;

    /// <summary>Reads the matrices.</summary>
    /// <param name="values">The base's weights.</param>
    /// <param name="matrices">Names and shapes, all with the same inputs.</param>
    /// <param name="biases">Of the same outputs; none or as many as matrices.</param>
    /// <param name="tuning">What trains.</param>
    /// <param name="place">Where and in which type, and the seed of adapters.</param>
    public Product(IModelWeights values, TensorInfo[] matrices, TensorInfo[] biases, FineTuning tuning, Place place)
    {
        (_kernels, _tuning) = (place.Kernels, tuning);
        var (outputs, inputs) = (matrices.Sum(matrix => matrix.Shape[0]), matrices[0].Shape[1]);
        _weight = place.Read(values, matrices, [outputs, inputs], place.Type, tuning);
        _bias = biases.Length == 0 ? null : place.Read(values, biases, [outputs], place.Type, tuning);
        if (tuning.Method != TrainingMethod.Lora)
        {
            return;
        }

        var start = 0L;
        var adapted = new List<string>();
        foreach (var matrix in matrices)
        {
            if (tuning.Targets.Any(target => matrix.Name.EndsWith($".{target}.weight", StringComparison.Ordinal)))
            {
                var up = new WeightBlock([matrix.Shape[0], tuning.Rank], place.Type, place.Device, isTrained: true);
                up.Add(AdapterNames.Up(matrix.Name), new float[matrix.Shape[0] * tuning.Rank]);
                _adapters.Add((start, matrix.Shape[0], up));
                adapted.Add(matrix.Name);
            }

            start += matrix.Shape[0];
        }

        if (adapted.Count > 0)
        {
            _down = new WeightBlock([(long)adapted.Count * tuning.Rank, inputs], place.Type, place.Device, isTrained: true);
            foreach (var name in adapted)
            {
                _down.Add(AdapterNames.Down(name), AdapterNames.FirstDown(name, tuning.Rank, inputs, place.Seed));
            }
        }
    }

    /// <summary>Every block of weights.</summary>
    public IEnumerable<WeightBlock> Blocks => new[] { _weight, _bias, _down }.OfType<WeightBlock>().Concat(_adapters.Select(adapter => adapter.Up));

    /// <summary>Whether the backward pass needs the product's input.</summary>
    public bool NeedsInput => _weight.IsTrained || _down is not null;

    /// <summary>The outputs [tokens, outputs].</summary>
    /// <param name="x">[tokens, inputs].</param>
    /// <param name="dropoutSeed">Decides which inputs the adapters do not see; null for all of them.</param>
    /// <returns>The outputs, and what the adapters made of the input, [tokens, rank · adapters], or null.</returns>
    public (Tensor Output, Tensor? Low) Forward(Tensor x, long? dropoutSeed)
    {
        var output = _bias is null ? x.mm(_weight.Working.t()) : addmm(_bias.Working, x, _weight.Working.t(), 1, 1);
        if (_down is null)
        {
            return (output, null);
        }

        var low = Dropped(x, dropoutSeed).mm(_down.Working.t());
        for (var i = 0; i < _adapters.Count; i++)
        {
            var (start, rows, up) = _adapters[i];
            _ = output.narrow(1, start, rows).addmm_(low.narrow(1, (long)i * _tuning.Rank, _tuning.Rank), up.Working.t(), 1, (float)_tuning.Scale);
        }

        return (output, low);
    }

    /// <summary>The first half of the backward pass.</summary>
    /// <param name="gradient">Of the outputs.</param>
    /// <param name="dropoutSeed">As <see cref="Forward"/> was called with.</param>
    /// <param name="isNeeded">Whether the input's gradient is: whether anything below trains.</param>
    /// <returns>The input's gradient, and that of what the adapters made of the input.</returns>
    public (Tensor? Input, Tensor? Low) InputGradient(Tensor gradient, long? dropoutSeed, bool isNeeded)
    {
        var input = isNeeded ? gradient.mm(_weight.Working) : null;
        if (_down is null)
        {
            return (input, null);
        }

        var each = _adapters.Select(adapter => gradient.narrow(1, adapter.Start, adapter.Rows).mm(adapter.Up.Working)).ToArray();
        var low = (each.Length == 1 ? each[0] : cat(each, 1)).mul_(_tuning.Scale);
        if (input is not null)
        {
            _ = Mask(input, dropoutSeed) is { } mask ? input.add_(low.mm(_down.Working).mul_(mask)) : input.addmm_(low, _down.Working);
        }

        return (input, low);
    }

    /// <summary>The second half of the backward pass: adds the gradients of weights.</summary>
    /// <param name="gradient">Of the outputs.</param>
    /// <param name="x">The input; not looked at unless <see cref="NeedsInput"/>.</param>
    /// <param name="low">What <see cref="Forward"/> returned.</param>
    /// <param name="lowGradient">What <see cref="InputGradient"/> returned.</param>
    /// <param name="dropoutSeed">As <see cref="Forward"/> was called with.</param>
    public void WeightGradients(Tensor gradient, Tensor? x, Tensor? low, Tensor? lowGradient, long? dropoutSeed)
    {
        if (_weight.IsTrained)
        {
            _kernels.Accumulate(_weight.Gradient!, gradient.t().mm(x!));
        }

        if (_bias is { IsTrained: true })
        {
            _ = _bias.Gradient!.add_(gradient.sum(0L, type: ScalarType.Float32));
        }

        if (_down is null)
        {
            return;
        }

        for (var i = 0; i < _adapters.Count; i++)
        {
            var (start, rows, up) = _adapters[i];
            var slope = gradient.narrow(1, start, rows).t().mm(low!.narrow(1, (long)i * _tuning.Rank, _tuning.Rank));
            _kernels.Accumulate(up.Gradient!, slope.mul_(_tuning.Scale));
        }

        _kernels.Accumulate(_down.Gradient!, lowGradient!.t().mm(Dropped(x!, dropoutSeed)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var block in Blocks)
        {
            block.Dispose();
        }
    }

    private Tensor Dropped(Tensor x, long? seed) => Mask(x, seed) is { } mask ? x.mul(mask) : x;

    // 0, or one over the share that is kept; the same for one seed, so that the backward pass need not keep it.
    private Tensor? Mask(Tensor x, long? seed)
    {
        if (seed is not { } number || _tuning.Dropout <= 0)
        {
            return null;
        }

        using var random = new Generator((ulong)number, x.device);
        return rand(x.shape, ScalarType.Float32, x.device, generator: random)
            .ge(_tuning.Dropout).to_type(x.dtype).mul_(1 / (1 - _tuning.Dropout));
    }
}

/// <summary>Where a decoder's weights are.</summary>
/// <param name="Device">The device.</param>
/// <param name="Type">Of the products.</param>
/// <param name="Kernels">What happens between the products.</param>
/// <param name="Seed">Decides adapters' first weights.</param>
internal sealed record Place(Device Device, ScalarType Type, LayerKernels Kernels, long Seed)
{
    /// <summary>Reads weights into one block, one after another.</summary>
    /// <exception cref="CommandException">A weight is missing or has another size.</exception>
    public WeightBlock Read(IModelWeights values, IEnumerable<TensorInfo> tensors, long[] shape, ScalarType type, FineTuning tuning)
    {
        WeightBlock? block = null;
        foreach (var info in tensors)
        {
            block ??= new WeightBlock(shape, type, Device, tuning.Trains(Shape, info.Name));
            var numbers = values.Read(info.Name);
            if (numbers.LongLength != info.Count)
            {
                throw new CommandException($"Weight '{info.Name}' is not [{string.Join(", ", info.Shape)}]: "
                    + $"the weights are not those of '{Shape.Preset}'.");
            }

            block.Add(info.Name, numbers);
        }

        return block!;
    }

    /// <summary>The configuration.</summary>
    public required ModelConfiguration Shape { get; init; }
}

/// <summary>PEFT's names of what LoRA trains, and its first numbers.</summary>
internal static class AdapterNames
{
    private const string Prefix = "base_model.model.";

    /// <summary>Whether a name is that of an adapter or of rows that train by themselves, and no weight of the base.</summary>
    public static bool Is(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The matrix that projects a module's input down, [rank, inputs].</summary>
    public static string Down(string weight) => Prefix + weight.Replace(".weight", ".lora_A.weight", StringComparison.Ordinal);

    /// <summary>The matrix that projects it up, [outputs, rank].</summary>
    public static string Up(string weight) => Prefix + weight.Replace(".weight", ".lora_B.weight", StringComparison.Ordinal);

    /// <summary>The rows of a matrix that train by themselves, [tokens, hidden size].</summary>
    public static string Rows(string weight) =>
        Prefix + weight.Replace(".weight", ".token_adapter.trainable_tokens_delta", StringComparison.Ordinal);

    /// <summary>PEFT's first numbers: uniform within 1/√inputs. Those of the other matrix are zero.</summary>
    public static float[] FirstDown(string weight, int rank, long inputs, long seed)
    {
        var random = SplitMix64.For(seed, 0, Down(weight));
        var values = new float[rank * inputs];
        var bound = 1 / Math.Sqrt(inputs);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(((2 * random.NextDouble()) - 1) * bound);
        }

        return values;
    }
}
