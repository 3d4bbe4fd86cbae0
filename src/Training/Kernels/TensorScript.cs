using System.Runtime.InteropServices;
using TorchSharp;
using TreasureMarkers.Models.Configuration;
using static TorchSharp.torch;

namespace TreasureMarkers.Training.Kernels;

/// <summary>Operations of libtorch that TorchSharp has no method for, called through TorchScript: one operation each.</summary>
internal static class TensorScript
{
    private const int LargestFlashHead = 256;

    private static readonly Lazy<jit.CompilationUnit> Pointwise = new(() => jit.compile("""
        def multiply(left, right, result):
            return torch.mul(left, right, out=result)

        def silu_backward(gradient, x, result):
            return torch.silu_backward(gradient, x, grad_input=result)

        """));

    private static readonly Lazy<jit.CompilationUnit> Attention = new(() => jit.compile("""
        def flash(query, key, value, offsets, longest: int):
            output, sums, seed, offset, mask = torch._flash_attention_forward(
                query, key, value, offsets, offsets, longest, longest, 0.0, True, False)
            return output, sums, seed, offset

        def flash_backward(gradient, query, key, value, output, sums, seed, offset, offsets, longest: int):
            return torch._flash_attention_backward(
                gradient, query, key, value, output, sums, offsets, offsets, longest, longest, 0.0, True, seed, offset)

        """));

    /// <summary>left · right, computed in the wider type and rounded to the result's in one pass.</summary>
    /// <param name="left">Any shape.</param>
    /// <param name="right">Broadcast to it.</param>
    /// <param name="result">Where it is written: <paramref name="left"/>'s shape, or a view of it.</param>
    public static void Multiply(Tensor left, Tensor right, Tensor result) => _ = Pointwise.Value.invoke("multiply", left, right, result);

    /// <summary>The gradient of silu's input.</summary>
    /// <param name="gradient">Of silu(x).</param>
    /// <param name="x">Its input.</param>
    /// <param name="result">Where it is written.</param>
    public static void SiluBackward(Tensor gradient, Tensor x, Tensor result) => _ = Pointwise.Value.invoke("silu_backward", gradient, x, result);

    /// <summary>
    /// Whether a device has flash attention over documents of different lengths, which needs neither padding nor copies: GPUs from
    /// compute capability 8.0 on, in bfloat16. The device is asked with one small call there and back.
    /// </summary>
    public static bool HasFlash(ModelConfiguration shape, ScalarType type, Device device)
    {
        if (device.type != DeviceType.CUDA || type != ScalarType.BFloat16 || shape.HeadDim > LargestFlashHead)
        {
            return false;
        }

        using var scope = NewDisposeScope();
        try
        {
            Tensor Heads(int heads) => ones([4, heads, shape.HeadDim], type, device);
            var (query, key, value) = (Heads(shape.NumAttentionHeads), Heads(shape.NumKeyValueHeads), Heads(shape.NumKeyValueHeads));
            using var offsets = tensor([0, 1, 4]).to(device);
            var (output, kept) = Flash(query, key, value, offsets, 3);
            _ = FlashBackward(output, output, [query, key, value, .. kept], offsets, 3);
            return true;
        }
        catch (ExternalException)
        {
            return false;
        }
    }

    /// <summary>Causal attention of documents to themselves.</summary>
    /// <param name="query">[tokens, heads, size], a token's numbers side by side.</param>
    /// <param name="key">As the query, of as many heads or a divisor of them.</param>
    /// <param name="value">As the key.</param>
    /// <param name="offsets">int32: where each document begins, and the last one ends.</param>
    /// <param name="longest">Tokens of the longest document.</param>
    /// <returns>[tokens, heads, size], and what the backward pass needs beside it.</returns>
    public static (Tensor Output, Tensor[] Kept) Flash(Tensor query, Tensor key, Tensor value, Tensor offsets, int longest)
    {
        var (output, sums, seed, offset) = ((Tensor, Tensor, Tensor, Tensor))Attention.Value.invoke("flash", query, key, value, offsets, longest);
        return (output, [sums, seed, offset]);
    }

    /// <summary>The gradients of query, key and value.</summary>
    /// <param name="gradient">Of the output.</param>
    /// <param name="output">What <see cref="Flash"/> returned.</param>
    /// <param name="kept">Query, key, value, and what <see cref="Flash"/> kept.</param>
    /// <param name="offsets">As <see cref="Flash"/> was called with.</param>
    /// <param name="longest">As <see cref="Flash"/> was called with.</param>
    public static Tensor[] FlashBackward(Tensor gradient, Tensor output, Tensor[] kept, Tensor offsets, int longest)
    {
        var (query, key, value) = ((Tensor, Tensor, Tensor))Attention.Value.invoke(
            "flash_backward", gradient, kept[0], kept[1], kept[2], output, kept[3], kept[4], kept[5], offsets, longest);
        return [query, key, value];
    }
}
