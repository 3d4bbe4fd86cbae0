using System.Text.Json;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Fixtures;

/// <summary>
/// Writes a real model folder of random weights: one a test can make in milliseconds, of any size, with peaked enough logits
/// that greedy decoding wanders through markers and text. One bias makes it write numbers, one keeps it from ending, one makes it call functions.
/// An endless one's passes over <see cref="EndlessId"/> do not end by themselves, on any machine; other passes are as ever.
/// </summary>
internal sealed record RandomModel(int Width = 64, int Layers = 2, int Context = 512, int Seed = 1, float Peak = 6, float NumberBias = 0, float EndBias = 0, float CallBias = 0, bool Endless = false, MarkerEncoding Encoding = MarkerEncoding.Tokens)
{
    /// <summary>The text of <see cref="EndlessId"/>.</summary>
    public const string EndlessText = "~";

    private const int HeadSize = 64;
    private const long MoreRoundsThanADayHas = 1L << 40;

    /// <summary>The token over which an endless model's pass does not end.</summary>
    public static int EndlessId => ControlTokens.All.Count + EndlessText[0];

    private int Heads => Width / HeadSize;

    public string WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        var taxonomy = MarkerTaxonomy.Default;
        var tokenizer = TokenizerJson(taxonomy);
        var parsed = BpeTokenizer.Parse(tokenizer);
        var size = parsed.VocabularySize;
        var markers = new MarkerVocabulary(parsed, taxonomy);
        var bias = new float[size];
        foreach (var category in taxonomy.Categories.Where(c => c.Kind != MarkerKind.Categorical))
        {
            bias[markers.NumberOpenIds(category.Name)[^1]] += NumberBias;
        }

        bias[ControlTokens.All.ToList().IndexOf(ControlTokens.End)] = EndBias;
        bias[ControlTokens.All.ToList().IndexOf(ControlTokens.Call)] = CallBias;
        var graph = BuildGraph(size, bias);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), graph.ToModel());
        File.WriteAllBytes(Path.Combine(folder, "model.onnx.data"), graph.Data);
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), tokenizer);
        File.WriteAllText(Path.Combine(folder, "taxonomy.json"), taxonomy.ToJson());
        File.WriteAllText(Path.Combine(folder, "genai_config.json"), ConfigJson(size));
        return folder;
    }

    private string TokenizerJson(MarkerTaxonomy taxonomy)
    {
        // GPT-2's spelling of bytes: printable ones stand for themselves, the others for U+0100 and on.
        var vocabulary = new Dictionary<string, int>();
        var others = 0;
        for (var value = 0; value < 256; value++)
        {
            var printable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            vocabulary[((char)(printable ? value : 256 + others++)).ToString()] = ControlTokens.All.Count + value;
        }

        var markers = MarkerVocabulary.Contents(taxonomy, Encoding).Select((content, i) => (content, id: ControlTokens.All.Count + 256 + i));
        return JsonSerializer.Serialize(new
        {
            version = "1.0",
            added_tokens = ControlTokens.All.Select((content, i) => (content, id: i)).Concat(markers).Select((t, i) => new
            {
                id = t.id,
                t.content,
                single_word = false,
                lstrip = false,
                rstrip = false,
                normalized = false,
                special = i < ControlTokens.All.Count,
            }),
            pre_tokenizer = new
            {
                type = "Sequence",
                pretokenizers = new object[]
                {
                    new { type = "Split", pattern = new { Regex = SplitRule.TreasureMarkers.Pattern }, behavior = "Isolated", invert = false },
                    new { type = "ByteLevel", add_prefix_space = false, trim_offsets = true, use_regex = false },
                },
            },
            decoder = new { type = "ByteLevel" },
            model = new { type = "BPE", vocab = vocabulary, merges = Array.Empty<string>() },
        });
    }

    private string ConfigJson(int vocabulary) => JsonSerializer.Serialize(new
    {
        model = new
        {
            bos_token_id = 1,
            eos_token_id = 2,
            pad_token_id = 0,
            context_length = Context,
            type = "llama",
            vocab_size = vocabulary,
            decoder = new
            {
                session_options = new { log_id = "onnxruntime-genai", provider_options = Array.Empty<string>() },
                filename = "model.onnx",
                head_size = HeadSize,
                hidden_size = Width,
                num_attention_heads = Heads,
                num_hidden_layers = Layers,
                num_key_value_heads = 1,
                inputs = new { input_ids = "input_ids", attention_mask = "attention_mask", past_key_names = "past_key_values.%d.key", past_value_names = "past_key_values.%d.value" },
                outputs = new { logits = "logits", present_key_names = "present.%d.key", present_value_names = "present.%d.value" },
            },
        },
        search = new { max_length = Context, past_present_share_buffer = true, do_sample = false },
    });

    private OnnxGraph BuildGraph(int vocabulary, float[] bias)
    {
        var random = new Random(Seed);
        var g = new OnnxGraph();
        var ids = g.Input("input_ids", real: false, "batch", "length");
        var mask = g.Input("attention_mask", real: false, "batch", "total");
        var lengths = g.ToInt32(g.Node("Sub", [g.Node("ReduceSum", [mask, g.Constant("axis1", 1, 1)], "sum", attributes: ("keepdims", 0)), g.Constant("one", 1)], "last"), "seqlens_k");
        var total = g.ToInt32(g.Node("Gather", [g.Node("Shape", [mask], "mask_shape"), g.Constant("index1", 1)], "total_64"), "total_length");
        var rotary = Enumerable.Range(0, Context).SelectMany(p => Enumerable.Range(0, HeadSize / 2).Select(i => p * Math.Pow(10_000, -2.0 * i / HeadSize))).ToArray();
        var cos = g.Weights("cos", [.. rotary.Select(a => (float)Math.Cos(a))], Context, HeadSize / 2);
        var sin = g.Weights("sin", [.. rotary.Select(a => (float)Math.Sin(a))], Context, HeadSize / 2);
        var x = g.Node("Gather", [g.Weights("embedding", Normal(random, vocabulary * Width, 1), vocabulary, Width), ids], "embedded");
        for (var l = 0; l < Layers; l++)
        {
            x = Layer(g, random, l, x, lengths, total, cos, sin);
        }

        var scores = g.Node("MatMul", [Norm(g, x, "final"), g.Weights("lm_head", Normal(random, Width * vocabulary, Peak / Math.Sqrt(Width)), Width, vocabulary)], "scores");
        if (Endless)
        {
            var found = g.ToInt64(g.Node("Equal", [ids, g.Constant("endless_id", EndlessId)], "is_endless"), "endless_ids");
            var rounds = g.Node("Mul", [g.Node("ReduceSum", [found], "endless_count", attributes: ("keepdims", 0)), g.Constant("rounds_each", MoreRoundsThanADayHas)], "rounds");
            scores = g.Node("Add", [scores, g.ZeroAfterRounds(rounds, "zero")], "scores_in_the_end");
        }

        g.Node("Add", [scores, g.Weights("bias", bias, vocabulary)], "logits");
        g.Output("logits", "batch", "length", vocabulary);
        return g;
    }

    private string Layer(OnnxGraph g, Random random, int l, string x, string lengths, string total, string cos, string sin)
    {
        string Linear(string input, string name, int rows, int columns) =>
            g.Node("MatMul", [input, g.Weights($"{name}{l}_weight", Normal(random, rows * columns, 1 / Math.Sqrt(rows)), rows, columns)], $"{name}{l}");

        var key = g.Input($"past_key_values.{l}.key", real: true, "batch", 1, "past", HeadSize);
        var value = g.Input($"past_key_values.{l}.value", real: true, "batch", 1, "past", HeadSize);
        g.Output($"present.{l}.key", "batch", 1, "total", HeadSize);
        g.Output($"present.{l}.value", "batch", 1, "total", HeadSize);
        var n = Norm(g, x, $"before_attention{l}");
        var attention = g.Node(
            "GroupQueryAttention",
            [Linear(n, "q", Width, Width), Linear(n, "k", Width, HeadSize), Linear(n, "v", Width, HeadSize), key, value, lengths, total, cos, sin],
            $"attention{l}",
            "com.microsoft",
            [$"present.{l}.key", $"present.{l}.value"],
            ("num_heads", Heads),
            ("kv_num_heads", 1),
            ("scale", 1 / MathF.Sqrt(HeadSize)),
            ("do_rotary", 1));
        x = g.Node("Add", [x, Linear(attention, "o", Width, Width)], $"after_attention{l}");
        n = Norm(g, x, $"before_mlp{l}");
        var gate = Linear(n, "gate", Width, 2 * Width);
        var silu = g.Node("Mul", [gate, g.Node("Sigmoid", [gate], $"sigmoid{l}")], $"silu{l}");
        var hidden = g.Node("Mul", [silu, Linear(n, "up", Width, 2 * Width)], $"hidden{l}");
        return g.Node("Add", [x, Linear(hidden, "down", 2 * Width, Width)], $"after_mlp{l}");
    }

    private string Norm(OnnxGraph g, string x, string name) => g.Node(
        "SimplifiedLayerNormalization",
        [x, g.Weights(name + "_gain", [.. Enumerable.Repeat(1f, Width)], Width)],
        name,
        attributes: [("axis", -1), ("epsilon", 1e-5f), ("stash_type", 1)]);

    private static float[] Normal(Random random, int count, double deviation)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = (float)(deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return values;
    }
}
