using static TorchSharp.Tests.GradientCase;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public static partial class GradientCases
{
    private static IEnumerable<GradientCase> Shapes =>
    [
        new("view", x => x[0].view(3, -1), Signed(2, 3)),
        new("view_as", x => x[0].view_as(zeros(6)), Signed(2, 3)),
        new("reshape", x => x[0].t().reshape(2, 3), Signed(2, 3)),
        new("flatten", x => x[0].flatten(1), Signed(2, 3, 2)),
        new("transpose", x => x[0].transpose(0, 2), Signed(2, 3, 2)),
        new("t", x => x[0].t(), Signed(2, 3)),
        new("permute", x => x[0].permute(2, 0, 1), Signed(2, 3, 2)),
        new("unsqueeze", x => x[0].unsqueeze(1), Signed(2, 3)),
        new("squeeze", x => x[0].squeeze(), Signed(2, 1, 3)),
        new("squeeze", x => x[0].squeeze(1), Signed(2, 1, 1)),
        new("expand", x => x[0].expand(2, 3), Signed(3)),
        new("expand_as", x => x[0].expand_as(zeros(2, 3)), Signed(3)),
        new("narrow", x => x[0].narrow(1, 1, 2), Signed(2, 4)),
        new("slice", x => x[0].slice(1, 0, 4, 2), Signed(2, 4)),
        new("select", x => x[0].select(0, 1), Signed(2, 3)),
        new("chunk", x => x[0].chunk(2, 1)[1] * x[0].chunk(2, 1)[0], Signed(2, 4)),
        new("split", x => x[0].split(2, 1)[1] * x[0].split(2, 1)[0], Signed(2, 4)),
        new("split", x => x[0].split([1, 3], 1)[1], Signed(2, 4)),
        new("unbind", x => x[0].unbind(1)[2], Signed(2, 3)),
        new("clone", x => x[0].clone(), Signed(3)),
        new("contiguous", x => x[0].t().contiguous(), Signed(2, 3)),
        new("cat", x => cat([x[0], x[1]], 1), Signed(2, 1), Signed(2, 3)),
        new("stack", x => stack([x[0], x[1]], 1), Signed(2, 3), Signed(2, 3)),
        new("to", x => x[0].to(float64, copy: true) * x[0].to(CPU) * x[0].to(x[0]), Signed(3)),
        new("to_type", x => x[0].to_type(float64, copy: true), Signed(3)),
        new("type_as", x => x[0].type_as(x[0]), Signed(3)),
        new("cpu", x => x[0].cpu(), Signed(3)),
    ];

    private static IEnumerable<GradientCase> Choices =>
    [
        new("index_select", x => x[0].index_select(0, Indices(2, 0, 2)), Signed(3, 2)),
        new("index_select", x => x[0].index_select(1, Indices(1, 1)), Signed(3, 2)),
        new("index_select", x => x[0].index_select(0, Indices(1, 1)), Signed(3)),
        new("gather", x => x[0].gather(1, Indices(0, 2, 1, 1).view(2, 2)), Signed(2, 3)),
        new("scatter", x => x[0].scatter(1, Indices(0, 2).view(2, 1), x[1]), Signed(2, 3), Signed(2, 1)),
        new("index_add", x => x[0].index_add(0, Indices(1, 1), x[1], 2), Signed(3, 2), Signed(2, 2)),
        new("repeat_interleave", x => x[0].repeat_interleave(2, 1), Signed(2, 3)),
        new("repeat", x => x[0].repeat(2, 2), Signed(2, 3)),
        new("masked_fill", x => x[0].masked_fill(x[0].gt(0), -3), Signed(6)),
        new("where", x => x[0].where(x[0].gt(x[1]), x[1] * 2), Signed(6), Signed(6)),
        new("tril", x => x[0].tril(), Signed(3, 3)),
        new("triu", x => x[0].triu(1), Signed(3, 3)),
    ];

    private static IEnumerable<GradientCase> InPlace =>
    [
        new("zero_", x => (x[0] * 1).zero_() + x[0], Signed(3)),
        new("fill_", x => (x[0] * 1).fill_(2) * x[0], Signed(3)),
        new("copy_", x => (x[0] * 1).copy_(x[1]), Signed(3), Signed(3)),
        new("add_", x => (x[0] * 1).add_(x[1]).add_(x[1], 2).add_(0.5), Signed(3), Signed(3)),
        new("sub_", x => (x[0] * 1).sub_(x[1]).sub_(0.5), Signed(3), Signed(3)),
        new("mul_", x => (x[0] * 1).mul_(x[1]).mul_(0.5), Signed(3), Signed(3)),
        new("div_", x => (x[0] * 1).div_(x[1]).div_(0.5), Signed(3), Signed(3)),
        new("addcmul_", x => (x[0] * 1).addcmul_(x[1], x[2], 2), Signed(3), Signed(3), Signed(3)),
        new("addcdiv_", x => (x[0] * 1).addcdiv_(x[1], x[2], 2), Signed(3), Signed(3), Signed(3)),
        new("lerp_", x => (x[0] * 1).lerp_(x[1], x[2]), Signed(3), Signed(3), Positive(3)),
        new("sqrt_", x => (x[0] * 1).sqrt_(), Positive(3)),
        new("clamp_", x => (x[0] * 1).clamp_(-0.9, 0.9), Signed(8)),
        new("masked_fill_", x => (x[0] * 1).masked_fill_(x[0].gt(0), -3), Signed(6)),
        new("index_add_", x => (x[0] * 1).index_add_(0, Indices(1, 1), x[1], 2), Signed(3, 2), Signed(2, 2)),
    ];
}
