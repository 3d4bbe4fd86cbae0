using static TorchSharp.Tests.GradientCase;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests;

public static partial class GradientCases
{
    private static IEnumerable<GradientCase> Networks =>
    [
        new("functional.linear", x => linear(x[0], x[1], x[2]), Signed(2, 2, 3), Signed(4, 3), Signed(4)),
        new("functional.linear", x => linear(x[0], x[1]), Signed(2, 3), Signed(4, 3)),
        new("functional.silu", x => silu(x[0]) + silu(x[0] * 1, inplace: true), Signed(5)),
        new("functional.relu", x => relu(x[0]) + relu(x[0] * 1, inplace: true), Signed(5)),
        new("functional.softmax", x => softmax(x[0], -1), Signed(2, 4)),
        new("functional.log_softmax", x => log_softmax(x[0], -1), Signed(2, 4)),
        new("functional.dropout", x => dropout(x[0], 0.3) + dropout(x[0] * 1, 0.3, inplace: true), Signed(10)),
        new("functional.layer_norm", x => layer_norm(x[0], [4], x[1], x[2]), Signed(3, 4), Positive(4), Signed(4)),
        new("functional.cross_entropy", x => cross_entropy(x[0], Indices(1, -100, 3)), Signed(3, 4)),
        new("functional.cross_entropy", x => cross_entropy(x[0], Indices(1, 0, 3), reduction: Reduction.None), Signed(3, 4)),
        new("functional.cross_entropy", x => cross_entropy(x[0], Indices(1, 5, 3), ignore_index: 5, reduction: Reduction.Sum), Signed(3, 4)),
        new("functional.cross_entropy", x => cross_entropy(x[0], Indices(1, 2), ones(4, float64) * 2, label_smoothing: 0.1), Signed(2, 4)),
        Attention(x => scaled_dot_product_attention(x[0], x[1], x[2])),
        Attention(x => scaled_dot_product_attention(x[0], x[1], x[2], is_casual: true)),
        Attention(x => scaled_dot_product_attention(x[0], x[1], x[2], ones(3, 3, @bool).tril())),
        Attention(x => scaled_dot_product_attention(x[0], x[1], x[2], p: 0.3)),
        new("functional.scaled_dot_product_attention", x => scaled_dot_product_attention(x[0], x[1], x[2], x[3]), Signed(2, 3, 4), Signed(2, 5, 4), Signed(2, 5, 2), Signed(3, 5)),
    ];

    private static GradientCase Attention(Func<Tensor[], Tensor> compute) =>
        new("functional.scaled_dot_product_attention", compute, Signed(1, 2, 3, 4), Signed(1, 2, 3, 4), Signed(1, 2, 3, 4));
}
