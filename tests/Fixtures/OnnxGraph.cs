using System.Runtime.InteropServices;

namespace TreasureMarkers.Fixtures;

/// <summary>Builds an ONNX model with its weights in a second file, as exported models have them.</summary>
internal sealed class OnnxGraph
{
    private const int FloatType = 1;
    private const int Int32Type = 6;
    private const int Int64Type = 7;
    private const int BoolType = 9;
    private readonly ProtoWriter _graph = new();
    private readonly List<byte> _data = [];

    public byte[] Data => [.. _data];

    public string Node(string op, string[] inputs, string output, string domain = "", string[]? moreOutputs = null, params (string Name, object Value)[] attributes)
    {
        var node = new ProtoWriter();
        foreach (var input in inputs)
        {
            node.Text(1, input);
        }

        foreach (var name in (moreOutputs ?? []).Prepend(output))
        {
            node.Text(2, name);
        }

        node.Text(3, output + "_node").Text(4, op);
        foreach (var (name, value) in attributes)
        {
            var attribute = new ProtoWriter().Text(1, name);
            node.Message(5, value switch
            {
                float number => attribute.Float(2, number).Int(20, 1),
                ProtoWriter graph => attribute.Message(6, graph).Int(20, 5),
                _ => attribute.Int(3, Convert.ToInt64(value)).Int(20, 2),
            });
        }

        _graph.Message(1, node.Text(7, domain));
        return output;
    }

    /// <summary>Zero, after as many rounds of a loop as a number says, between any two of which the pass can be ended.</summary>
    public string ZeroAfterRounds(string rounds, string output)
    {
        var body = new OnnxGraph();
        body._graph.Message(11, Value($"{output}_round", Int64Type, []));
        body._graph.Message(11, Value($"{output}_goes_on", BoolType, []));
        body._graph.Message(11, Value($"{output}_before", FloatType, []));
        body.Node("Identity", [$"{output}_goes_on"], $"{output}_still_goes_on");
        body.Node("Identity", [$"{output}_before"], $"{output}_after");
        body._graph.Message(12, Value($"{output}_still_goes_on", BoolType, []));
        body._graph.Message(12, Value($"{output}_after", FloatType, []));
        _graph.Message(5, new ProtoWriter().Int(2, FloatType).Text(8, $"{output}_first").Bytes(9, new byte[sizeof(float)]));
        return Node("Loop", [rounds, "", $"{output}_first"], output, attributes: ("body", body._graph.Text(2, $"{output}_body")));
    }

    public string Weights(string name, float[] values, params long[] shape)
    {
        var tensor = Shape(new ProtoWriter(), shape).Int(2, FloatType).Text(8, name);
        foreach (var (key, value) in new[] { ("location", "model.onnx.data"), ("offset", $"{_data.Count}"), ("length", $"{values.Length * 4}") })
        {
            tensor.Message(13, new ProtoWriter().Text(1, key).Text(2, value));
        }

        _data.AddRange(MemoryMarshal.AsBytes(values.AsSpan()));
        _graph.Message(5, tensor.Int(14, 1));
        return name;
    }

    public string Constant(string name, long value, params long[] shape)
    {
        _graph.Message(5, Shape(new ProtoWriter(), shape).Int(2, Int64Type).Text(8, name).Bytes(9, BitConverter.GetBytes(value)));
        return name;
    }

    public string ToInt32(string input, string output) => Node("Cast", [input], output, attributes: ("to", Int32Type));

    public string ToInt64(string input, string output) => Node("Cast", [input], output, attributes: ("to", Int64Type));

    public string Input(string name, bool real, params object[] shape)
    {
        _graph.Message(11, Value(name, real ? FloatType : Int64Type, shape));
        return name;
    }

    public void Output(string name, params object[] shape) => _graph.Message(12, Value(name, FloatType, shape));

    public byte[] ToModel() => new ProtoWriter()
        .Int(1, 10)
        .Message(8, new ProtoWriter().Text(1, "").Int(2, 21))
        .Message(8, new ProtoWriter().Text(1, "com.microsoft").Int(2, 1))
        .Message(7, _graph.Text(2, "decoder"))
        .ToArray();

    private static ProtoWriter Shape(ProtoWriter tensor, long[] shape)
    {
        foreach (var size in shape)
        {
            tensor.Int(1, size);
        }

        return tensor;
    }

    private static ProtoWriter Value(string name, int elementType, object[] shape)
    {
        var dimensions = new ProtoWriter();
        foreach (var size in shape)
        {
            dimensions.Message(1, size is string symbol ? new ProtoWriter().Text(2, symbol) : new ProtoWriter().Int(1, Convert.ToInt64(size)));
        }

        var type = new ProtoWriter().Message(1, new ProtoWriter().Int(1, elementType).Message(2, dimensions));
        return new ProtoWriter().Text(1, name).Message(2, type);
    }
}
