using TorchSharp;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Weights;
using TreasureMarkers.Training.Kernels;
using static TorchSharp.torch;

namespace TreasureMarkers.Training;

/// <summary>
/// A decoder of the Llama family with its backward pass. Documents are packed one after another into a single row of tokens; each
/// attends to itself alone. Matrix products are in the given precision, and weights that do not train are kept in it alone; those
/// that do are fp32. Not safe for use by several threads at once.
/// </summary>
internal sealed partial class Decoder : IDisposable
{
    private readonly Place _place;
    private readonly FineTuning _tuning;
    private readonly WeightBlock _embedding;
    private readonly WeightBlock _head;
    private readonly WeightBlock _norm;
    private readonly DecoderLayer[] _layers;
    private readonly List<TokenRows> _rows = [];

    /// <summary>Puts weights on a device.</summary>
    /// <param name="shape">Hyperparameters.</param>
    /// <param name="values">Every weight of <see cref="LlamaTensors.Of"/>; read one at a time and not kept.</param>
    /// <param name="precision">Number type of the matrix products.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="tuning">What trains; null for everything.</param>
    /// <param name="seed">Decides adapters' first weights and what their dropout drops.</param>
    /// <exception cref="CommandException">A weight is missing or has another size.</exception>
    public Decoder(
        ModelConfiguration shape, IModelWeights values, MatrixPrecision precision, Device device, FineTuning? tuning = null, long seed = 1)
    {
        Shape = shape;
        _tuning = tuning ?? new FineTuning();
        var type = precision == MatrixPrecision.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32;
        _place = new Place(device, type, LayerKernels.For(device, shape, type), seed) { Shape = shape };
        var tensors = LlamaTensors.Of(shape).ToDictionary(tensor => tensor.Name);
        WeightBlock Block(string name, ScalarType numbers) => _place.Read(values, [tensors[name]], tensors[name].Shape, numbers, _tuning);
        _embedding = Block(LlamaTensors.Embedding, type);
        _layers = [.. Enumerable.Range(0, shape.NumHiddenLayers).Select(number => new DecoderLayer(values, number, _tuning, _place))];
        _norm = Block(LlamaTensors.FinalNorm, ScalarType.Float32);
        _head = shape.TieWordEmbeddings ? _embedding : Block(LlamaTensors.Output, type);
        if (_tuning is { Method: not TrainingMethod.Full, TrainedTokens.Count: > 0 })
        {
            _rows.Add(new TokenRows(LlamaTensors.Embedding, _embedding, _tuning.TrainedTokens, _place));
            if (!shape.TieWordEmbeddings)
            {
                _rows.Add(new TokenRows(LlamaTensors.Output, _head, _tuning.TrainedTokens, _place));
            }
        }

        Blocks =
        [
            _embedding, .. _layers.SelectMany(layer => layer.Blocks), _norm, .. shape.TieWordEmbeddings ? Array.Empty<WeightBlock>() : [_head],
            .. _rows.Select(rows => rows.Block),
        ];
        // Gains and biases are vectors; adapters and single rows have no decay either, as PEFT's examples and TRL have it.
        static bool Decays(WeightBlock block) => block.Working.dim() > 1 && !block.Names.Any(AdapterNames.Is);
        Updated = device.type == DeviceType.CPU
            ? [.. Trained.Select(block => (block, Decays(block)))]
            : [.. Trained.GroupBy(block => (block.Working.dtype, Decays: Decays(block))).Select(group => (WeightBlock.Join([.. group]), group.Key.Decays))];
    }

    /// <summary>A model that writes and does not train, in bfloat16: nothing has a gradient or moments. Loads libtorch.</summary>
    /// <param name="source">The model.</param>
    /// <param name="device">auto, cpu or cuda.</param>
    /// <exception cref="CommandException">The device or libtorch is missing.</exception>
    public static Decoder ForSampling(ModelSource source, string device)
    {
        NativeRuntime.Prepare(Environment.ProcessorCount);
        return new Decoder(
            source.Config, source.Weights, MatrixPrecision.Bf16, NativeRuntime.FindDevice(device), new FineTuning { Method = TrainingMethod.LastLayers });
    }

    /// <summary>Whether it computes on the CPU.</summary>
    public bool IsOnCpu => Device.type == DeviceType.CPU;

    /// <summary>Hyperparameters.</summary>
    public ModelConfiguration Shape { get; }

    /// <summary>Where the weights are.</summary>
    public Device Device => _place.Device;

    /// <summary>Whether the layers' activations are computed twice instead of kept: the memory of one layer instead of all.</summary>
    public bool Recompute { get; set; }

    /// <summary>All weights.</summary>
    public IReadOnlyList<WeightBlock> Blocks { get; }

    /// <summary>The weights that train.</summary>
    public IEnumerable<WeightBlock> Trained => Blocks.Where(block => block.IsTrained);

    /// <summary>
    /// The weights that train as the optimiser meets them, and whether they decay: block by block on a CPU, and in few vectors
    /// elsewhere, where every call counts.
    /// </summary>
    public IReadOnlyList<(WeightBlock Block, bool Decays)> Updated { get; }

    /// <summary>What happens between the products.</summary>
    public LayerKernels Kernels => _place.Kernels;

    // As many loss-carrying positions at once as a CPU's caches like, and as fill a GPU.
    private int LossChunk => Device.type == DeviceType.CPU ? 512 : 8192;

    // Whether the embedding's rows of a batch's inputs train.
    private bool InputTrains => _embedding.IsTrained || (_rows.Count > 0 && _tuning.Method == TrainingMethod.Lora);

    /// <summary>Logits of the next token after every position, fp32 [tokens, vocabulary].</summary>
    /// <param name="tokens">Token ids, documents one after another.</param>
    /// <param name="lengths">Tokens of each document, in order; none longer than the context.</param>
    /// <exception cref="ArgumentException">A document is empty or longer than the context, or the lengths do not add up.</exception>
    public Tensor Logits(long[] tokens, IReadOnlyList<int> lengths)
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        var stream = Stream(tokens, lengths);
        return Head(_place.Kernels.Normalize(stream, null, _norm.Working).Normed).to_type(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>The sum of the losses of a batch's targets, in nats: float64 [1] on the model's device.</summary>
    public Tensor Loss(Batch batch)
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        var chosen = Stream(batch.Inputs, batch.Lengths).index_select(0, ToDevice(batch.Positions));
        var hidden = _place.Kernels.Normalize(chosen, null, _norm.Working).Normed;
        var sum = zeros(1, ScalarType.Float64, Device);
        var targets = ToDevice(batch.Targets);
        foreach (var (start, count) in Chunks(batch))
        {
            using var chunk = NewDisposeScope();
            _ = sum.add_(_place.Kernels.CrossEntropy(Head(hidden.narrow(0, start, count)), targets.narrow(0, start, count), null, 0));
        }

        return sum.MoveToOuterDisposeScope();
    }

    /// <summary>Adds the loss's gradient to the weights' gradients.</summary>
    /// <param name="batch">One pass.</param>
    /// <param name="scale">What the loss is multiplied by, besides its targets' weights: one over their sum in the whole update.</param>
    /// <param name="pass">Numbers the run's passes, for the adapters' dropout.</param>
    /// <returns>The sum over targets, neither weighted nor scaled, in nats: float64 [1] on the model's device.</returns>
    public Tensor Backward(Batch batch, double scale, long pass)
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        var documents = Arrange(batch.Inputs.Length, batch.Lengths);
        var inputs = ToDevice(batch.Inputs);
        var (x, first) = (Embed(inputs), _tuning.FirstLayer(Shape));
        var kept = new List<(Tensor Input, LayerState? State)>();
        for (var number = 0; number < _layers.Length; number++)
        {
            using var layer = NewDisposeScope();
            var (next, state) = _layers[number].Forward(x, documents, Seed(pass, number));
            if (number >= first)
            {
                kept.Add((x, Recompute ? null : state.Keep()));
            }

            x = next.MoveToOuterDisposeScope();
        }

        var (sum, stream) = LossGradient(x, batch, scale);
        for (var number = _layers.Length - 1; number >= first; number--)
        {
            using var layer = NewDisposeScope();
            var (input, state) = kept[number - first];
            state ??= _layers[number].Forward(input, documents, Seed(pass, number)).State;
            _layers[number].Backward(input, state, stream, documents, Seed(pass, number), number > first || InputTrains);
            state.Dispose();
            input.Dispose();
        }

        if (InputTrains)
        {
            InputGradient(inputs, batch.Inputs, stream);
        }

        return sum.MoveToOuterDisposeScope();
    }

    /// <summary>Makes the working numbers follow the trained ones, after these were changed from outside.</summary>
    public void Refresh()
    {
        using var inPlace = no_grad();
        foreach (var block in Trained)
        {
            block.Refresh();
        }

        RefreshRows();
    }

    /// <summary>Puts the rows of trained tokens where products find them, after an update.</summary>
    public void RefreshRows()
    {
        foreach (var rows in _rows)
        {
            rows.Refresh();
        }
    }

    /// <summary>Starts writing several texts at once, token by token.</summary>
    /// <param name="texts">How many.</param>
    /// <param name="length">The most tokens of one.</param>
    public Writer Write(int texts, int length) => new(this, texts, length);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var block in Blocks.Concat(Updated.Select(updated => updated.Block)))
        {
            block.Dispose();
        }

        (_place.Kernels as IDisposable)?.Dispose();
    }

    private Tensor Stream(long[] tokens, IReadOnlyList<int> lengths)
    {
        var documents = Arrange(tokens.Length, lengths);
        var x = Embed(ToDevice(tokens));
        foreach (var layer in _layers)
        {
            using var scope = NewDisposeScope();
            var next = layer.Forward(x, documents, null).Stream.MoveToOuterDisposeScope();
            x.Dispose();
            x = next;
        }

        return x;
    }

    private PackedDocuments Arrange(int tokens, IReadOnlyList<int> lengths) =>
        lengths.Any(length => length < 1 || length > Shape.MaxPositionEmbeddings) || lengths.Sum() != tokens
            ? throw new ArgumentException(
                $"Document lengths must be 1 to {Shape.MaxPositionEmbeddings} and add up to {tokens} tokens.", nameof(lengths))
            // A call to a GPU takes the time of much arithmetic: few large ones, some of them on padding, are faster there.
            : new PackedDocuments(lengths, padded: Device.type != DeviceType.CPU);

    private Tensor Embed(Tensor tokens) => _embedding.Working.index_select(0, tokens).to_type(ScalarType.Float32);

    private Tensor Head(Tensor hidden) => hidden.mm(_head.Working.t());

    // Two numbers for each of a layer's products may not meet those of another layer or pass.
    private long? Seed(long pass, int layer) => _tuning.Dropout > 0 ? (((pass * _layers.Length) + layer) * 4) + (_place.Seed << 40) : null;

    // The logits of all positions would be the largest tensor by far: they are made and differentiated some at a time.
    private (Tensor Sum, Tensor Stream) LossGradient(Tensor x, Batch batch, double scale)
    {
        using var scope = NewDisposeScope();
        var (positions, targets) = (ToDevice(batch.Positions), ToDevice(batch.Targets));
        var weights = batch.Weights is { } given ? tensor(given).to(Device) : null;
        var chosen = x.index_select(0, positions);
        var (hidden, factors) = _place.Kernels.Normalize(chosen, null, _norm.Working);
        var (sum, hiddenGradient) = (zeros(1, ScalarType.Float64, Device), empty_like(hidden));
        foreach (var (start, count) in Chunks(batch))
        {
            using var chunk = NewDisposeScope();
            var some = hidden.narrow(0, start, count);
            var logits = Head(some);
            _ = sum.add_(_place.Kernels.CrossEntropy(logits, targets.narrow(0, start, count), weights?.narrow(0, start, count), scale));
            _ = hiddenGradient.narrow(0, start, count).copy_(logits.mm(_head.Working));
            if (_head.IsTrained)
            {
                _place.Kernels.Accumulate(_head.Gradient!, logits.t().mm(some));
            }
            else if (_rows.Count > 0)
            {
                _rows[^1].AddOutputGradient(logits, some);
            }
        }

        var gradient = zeros_like(chosen);
        _ = _place.Kernels.NormalizeBackward(hiddenGradient, chosen, factors, _norm.Working, gradient, _norm.Gradient);
        return (sum.MoveToOuterDisposeScope(), zeros_like(x).index_copy_(0, positions, gradient).MoveToOuterDisposeScope());
    }

    private void InputGradient(Tensor inputs, long[] ids, Tensor stream)
    {
        if (_embedding.IsTrained)
        {
            _ = _embedding.Gradient!.index_add_(0, inputs, stream, 1);
        }
        else
        {
            _rows[0].AddInputGradient(ids, stream);
        }
    }

    private IEnumerable<(long Start, long Count)> Chunks(Batch batch)
    {
        for (var start = 0L; start < batch.Targets.LongLength; start += LossChunk)
        {
            yield return (start, Math.Min(LossChunk, batch.Targets.LongLength - start));
        }
    }

    private Tensor ToDevice(long[] values) => tensor(values).to(Device);
}

/// <summary>Some rows of a matrix that train although the matrix does not.</summary>
internal sealed class TokenRows
{
    private readonly WeightBlock _matrix;
    private readonly Dictionary<long, int> _places;
    private readonly Tensor _ids;

    /// <summary>Begins with what the rows are in the matrix.</summary>
    public TokenRows(string name, WeightBlock matrix, IReadOnlyList<int> tokens, Place place)
    {
        using var scope = NewDisposeScope();
        _matrix = matrix;
        _places = tokens.Select((token, i) => (token, i)).ToDictionary(pair => (long)pair.token, pair => pair.i);
        _ids = tensor([.. tokens.Select(token => (long)token)]).to(place.Device).DetachFromDisposeScope();
        Block = new WeightBlock([tokens.Count, place.Shape.HiddenSize], ScalarType.Float32, place.Device, isTrained: true);
        Block.Add(AdapterNames.Rows(name), matrix.Working.index_select(0, _ids).to_type(ScalarType.Float32).cpu().data<float>().ToArray());
    }

    /// <summary>The rows, fp32 [tokens, hidden size].</summary>
    public WeightBlock Block { get; }

    /// <summary>Puts the rows into the matrix.</summary>
    public void Refresh()
    {
        using var scope = NewDisposeScope();
        _ = _matrix.Working.index_copy_(0, _ids, Block.Master!.to_type(_matrix.Working.dtype));
    }

    /// <summary>The gradient of the rows as targets.</summary>
    /// <param name="logits">Gradients of logits, [positions, vocabulary].</param>
    /// <param name="hidden">[positions, hidden size].</param>
    public void AddOutputGradient(Tensor logits, Tensor hidden) => Block.Gradient!.add_(logits.index_select(1, _ids).t().mm(hidden));

    /// <summary>The gradient of the rows as inputs.</summary>
    public void AddInputGradient(long[] ids, Tensor stream)
    {
        var found = Enumerable.Range(0, ids.Length).Where(i => _places.ContainsKey(ids[i])).ToArray();
        if (found.Length > 0)
        {
            var (rows, places) = (tensor([.. found.Select(i => (long)i)]), tensor([.. found.Select(i => (long)_places[ids[i]])]));
            _ = Block.Gradient!.index_add_(0, places.to(stream.device), stream.index_select(0, rows.to(stream.device)), 1);
        }
    }
}
