using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Onnx;

/// <summary>
/// Writes a model's matrices and the products with them, in one precision, reading one matrix (or those of one product) at a time.
/// <para>
/// A product with blocks that have an offset of their own is two: MatMulNBits over the symmetric part, and a small one of the input's
/// block sums with what is left of each block. MatMulNBits would take the offset as a zero point in floats, but its way for these is
/// forty times slower on a processor.
/// </para>
/// <para>
/// A product in 8 bits is one of whole numbers: the input's rows are rounded to bytes, each row to its own scale, and multiplied with a
/// <see cref="ColumnMatrix"/>. The bytes are unsigned around 128, for which processors have instructions, as they have not for signed ones.
/// </para>
/// </summary>
/// <param name="graph">The graph.</param>
/// <param name="config">The model's sizes.</param>
/// <param name="weights">By the names of <see cref="LlamaTensors"/>.</param>
/// <param name="precision">Of the matrices.</param>
internal sealed class GraphMatrices(OnnxGraph graph, ModelConfiguration config, IModelWeights weights, WeightPrecision precision)
{
    /// <summary>The constants of the quantised embedding, with <see cref="Levels"/> and the others behind the name.</summary>
    public const string Embedding = "embedding";

    /// <summary>The product that gives the logits.</summary>
    public const string Logits = "logits";

    /// <summary>Ends the name of a constant of floats.</summary>
    public const string Weight = ".weight";

    /// <summary>Ends the name of a constant of levels.</summary>
    public const string Levels = ".levels";

    /// <summary>Ends the name of a constant of scales.</summary>
    public const string Scales = ".scales";

    /// <summary>Ends the name of a constant of what blocks have beside their symmetric part, a row for each block of the input.</summary>
    public const string Residuals = ".residuals";

    /// <summary>
    /// Ends the name of a constant of the levels of a <see cref="ColumnMatrix"/>, with a row for each input; the embedding has one for each token.
    /// </summary>
    public const string Columns = ".columns";

    // What the runtime may round a product's input to: 4 is 8 bits in blocks, which costs little where weights have 8 bits at most.
    private const int RoundedInput = 4;
    private static readonly int[] Swapped = [1, 0];
    private readonly HashSet<string> _written = [];
    private readonly Dictionary<string, TensorInfo> _tensors = LlamaTensors.Of(config).ToDictionary(tensor => tensor.Name);

    /// <summary>Writes the token embedding and looks ids up in it.</summary>
    /// <returns>The name of the vectors.</returns>
    public string Embed(string ids)
    {
        if (precision == WeightPrecision.Int8)
        {
            return EmbedColumns(ids);
        }

        if (Packed(8, LlamaTensors.Embedding) is not { } packed)
        {
            var matrix = graph.Floats(LlamaTensors.Embedding, weights.Read(LlamaTensors.Embedding), config.VocabSize, config.HiddenSize);
            return graph.Node("Gather", Embedding, [matrix, ids], ("axis", 0));
        }

        var blocks = config.HiddenSize / packed.BlockSize;
        var symmetric = packed.Residuals is null ? Embedding : $"{Embedding}.symmetric";
        graph.Node(
            "GatherBlockQuantized", symmetric, OnnxGraph.ContribDomain,
            [
                graph.Bytes(Embedding + Levels, packed.Levels, config.VocabSize, config.HiddenSize), ids,
                graph.Floats(Embedding + Scales, packed.Scales, config.VocabSize, blocks),
            ],
            [symmetric],
            ("bits", 8), ("block_size", packed.BlockSize), ("gather_axis", 0), ("quantize_axis", 1));
        if (packed.Residuals is not null)
        {
            // Every number of a block gets the block's own residual.
            var residuals = graph.Floats(Embedding + Residuals, packed.Residuals, config.VocabSize, blocks, 1);
            var rest = graph.Node("Gather", $"{Embedding}.rest", [residuals, ids], ("axis", 0));
            var apart = Reshape(symmetric, $"{Embedding}.blocks", [0, 0, blocks, packed.BlockSize]);
            var sum = graph.Node("Add", $"{Embedding}.sum", [apart, rest]);
            Reshape(sum, Embedding, [0, 0, config.HiddenSize]);
        }

        return Embedding;
    }

    /// <summary>Writes the output layer's matrix, where it is not the embedding's, and the product with it.</summary>
    public void Output(string input)
    {
        if (!config.TieWordEmbeddings)
        {
            Product(input, Logits, 8, LlamaTensors.Output);
            return;
        }

        // Tied, the matrix is in the file once; what the product wants otherwise is made of it when the runtime loads it.
        if (precision == WeightPrecision.Int8)
        {
            var columns = graph.Node("Transpose", "output_columns", [Embedding + Columns], ("perm", Swapped));
            ColumnProduct(input, Logits, columns, Embedding + Scales);
            return;
        }

        if (Packed(8, LlamaTensors.Embedding) is not { } packed)
        {
            var transposed = graph.Node("Transpose", "output_matrix", [LlamaTensors.Embedding], ("perm", Swapped));
            graph.Node("MatMul", Logits, [input, transposed]);
            return;
        }

        var blocks = config.HiddenSize / packed.BlockSize;
        var levels = Reshape(Embedding + Levels, "output_levels", [config.VocabSize, blocks, packed.BlockSize]);
        var residuals = packed.Residuals is null ? null : graph.Node(
            "Transpose", "output_residuals",
            [Reshape(Embedding + Residuals, "output_residual_rows", [config.VocabSize, blocks])],
            ("perm", Swapped));
        BlockProduct(input, Logits, config.VocabSize, config.HiddenSize, packed, levels, Embedding + Scales, residuals);
    }

    /// <summary>Writes matrices, joined by rows, and the product with them.</summary>
    /// <param name="input">What is multiplied.</param>
    /// <param name="name">The product's, and the beginning of its constants'.</param>
    /// <param name="leastBits">The fewest bits of a level, where the precision rounds or takes blocks over.</param>
    /// <param name="names">The matrices, with rows of the same length.</param>
    /// <returns>The name.</returns>
    public string Product(string input, string name, int leastBits, params string[] names)
    {
        var (outputs, inputs) = (names.Sum(matrix => _tensors[matrix].Shape[0]), _tensors[names[0]].Shape[1]);
        if (precision == WeightPrecision.Int8)
        {
            var matrix = ColumnMatrix.Round(Read(names), (int)inputs);
            var columns = graph.SignedBytes(name + Columns, Transpose(matrix.Levels, (int)outputs, (int)inputs), inputs, outputs);
            return ColumnProduct(input, name, columns, graph.Floats(name + Scales, matrix.Scales, outputs));
        }

        if (Packed(leastBits, names) is not { } packed)
        {
            var joined = Transpose(Read(names), (int)outputs, (int)inputs);
            return graph.Node("MatMul", name, [input, graph.Floats(name + Weight, joined, inputs, outputs)]);
        }

        var blocks = inputs / packed.BlockSize;
        var levels = graph.Bytes(name + Levels, packed.Levels, outputs, blocks, packed.BlockSize * packed.Bits / 8);
        var scales = graph.Floats(name + Scales, packed.Scales, outputs, blocks);
        var residuals = packed.Residuals is null
            ? null
            : graph.Floats(name + Residuals, Transpose(packed.Residuals, (int)outputs, (int)blocks), blocks, outputs);
        return BlockProduct(input, name, outputs, inputs, packed, levels, scales, residuals);
    }

    /// <summary>A row-major matrix, mirrored at its diagonal.</summary>
    public static T[] Transpose<T>(T[] matrix, int rows, int columns)
    {
        var transposed = new T[matrix.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                transposed[((long)column * rows) + row] = matrix[((long)row * columns) + column];
            }
        }

        return transposed;
    }

    private string EmbedColumns(string ids)
    {
        var matrix = ColumnMatrix.Round(weights.Read(LlamaTensors.Embedding), config.HiddenSize);
        var levels = graph.SignedBytes(Embedding + Columns, matrix.Levels, config.VocabSize, config.HiddenSize);
        var scales = graph.Floats(Embedding + Scales, matrix.Scales, config.VocabSize);
        var row = graph.Node("Cast", $"{Embedding}.row", [graph.Node("Gather", $"{Embedding}.bytes", [levels, ids], ("axis", 0))], ("to", (int)OnnxType.Float));
        var scale = graph.Node("Gather", $"{Embedding}.scale", [scales, ids], ("axis", 0));
        return graph.Node("Mul", Embedding, [row, graph.Node("Unsqueeze", $"{Embedding}.factor", [scale, graph.Integers($"{Embedding}.axis", [-1], 1)])]);
    }

    // A row is divided by its largest absolute value, which becomes 127, and given it back behind the product. A row of zeros is no number
    // then, whose bytes are some bytes, and times its largest value 0 again.
    private string ColumnProduct(string input, string name, string columns, string scales)
    {
        var unit = Once("unit_scale", constant => graph.Floats(constant, [1f / ColumnMatrix.Largest]));
        var zero = Once("unit_zero", constant => graph.Bytes(constant, [128]));
        var axis = Once("row_axis", constant => graph.Integers(constant, [-1], 1));
        var largest = graph.Node("ReduceMax", $"{name}.largest", [graph.Node("Abs", $"{name}.absolute", [input]), axis], ("keepdims", 1));
        var bytes = graph.Node("QuantizeLinear", $"{name}.bytes", [graph.Node("Div", $"{name}.unit", [input, largest]), unit, zero]);
        graph.Node("MatMulIntegerToFloat", $"{name}.whole", OnnxGraph.ContribDomain, [bytes, columns, unit, scales, zero], [$"{name}.whole"]);
        return graph.Node("Mul", name, [$"{name}.whole", largest]);
    }

    // A constant that all products share.
    private string Once(string name, Func<string, string> write) => _written.Add(name) ? write(name) : name;

    private string BlockProduct(
        string input, string name, long outputs, long inputs, PackedMatrix packed, string levels, string scales, string? residuals)
    {
        var symmetric = residuals is null ? name : $"{name}.symmetric";
        graph.Node(
            "MatMulNBits", symmetric, OnnxGraph.ContribDomain, [input, levels, scales], [symmetric],
            ("K", (int)inputs), ("N", (int)outputs), ("bits", packed.Bits), ("block_size", packed.BlockSize), ("accuracy_level", RoundedInput));
        if (residuals is not null)
        {
            var apart = Reshape(input, $"{name}.blocks", [0, 0, inputs / packed.BlockSize, packed.BlockSize]);
            var sums = graph.Node("ReduceSum", $"{name}.block_sums", [apart, graph.Integers($"{name}.axis", [-1], 1)], ("keepdims", 0));
            var rest = graph.Node("MatMul", $"{name}.rest", [sums, residuals]);
            graph.Node("Add", name, [symmetric, rest]);
        }

        return name;
    }

    // Null where the matrices stay floats.
    private PackedMatrix? Packed(int leastBits, params string[] names)
    {
        switch (precision)
        {
            case WeightPrecision.Int4:
                return PackedMatrix.Round(Read(names), leastBits);
            case WeightPrecision.Source:
                QuantizedTensor?[] blocks = [.. names.Select(weights.ReadBlocks)];
                return Array.TrueForAll(blocks, matrix => matrix is not null) ? PackedMatrix.TakeOver(blocks!, leastBits) : null;
            default:
                return null;
        }
    }

    private float[] Read(string[] names) => names is [var only] ? weights.Read(only) : [.. names.SelectMany(weights.Read)];

    private string Reshape(string input, string name, long[] sizes) =>
        graph.Node("Reshape", name, [input, graph.Integers($"{name}.sizes", sizes, sizes.Length)]);
}
