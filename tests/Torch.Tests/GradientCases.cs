using static TorchSharp.Tests.GradientCase;

namespace TorchSharp.Tests;

/// <summary>One case or more for every differentiable operation; <see cref="GradientTests"/> finds those that lack one.</summary>
public static partial class GradientCases
{
    public static IEnumerable<GradientCase> All =>
        Arithmetic.Concat(Operators).Concat(Reductions).Concat(Shapes).Concat(Choices).Concat(InPlace).Concat(Networks);

    private static IEnumerable<GradientCase> Arithmetic =>
    [
        new("add", x => x[0].add(x[1], 3), Signed(2, 3), Signed(3)),
        new("add", x => x[0].add(x[1]), Signed(2, 3), Signed(2, 1)),
        new("add", x => x[0].add(2, 3), Signed(3)),
        new("add", x => x[0].add(2.5), Signed(3)),
        new("sub", x => x[0].sub(x[1]), Signed(2, 3), Signed(3)),
        new("sub", x => x[0].sub(2.5), Signed(3)),
        new("mul", x => x[0].mul(x[1]), Signed(2, 3), Signed(3)),
        new("mul", x => x[0].mul(2.5), Signed(3)),
        new("div", x => x[0].div(x[1]), Signed(2, 3), Signed(3)),
        new("div", x => x[0].div(2.5), Signed(3)),
        new("neg", x => x[0].neg(), Signed(3)),
        new("negative", x => x[0].negative(), Signed(3)),
        new("abs", x => x[0].abs(), Signed(5)),
        new("reciprocal", x => x[0].reciprocal(), Signed(3)),
        new("square", x => x[0].square(), Signed(3)),
        new("pow", x => x[0].pow(x[1]), Positive(3), Signed(3)),
        new("pow", x => x[0].pow(3), Signed(3)),
        new("sqrt", x => x[0].sqrt(), Positive(3)),
        new("rsqrt", x => x[0].rsqrt(), Positive(3)),
        new("exp", x => x[0].exp(), Signed(3)),
        new("log", x => x[0].log(), Positive(3)),
        new("sigmoid", x => x[0].sigmoid(), Signed(3)),
        new("tanh", x => x[0].tanh(), Signed(3)),
        new("cos", x => x[0].cos(), Signed(3)),
        new("sin", x => x[0].sin(), Signed(3)),
        new("silu", x => x[0].silu(), Signed(5)),
        new("relu", x => x[0].relu(), Signed(5)),
        new("addcmul", x => x[0].addcmul(x[1], x[2], 0.3), Signed(3), Signed(3), Signed(3)),
        new("addcdiv", x => x[0].addcdiv(x[1], x[2], 0.3), Signed(3), Signed(3), Signed(3)),
        new("lerp", x => x[0].lerp(x[1], x[2]), Signed(3), Signed(3), Positive(3)),
        new("clamp", x => x[0].clamp(-0.9, 0.9), Signed(8)),
        new("maximum", x => x[0].maximum(x[1]), Signed(6), Signed(6)),
        new("minimum", x => x[0].minimum(x[1]), Signed(6), Signed(6)),
        new("cumsum", x => x[0].cumsum(1), Signed(2, 3)),
        new("matmul", x => x[0].matmul(x[1]), Signed(2, 3, 4), Signed(4, 2)),
        new("matmul", x => x[0].matmul(x[1]), Signed(4), Signed(4)),
        new("mm", x => x[0].mm(x[1]), Signed(2, 3), Signed(3, 4)),
        new("bmm", x => x[0].bmm(x[1]), Signed(2, 3, 2), Signed(2, 2, 3)),
        new("addmm", x => x[0].addmm(x[1], x[2], 0.5f, 2), Signed(4), Signed(2, 3), Signed(3, 4)),
        new("softmax", x => x[0].softmax(-1), Signed(2, 4)),
        new("log_softmax", x => x[0].log_softmax(0), Signed(4, 2)),
    ];

    private static IEnumerable<GradientCase> Operators =>
    [
        new("op_Addition", x => x[0] + x[1] + 1 + 2L + 1.5f + 2.5 + (Scalar)3, Signed(3), Signed(3)),
        new("op_Addition", x => 1 + (2L + (1.5f + (2.5 + ((Scalar)3 + x[0])))), Signed(3)),
        new("op_Subtraction", x => (x[0] - x[1] - 1 - 2L) * (x[0] - 1.5f - 2.5 - (Scalar)3), Signed(3), Signed(3)),
        new("op_Subtraction", x => 1 - (2L - (1.5f - (2.5 - ((Scalar)3 - x[0])))), Signed(3)),
        new("op_Multiply", x => x[0] * x[1] * 2 * 3L * 1.5f * 2.5 * (Scalar)2, Signed(3), Signed(3)),
        new("op_Multiply", x => 2 * (2L * (1.5f * (2.5 * ((Scalar)3 * x[0])))), Signed(3)),
        new("op_Division", x => x[0] / x[1] / 2 / 3L / 1.5f / 2.5 / (Scalar)2, Signed(3), Signed(3)),
        new("op_Division", x => 2 / (2L / (1.5f / (2.5 / ((Scalar)3 / x[0])))), Signed(3)),
    ];

    private static IEnumerable<GradientCase> Reductions =>
    [
        new("sum", x => x[0].sum(), Signed(2, 3)),
        new("sum", x => x[0].sum(1), Signed(2, 3)),
        new("sum", x => x[0].sum([0, 2], keepdim: true), Signed(2, 3, 2)),
        new("mean", x => x[0].mean(), Signed(2, 3)),
        new("mean", x => x[0].mean([1], keepdim: true), Signed(2, 3)),
        new("max", x => x[0].max(), Signed(2, 3)),
        new("max", x => x[0].max(x[1]), Signed(4), Signed(4)),
        new("max", x => x[0].max(1).values, Signed(2, 3)),
        new("min", x => x[0].min(), Signed(2, 3)),
        new("min", x => x[0].min(x[1]), Signed(4), Signed(4)),
        new("min", x => x[0].min(1, keepdim: true).values, Signed(2, 3)),
        new("topk", x => x[0].topk(2).values, Signed(2, 4)),
        new("norm", x => x[0].norm(), Signed(2, 3)),
        new("norm", x => x[0].norm(3f), Signed(2, 3)),
        new("norm", x => x[0].norm(1, keepdim: true), Signed(2, 3)),
        new("logsumexp", x => x[0].logsumexp(1), Signed(2, 3)),
    ];
}
