using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TreasureMarkers.Training;

/// <summary>
/// A Llama-style decoder: RMS normalisation, rotary positions, grouped-query attention, SwiGLU, tied embeddings. Documents are
/// packed one after another into a single row of tokens; each attends to itself alone, so packing wastes nothing and leaks
/// nothing. Weights are fp32 and stay on one device; matrix products are in the given precision. Components have the names that
/// Hugging Face's Llama gives them. Not safe for use by several threads at once.
/// </summary>
internal sealed class Decoder : Module<Tensor, IReadOnlyList<int>, Tensor>
{
    private readonly ScalarType _type;
    [ComponentName(Name = "embed_tokens")]
    private readonly Linear _embedding;
    [ComponentName(Name = "layers")]
    private readonly ModuleList<Block> _layers;
    [ComponentName(Name = "norm")]
    private readonly RmsNorm _norm;
    [ComponentName(Name = "rotary_cos")]
    private readonly Tensor _cosine;
    [ComponentName(Name = "rotary_sin")]
    private readonly Tensor _signedSine;

    /// <summary>Puts weights on a device.</summary>
    /// <param name="shape">Hyperparameters.</param>
    /// <param name="values">Every weight of <see cref="LlamaTensors.Of"/>.</param>
    /// <param name="precision">Number type of the matrix products.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="CommandException">A weight is missing or has another size.</exception>
    public Decoder(ModelConfiguration shape, IModelWeights values, MatrixPrecision precision, Device device)
        : base(nameof(Decoder))
    {
        Shape = shape;
        Device = device;
        _type = precision == MatrixPrecision.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32;
        _embedding = new Linear(shape.HiddenSize, shape.VocabSize, device);
        _layers = new ModuleList<Block>([.. Enumerable.Range(0, shape.NumHiddenLayers).Select(_ => new Block(shape, _type, device))]);
        _norm = new RmsNorm(shape, _type, device);
        _cosine = RotaryBuffer(RotaryTable.Cosines(shape), firstHalfSign: 1);
        _signedSine = RotaryBuffer(RotaryTable.Sines(shape), firstHalfSign: -1);
        RegisterComponents();
        Weights = named_parameters().ToDictionary(weight => "model." + weight.name, weight => weight.parameter);
        Load(values);
    }

    /// <summary>Hyperparameters.</summary>
    public ModelConfiguration Shape { get; }

    /// <summary>Where the weights are.</summary>
    public Device Device { get; }

    /// <summary>The fp32 weights by name; each gathers a gradient.</summary>
    public IReadOnlyDictionary<string, Parameter> Weights { get; }

    /// <summary>The last layer's normalised vectors, in the type of the matrix products.</summary>
    /// <param name="tokens">Token ids, int64 [tokens], documents one after another.</param>
    /// <param name="lengths">Tokens of each document, in order; none longer than the context.</param>
    /// <returns>[tokens, hidden size].</returns>
    /// <exception cref="ArgumentException">A document is empty or longer than the context, or the lengths do not add up.</exception>
    public override Tensor forward(Tensor tokens, IReadOnlyList<int> lengths)
    {
        if (lengths.Any(length => length < 1 || length > Shape.MaxPositionEmbeddings) || lengths.Sum() != tokens.shape[0])
        {
            throw new ArgumentException(
                $"Document lengths must be 1 to {Shape.MaxPositionEmbeddings} and add up to {tokens.shape[0]} tokens.", nameof(lengths));
        }

        // A call to a GPU takes the time of much arithmetic: few large ones, some of them on padding, are faster there.
        var documents = new PackedDocuments(lengths, Device, padded: Device.type != DeviceType.CPU);
        var (cosine, signedSine) = (_cosine.index_select(0, documents.Positions), _signedSine.index_select(0, documents.Positions));
        var x = _embedding.Weight.index_select(0, tokens);
        foreach (var layer in _layers)
        {
            x = layer.forward(x, cosine, signedSine, documents);
        }

        return _norm.forward(x);
    }

    /// <summary>Logits of the next token after some positions, fp32 [positions, vocabulary].</summary>
    /// <param name="hidden">What <see cref="forward"/> returned for them, [positions, hidden size].</param>
    public Tensor Logits(Tensor hidden) => _embedding.forward(hidden).to_type(ScalarType.Float32);

    /// <summary>Logits of the next token after every position, fp32 [tokens, vocabulary].</summary>
    /// <inheritdoc cref="forward"/>
    public Tensor Logits(Tensor tokens, IReadOnlyList<int> lengths) => Logits(forward(tokens, lengths));

    private void Load(IModelWeights values)
    {
        using var inPlace = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, weight) in Weights)
        {
            var numbers = values.Read(name);
            if (numbers.LongLength != weight.numel())
            {
                throw new CommandException($"Weight '{name}' is not [{string.Join(", ", weight.shape)}]: "
                    + $"the weights are not those of '{Shape.Preset}'.");
            }

            weight.copy_(tensor(numbers, weight.shape));
        }
    }

    private Tensor RotaryBuffer(float[] firstHalf, int firstHalfSign)
    {
        using var scope = NewDisposeScope();
        var half = tensor(firstHalf, [Shape.MaxPositionEmbeddings, Shape.HeadDim / 2]).to(Device);
        return cat([half.mul(firstHalfSign), half], -1).unsqueeze(1).to_type(_type).DetachFromDisposeScope();
    }

    /// <summary>One layer: attention, then the feed-forward, each over the normalised stream and added to it.</summary>
    private sealed class Block : Module<Tensor, Tensor, Tensor, PackedDocuments, Tensor>
    {
        [ComponentName(Name = "input_layernorm")]
        private readonly RmsNorm _attentionNorm;
        [ComponentName(Name = "self_attn")]
        private readonly CausalSelfAttention _attention;
        [ComponentName(Name = "post_attention_layernorm")]
        private readonly RmsNorm _feedForwardNorm;
        [ComponentName(Name = "mlp")]
        private readonly SwiGlu _feedForward;

        public Block(ModelConfiguration shape, ScalarType type, Device device)
            : base(nameof(Block))
        {
            _attentionNorm = new RmsNorm(shape, type, device);
            _attention = new CausalSelfAttention(shape, device);
            _feedForwardNorm = new RmsNorm(shape, type, device);
            _feedForward = new SwiGlu(shape, device);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x, Tensor cosine, Tensor signedSine, PackedDocuments documents)
        {
            x = x.add(_attention.forward(_attentionNorm.forward(x), cosine, signedSine, documents));
            return x.add(_feedForward.forward(_feedForwardNorm.forward(x)));
        }
    }

    /// <summary>Causal attention of each document to itself; several query heads share a key and a value head.</summary>
    private sealed class CausalSelfAttention : Module<Tensor, Tensor, Tensor, PackedDocuments, Tensor>
    {
        private readonly int _heads;
        private readonly int _keyValueHeads;
        private readonly int _size;
        [ComponentName(Name = "q_proj")]
        private readonly Linear _query;
        [ComponentName(Name = "k_proj")]
        private readonly Linear _key;
        [ComponentName(Name = "v_proj")]
        private readonly Linear _value;
        [ComponentName(Name = "o_proj")]
        private readonly Linear _output;

        public CausalSelfAttention(ModelConfiguration shape, Device device)
            : base(nameof(CausalSelfAttention))
        {
            (_heads, _keyValueHeads, _size) = (shape.NumAttentionHeads, shape.NumKeyValueHeads, shape.HeadDim);
            _query = new Linear(shape.HiddenSize, _heads * _size, device);
            _key = new Linear(shape.HiddenSize, _keyValueHeads * _size, device);
            _value = new Linear(shape.HiddenSize, _keyValueHeads * _size, device);
            _output = new Linear(_heads * _size, shape.HiddenSize, device);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x, Tensor cosine, Tensor signedSine, PackedDocuments documents)
        {
            var queries = documents.Split(Rotate(_query.forward(x).view(-1, _heads, _size), cosine, signedSine));
            var keys = documents.Split(Rotate(_key.forward(x).view(-1, _keyValueHeads, _size), cosine, signedSine));
            var values = documents.Split(_value.forward(x).view(-1, _keyValueHeads, _size));
            return _output.forward(documents.Join([.. queries.Select((query, i) => Attend(query, keys[i], values[i]))]));
        }

        /// <summary>Turns heads by their positions: x·cos + (−second half, first half)·sin.</summary>
        /// <param name="heads">[tokens, heads, size].</param>
        /// <param name="cosine">[tokens, 1, size], both halves.</param>
        /// <param name="signedSine">[tokens, 1, size], the first half negated.</param>
        private static Tensor Rotate(Tensor heads, Tensor cosine, Tensor signedSine)
        {
            var halves = heads.chunk(2, -1);
            return heads.mul(cosine).add(cat([halves[1], halves[0]], -1).mul(signedSine));
        }

        /// <summary>Attention over documents of one length, [documents, heads, length, size] each.</summary>
        private Tensor Attend(Tensor query, Tensor key, Tensor value)
        {
            // In bf16 on a CPU, libtorch 2.10's fused attention makes a whole update of preset small take 1.13 times as long as matrix
            // products do (3.63 against 3.20 seconds of one core); elsewhere the fused one is faster.
            return query.device_type == DeviceType.CPU && query.dtype == ScalarType.BFloat16
                ? AttendByProducts(query, key, value)
                : functional.scaled_dot_product_attention(query, ForEachQueryHead(key), ForEachQueryHead(value), is_casual: true);
        }

        private Tensor AttendByProducts(Tensor query, Tensor key, Tensor value)
        {
            // The queries that share a key head are one matrix: keys and values need no copies.
            var (documents, length, group) = (query.shape[0], query.shape[2], _heads / _keyValueHeads);
            var grouped = query.mul(1 / Math.Sqrt(_size)).reshape(documents, _keyValueHeads, group * length, _size);
            var future = full([length, length], float.NegativeInfinity, query.dtype).triu_(1);
            var scores = grouped.matmul(key.transpose(-2, -1)).view(documents, _keyValueHeads, group, length, length).add_(future);
            var weights = scores.softmax(-1).view(documents, _keyValueHeads, group * length, length);
            return weights.matmul(value).view(documents, _heads, length, _size);
        }

        private Tensor ForEachQueryHead(Tensor shared) =>
            _heads == _keyValueHeads ? shared : shared.repeat_interleave(_heads / _keyValueHeads, 1);
    }

    /// <summary>The gated feed-forward: down(silu(gate(x)) · up(x)).</summary>
    private sealed class SwiGlu : Module<Tensor, Tensor>
    {
        [ComponentName(Name = "gate_proj")]
        private readonly Linear _gate;
        [ComponentName(Name = "up_proj")]
        private readonly Linear _up;
        [ComponentName(Name = "down_proj")]
        private readonly Linear _down;

        public SwiGlu(ModelConfiguration shape, Device device)
            : base(nameof(SwiGlu))
        {
            _gate = new Linear(shape.HiddenSize, shape.IntermediateSize, device);
            _up = new Linear(shape.HiddenSize, shape.IntermediateSize, device);
            _down = new Linear(shape.IntermediateSize, shape.HiddenSize, device);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => _down.forward(functional.silu(_gate.forward(x)).mul(_up.forward(x)));
    }

    /// <summary>RMS normalisation with a gain, in fp32; the result has the type of the matrix products.</summary>
    private sealed class RmsNorm : Module<Tensor, Tensor>
    {
        private readonly double _epsilon;
        private readonly ScalarType _type;
        [ComponentName(Name = "weight")]
        private readonly Parameter _weight;

        public RmsNorm(ModelConfiguration shape, ScalarType type, Device device)
            : base(nameof(RmsNorm))
        {
            (_epsilon, _type) = (shape.RmsNormEps, type);
            _weight = new Parameter(ones(shape.HiddenSize, device: device));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var scale = x.square().mean([-1L], keepdim: true).add(_epsilon).rsqrt();
            return x.mul(scale).mul(_weight).to_type(_type);
        }
    }

    /// <summary>A matrix without bias: its weight is fp32, the product has the input's type.</summary>
    private sealed class Linear : Module<Tensor, Tensor>
    {
        public Linear(int inputs, int outputs, Device device)
            : base(nameof(Linear))
        {
            Weight = new Parameter(zeros(outputs, inputs, device: device));
            RegisterComponents();
        }

        [field: ComponentName(Name = "weight")]
        public Parameter Weight { get; }

        public override Tensor forward(Tensor x) => functional.linear(x, Weight.to_type(x.dtype));
    }
}
