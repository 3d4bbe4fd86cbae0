using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Fixtures;

/// <summary>
/// The Llama family's rules read plainly, in loops over doubles, one document at a time: what decoders and graphs are held against.
/// </summary>
internal sealed class PlainDecoder(ModelConfiguration shape, IModelWeights weights)
{
    private readonly Dictionary<string, float[]> _read = [];

    /// <summary>Configurations of every family, small enough for loops; widths that are no multiple of anything.</summary>
    public static TheoryData<string> Families { get; } = ["llama", "llama3", "linear", "mistral", "qwen2", "qwen3", "wide heads"];

    /// <summary>The configuration of one of <see cref="Families"/>.</summary>
    public static ModelConfiguration Family(string name)
    {
        var tiny = new ModelConfiguration(name, VocabSize: 53, HiddenSize: 40, NumHiddenLayers: 2, NumAttentionHeads: 4, NumKeyValueHeads: 2, HeadDim: 10, IntermediateSize: 56, MaxPositionEmbeddings: 128);
        return name switch
        {
            "llama3" => tiny with { RopeTheta = 500_000, RopeScaling = new RopeScaling("llama3", 8, 1, 4, 32), TieWordEmbeddings = false },
            "linear" => tiny with { RopeScaling = new RopeScaling("linear", 4) },
            "mistral" => tiny with { ModelType = "mistral", TieWordEmbeddings = false, NumKeyValueHeads = 1 },
            "qwen2" => tiny with { ModelType = "qwen2", AttentionBias = true, RopeTheta = 1e6, RmsNormEps = 1e-6 },
            "qwen3" => tiny with { ModelType = "qwen3", QueryKeyNorm = true, HeadDim = 16, TieWordEmbeddings = false },
            "wide heads" => tiny with { HeadDim = 24, NumKeyValueHeads = 4 },
            _ => tiny,
        };
    }

    /// <summary>Random weights, gains and biases included.</summary>
    public static Dictionary<string, float[]> RandomWeights(ModelConfiguration shape, int seed = 1)
    {
        var random = new Random(seed);
        return LlamaTensors.Of(shape).ToDictionary(tensor => tensor.Name, tensor =>
        {
            var values = new float[tensor.Count];
            for (var i = 0; i < values.Length; i++)
            {
                var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                values[i] = (float)(tensor.IsMatrix ? normal * 0.2 : tensor.Name.EndsWith("bias", StringComparison.Ordinal) ? normal * 0.3 : 1 + (normal * 0.2));
            }

            return values;
        });
    }

    /// <summary>The logits of the next token after each token, [tokens, vocabulary].</summary>
    public double[][] Logits(IReadOnlyList<long> tokens)
    {
        double[][] stream = [.. tokens.Select(token => Enumerable.Range(0, shape.HiddenSize).Select(i => (double)Read(LlamaTensors.Embedding)[(token * shape.HiddenSize) + i]).ToArray())];
        for (var layer = 0; layer < shape.NumHiddenLayers; layer++)
        {
            Attend(stream, layer);
            foreach (var x in stream)
            {
                var input = Norm(x, LlamaTensors.FeedForwardNorm(layer));
                var (gate, up) = (Times(LlamaTensors.Gate(layer), input), Times(LlamaTensors.Up(layer), input));
                Add(x, Times(LlamaTensors.Down(layer), [.. gate.Zip(up, (g, u) => g / (1 + Math.Exp(-g)) * u)]));
            }
        }

        return [.. stream.Select(x => Times(LlamaTensors.OutputOf(shape), Norm(x, LlamaTensors.FinalNorm)))];
    }

    /// <summary>The sum of the negative log likelihoods of some targets.</summary>
    public double Loss(IReadOnlyList<long> tokens, IEnumerable<(int Position, long Target)> targets)
    {
        var logits = Logits(tokens);
        return targets.Sum(target => Math.Log(logits[target.Position].Sum(Math.Exp)) - logits[target.Position][target.Target]);
    }

    private void Attend(double[][] stream, int layer)
    {
        var size = shape.HeadDim;
        var queries = new double[stream.Length][][];
        var (keys, values) = (new double[stream.Length][][], new double[stream.Length][][]);
        for (var t = 0; t < stream.Length; t++)
        {
            var input = Norm(stream[t], LlamaTensors.InputNorm(layer));
            queries[t] = Heads(LlamaTensors.Query(layer), LlamaTensors.QueryBias(layer), LlamaTensors.QueryNorm(layer), input, t);
            keys[t] = Heads(LlamaTensors.Key(layer), LlamaTensors.KeyBias(layer), LlamaTensors.KeyNorm(layer), input, t);
            values[t] = Heads(LlamaTensors.Value(layer), LlamaTensors.ValueBias(layer), null, input, position: null);
        }

        var group = shape.NumAttentionHeads / shape.NumKeyValueHeads;
        for (var t = 0; t < stream.Length; t++)
        {
            var joined = new double[shape.NumAttentionHeads * size];
            for (var head = 0; head < shape.NumAttentionHeads; head++)
            {
                double[] scores = [.. Enumerable.Range(0, t + 1).Select(s => Math.Exp(queries[t][head].Zip(keys[s][head / group], (a, b) => a * b).Sum() / Math.Sqrt(size)))];
                for (var s = 0; s <= t; s++)
                {
                    for (var i = 0; i < size; i++)
                    {
                        joined[(head * size) + i] += scores[s] / scores.Sum() * values[s][head / group][i];
                    }
                }
            }

            Add(stream[t], Times(LlamaTensors.AttentionOutput(layer), joined));
        }
    }

    private double[][] Heads(string weight, string bias, string? norm, double[] input, int? position)
    {
        var all = Times(weight, input);
        if (shape.AttentionBias)
        {
            Add(all, [.. Read(bias).Select(value => (double)value)]);
        }

        return [.. all.Chunk(shape.HeadDim).Select(head =>
        {
            var normed = norm is not null && shape.QueryKeyNorm ? Norm(head, norm) : head;
            return position is { } place ? Turn(normed, place) : normed;
        })];
    }

    private double[] Turn(double[] head, int position)
    {
        var half = shape.HeadDim / 2;
        double[] turned = [.. head];
        for (var i = 0; i < half; i++)
        {
            var angle = position * Frequency(i);
            turned[i] = (head[i] * Math.Cos(angle)) - (head[i + half] * Math.Sin(angle));
            turned[i + half] = (head[i + half] * Math.Cos(angle)) + (head[i] * Math.Sin(angle));
        }

        return turned;
    }

    // transformers' rope_utils, by wavelengths.
    private double Frequency(int i)
    {
        var plain = Math.Pow(shape.RopeTheta, -2.0 * i / shape.HeadDim);
        if (shape.RopeScaling is not { } scaling)
        {
            return plain;
        }

        var wavelength = 2 * Math.PI / plain;
        var (longest, shortest) = (scaling.OriginalMaxPositionEmbeddings / scaling.LowFreqFactor, scaling.OriginalMaxPositionEmbeddings / scaling.HighFreqFactor);
        if (scaling.RopeType == "linear" || wavelength > longest)
        {
            return plain / scaling.Factor;
        }

        if (wavelength < shortest)
        {
            return plain;
        }

        var smooth = ((scaling.OriginalMaxPositionEmbeddings / wavelength) - scaling.LowFreqFactor) / (scaling.HighFreqFactor - scaling.LowFreqFactor);
        return ((1 - smooth) * plain / scaling.Factor) + (smooth * plain);
    }

    private double[] Norm(double[] x, string gain)
    {
        var scale = 1 / Math.Sqrt(x.Average(value => value * value) + shape.RmsNormEps);
        return [.. x.Select((value, i) => value * scale * Read(gain)[i])];
    }

    private double[] Times(string matrix, double[] x)
    {
        var values = Read(matrix);
        return [.. Enumerable.Range(0, values.Length / x.Length).Select(row => x.Select((value, i) => value * values[(row * x.Length) + i]).Sum())];
    }

    private float[] Read(string name) => _read.TryGetValue(name, out var values) ? values : _read[name] = weights.Read(name);

    private static void Add(double[] to, double[] values)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] += values[i];
        }
    }
}
