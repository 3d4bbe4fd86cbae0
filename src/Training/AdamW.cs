using static TorchSharp.torch;

namespace TreasureMarkers.Training;

/// <summary>
/// AdamW (Loshchilov and Hutter) with decoupled decay on matrices only; its moments are fp32. One instance belongs to one model.
/// </summary>
internal sealed class AdamW : IDisposable
{
    private const double FirstDecay = 0.9;
    private const double SecondDecay = 0.95;
    private const double Epsilon = 1e-8;
    private const double WeightDecay = 0.1;
    private readonly IReadOnlyDictionary<string, Tensor> _weights;
    private readonly Dictionary<string, Tensor> _first;
    private readonly Dictionary<string, Tensor> _second;

    /// <summary>Starts with zero moments.</summary>
    public AdamW(Decoder model)
    {
        _weights = model.Weights;
        using var scope = NewDisposeScope();
        _first = Zeros();
        _second = Zeros();
    }

    /// <summary>Updates made so far; the bias corrections depend on it.</summary>
    public long Updates { get; private set; }

    /// <summary>Running means of the gradients, by weight name.</summary>
    public IReadOnlyDictionary<string, Tensor> FirstMoments => _first;

    /// <summary>Running means of the squared gradients, by weight name.</summary>
    public IReadOnlyDictionary<string, Tensor> SecondMoments => _second;

    /// <summary>Goes on from a checkpoint's moments.</summary>
    public void Restore(Checkpoint checkpoint)
    {
        using var inPlace = no_grad();
        using var scope = NewDisposeScope();
        Updates = checkpoint.Updates;
        foreach (var name in _weights.Keys)
        {
            _first[name].copy_(tensor(checkpoint.FirstMoments[name], _first[name].shape));
            _second[name].copy_(tensor(checkpoint.SecondMoments[name], _second[name].shape));
        }
    }

    /// <summary>Scales the gradients down to a length of at most <paramref name="maximum"/>.</summary>
    /// <returns>Their length before, over all weights together.</returns>
    public double ClipGradients(double maximum)
    {
        using var inPlace = no_grad();
        using var scope = NewDisposeScope();
        var gradients = Gradients().ToArray();
        var length = stack(gradients.Select(gradient => gradient.norm())).norm().item<float>();
        if (length > maximum)
        {
            foreach (var gradient in gradients)
            {
                gradient.mul_(maximum / length);
            }
        }

        return length;
    }

    /// <summary>Makes one update from the gradients, and clears them.</summary>
    public void Step(double learningRate)
    {
        using var inPlace = no_grad();
        using var scope = NewDisposeScope();
        Updates++;
        var firstCorrection = 1 - Math.Pow(FirstDecay, Updates);
        var secondCorrection = Math.Sqrt(1 - Math.Pow(SecondDecay, Updates));
        foreach (var (name, weight) in _weights)
        {
            using var one = NewDisposeScope();
            var gradient = weight.grad!;
            var (first, second) = (_first[name], _second[name]);
            first.mul_(FirstDecay).add_(gradient, 1 - FirstDecay);
            second.mul_(SecondDecay).addcmul_(gradient, gradient, 1 - SecondDecay);
            if (weight.shape.Length > 1)
            {
                weight.mul_(1 - (learningRate * WeightDecay));
            }

            weight.addcdiv_(first, second.sqrt().div_(secondCorrection).add_(Epsilon), -learningRate / firstCorrection);
            gradient.zero_();
        }
    }

    /// <summary>Forgets the gradients of an unfinished batch.</summary>
    public void ClearGradients()
    {
        using var inPlace = no_grad();
        using var scope = NewDisposeScope();
        foreach (var weight in _weights.Values)
        {
            weight.grad?.zero_();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var moment in _first.Values.Concat(_second.Values))
        {
            moment.Dispose();
        }
    }

    private IEnumerable<Tensor> Gradients() => _weights.Values.Select(weight => weight.grad!);

    private Dictionary<string, Tensor> Zeros() =>
        _weights.ToDictionary(weight => weight.Key, weight => zeros(weight.Value.shape, ScalarType.Float32, weight.Value.device).MoveToOuterDisposeScope());
}
