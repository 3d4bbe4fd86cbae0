using TreasureMarkers.Models.Gguf;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Tests.Gguf;

/// <summary>Blocks taken apart, held against ggml's own loops (ggml-quants.c, dequantize_row_*), written out here as they stand there.</summary>
public sealed class GgmlTypeTests
{
    private const int Blocks = 40;

    public static TheoryData<string> Types => ["Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q4_K", "Q5_K", "Q6_K"];

    [Theory]
    [MemberData(nameof(Types))]
    public void Floats_are_llama_cpps_to_the_bit(string name)
    {
        var (type, bytes, wanted) = Random(name);
        var values = new float[wanted.Length];

        GgmlTypes.ToFloats(type, bytes, values);

        Assert.Equal(wanted.Select(BitConverter.SingleToInt32Bits), values.Select(BitConverter.SingleToInt32Bits));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Levels_scales_and_offsets_are_the_same_numbers(string name)
    {
        var (type, bytes, wanted) = Random(name);
        var (bits, size) = GgmlTypes.LevelsOf(type);
        var blocks = new QuantizedTensor(bits, size, new byte[wanted.Length], new float[wanted.Length / size], new float[wanted.Length / size]);

        GgmlTypes.ToLevels(type, bytes, blocks.Levels, blocks.Scales, blocks.Offsets);

        Assert.All(blocks.Levels, level => Assert.InRange(level, 0, (1 << bits) - 1));
        Assert.Equal(wanted, blocks.Dequantize());
    }

    [Fact]
    public void A_block_of_Q4_1_computed_by_hand()
    {
        // Scale 0.5, minimum -2; the first byte has level 3 for weight 0 and level 10 for weight 16.
        byte[] block = [.. BitConverter.GetBytes((Half)0.5f), .. BitConverter.GetBytes((Half)(-2f)), 0xA3, .. new byte[15]];
        var values = new float[32];

        GgmlTypes.ToFloats(GgmlType.Q41, block, values);

        Assert.Equal((-0.5f, 3f, -2f), (values[0], values[16], values[1]));
    }

    [Fact]
    public void Floats_of_sixteen_bits_are_widened_exactly()
    {
        float[] values = [0, 1, -1.5f, 65504, 6e-8f, float.PositiveInfinity];
        foreach (var type in new[] { GgmlType.F16, GgmlType.BF16, GgmlType.F32 })
        {
            var (once, twice) = (new float[values.Length], new float[values.Length]);
            GgmlTypes.ToFloats(type, GgmlTypes.FromFloats(type, values), once);
            GgmlTypes.ToFloats(type, GgmlTypes.FromFloats(type, once), twice);
            Assert.Equal(once, twice);
            Assert.All(values.Zip(once), pair => Assert.True(pair.First == pair.Second || MathF.Abs(pair.First - pair.Second) <= MathF.Abs(pair.First) / 128 + 1e-8f));
        }
    }

    private static (GgmlType Type, byte[] Bytes, float[] Values) Random(string name)
    {
        var type = Enum.GetValues<GgmlType>().Single(type => GgmlTypes.NameOf(type) == name);
        var random = new Random(name.GetHashCode(StringComparison.Ordinal) & 0xFF);
        var (weights, size) = GgmlTypes.BlockOf(type);
        var bytes = new byte[Blocks * size];
        random.NextBytes(bytes);
        for (var block = 0; block < Blocks; block++)
        {
            // Random bits would be NaN now and then; a scale is a number, of either sign.
            foreach (var at in name switch { "Q6_K" => new[] { 208 }, "Q4_0" or "Q5_0" or "Q8_0" => [0], _ => [0, 2] })
            {
                BitConverter.GetBytes((Half)(random.NextDouble() - 0.5)).CopyTo(bytes, (block * size) + at);
            }
        }

        return (type, bytes, [.. bytes.Chunk(size).SelectMany(block => Reference(name, block))]);
    }

    private static float[] Reference(string name, byte[] x)
    {
        float D(int at) => (float)BitConverter.ToHalf(x, at);
        var y = new float[name.EndsWith('K') ? 256 : 32];
        switch (name)
        {
            case "Q4_0":
                for (var j = 0; j < 16; j++)
                {
                    y[j] = ((x[2 + j] & 0x0F) - 8) * D(0);
                    y[j + 16] = ((x[2 + j] >> 4) - 8) * D(0);
                }

                break;
            case "Q4_1":
                for (var j = 0; j < 16; j++)
                {
                    y[j] = ((x[4 + j] & 0x0F) * D(0)) + D(2);
                    y[j + 16] = ((x[4 + j] >> 4) * D(0)) + D(2);
                }

                break;
            case "Q5_0":
                for (var j = 0; j < 16; j++)
                {
                    var qh = BitConverter.ToUInt32(x, 2);
                    y[j] = (((x[6 + j] & 0x0F) | (int)(((qh >> j) << 4) & 0x10)) - 16) * D(0);
                    y[j + 16] = (((x[6 + j] >> 4) | (int)((qh >> (j + 12)) & 0x10)) - 16) * D(0);
                }

                break;
            case "Q5_1":
                for (var j = 0; j < 16; j++)
                {
                    var qh = BitConverter.ToUInt32(x, 4);
                    y[j] = (((x[8 + j] & 0x0F) | (int)(((qh >> j) << 4) & 0x10)) * D(0)) + D(2);
                    y[j + 16] = (((x[8 + j] >> 4) | (int)((qh >> (j + 12)) & 0x10)) * D(0)) + D(2);
                }

                break;
            case "Q8_0":
                for (var j = 0; j < 32; j++)
                {
                    y[j] = (sbyte)x[2 + j] * D(0);
                }

                break;
            case "Q4_K":
                for (int j = 0, at = 0, q = 16, s = 0; j < 256; j += 64, q += 32, s += 2)
                {
                    var ((d1, m1), (d2, m2)) = (Scale(s), Scale(s + 1));
                    for (var l = 0; l < 32; l++)
                    {
                        y[at++] = (d1 * (x[q + l] & 0xF)) - m1;
                    }

                    for (var l = 0; l < 32; l++)
                    {
                        y[at++] = (d2 * (x[q + l] >> 4)) - m2;
                    }
                }

                break;
            case "Q5_K":
                for (int j = 0, at = 0, q = 48, s = 0, u1 = 1, u2 = 2; j < 256; j += 64, q += 32, s += 2, u1 <<= 2, u2 <<= 2)
                {
                    var ((d1, m1), (d2, m2)) = (Scale(s), Scale(s + 1));
                    for (var l = 0; l < 32; l++)
                    {
                        y[at++] = (d1 * ((x[q + l] & 0xF) + ((x[16 + l] & u1) != 0 ? 16 : 0))) - m1;
                    }

                    for (var l = 0; l < 32; l++)
                    {
                        y[at++] = (d2 * ((x[q + l] >> 4) + ((x[16 + l] & u2) != 0 ? 16 : 0))) - m2;
                    }
                }

                break;
            default:
                for (int n = 0, ql = 0, qh = 128, sc = 192; n < 256; n += 128, ql += 64, qh += 32, sc += 8)
                {
                    for (var l = 0; l < 32; l++)
                    {
                        var s = sc + (l / 16);
                        y[n + l] = D(208) * (sbyte)x[s] * (((x[ql + l] & 0xF) | ((x[qh + l] & 3) << 4)) - 32);
                        y[n + l + 32] = D(208) * (sbyte)x[s + 2] * (((x[ql + l + 32] & 0xF) | ((x[qh + l] >> 2 & 3) << 4)) - 32);
                        y[n + l + 64] = D(208) * (sbyte)x[s + 4] * (((x[ql + l] >> 4) | ((x[qh + l] >> 4 & 3) << 4)) - 32);
                        y[n + l + 96] = D(208) * (sbyte)x[s + 6] * (((x[ql + l + 32] >> 4) | ((x[qh + l] >> 6 & 3) << 4)) - 32);
                    }
                }

                break;
        }

        return y;

        // get_scale_min_k4
        (float Scale, float Minimum) Scale(int j)
        {
            var q = x.AsSpan(4);
            var (d, m) = j < 4
                ? (q[j] & 63, q[j + 4] & 63)
                : ((q[j + 4] & 0xF) | ((q[j - 4] >> 6) << 4), (q[j + 4] >> 4) | ((q[j] >> 6) << 4));
            return (D(0) * d, D(2) * m);
        }
    }
}
