using System.Reflection;
using System.Runtime.CompilerServices;

namespace TorchSharp.Tests;

/// <summary>The gradient of every operation that has one agrees with finite differences.</summary>
public sealed class GradientTests
{
    /// <summary>Operations whose results are not differentiable functions of their inputs.</summary>
    private static readonly string[] WithoutGradient =
    [
        "eq", "ne", "lt", "le", "gt", "ge", "isfinite", "isnan", "logical_not", "logical_and", "logical_or",
        "all", "any", "argmax", "multinomial", "normal_", "uniform_", "detach", "detach_",
    ];

    /// <summary>Methods that return the tensor, or another handle to it, and compute nothing.</summary>
    private static readonly string[] NotOperations =
    [
        "MoveToOuterDisposeScope", "MoveToOtherDisposeScope", "DetachFromDisposeScope", "alias", "get_grad",
        "requires_grad_", "with_requires_grad", "cuda",
    ];

    public static TheoryData<int, string> Cases => [.. GradientCases.All.Select((one, i) => (i, one.Operation))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void BackwardAgreesWithDifferences(int index, string operation)
    {
        var one = GradientCases.All.ElementAt(index);
        Assert.Equal(operation, one.Operation);
        one.Check();
    }

    [Fact]
    public void EveryOperationHasACase()
    {
        var operations = ReturningTensors(typeof(torch.Tensor), "")
            .Concat(ReturningTensors(typeof(torch.nn.functional), "functional."))
            .Concat(["cat", "stack"])
            .Except(NotOperations)
            .Except(WithoutGradient);
        Assert.Equal(operations.Order(StringComparer.Ordinal), GradientCases.All.Select(one => one.Operation).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("detach")]
    [InlineData("gt")]
    [InlineData("argmax")]
    public void ResultsWithoutAGradientAreNotRecorded(string operation)
    {
        using var scope = torch.NewDisposeScope();
        var input = torch.ones(3, requires_grad: true);
        var result = operation switch { "detach" => input.detach(), "gt" => input.gt(0), _ => input.argmax() };
        Assert.False(result.requires_grad);
    }

    [Fact]
    public void GradientsInBFloat16AgreeWithThoseInFloat32()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(3);
        var exact = Gradients(torch.ScalarType.Float32);
        torch.manual_seed(3);
        var rounded = Gradients(torch.ScalarType.BFloat16);
        foreach (var (one, other) in exact.Zip(rounded))
        {
            var error = (one - other).norm().item<float>() / one.norm().item<float>();
            Assert.InRange(error, 1e-6f, 1e-2f);
        }
    }

    private static torch.Tensor[] Gradients(torch.ScalarType type)
    {
        var input = torch.randn(64, 96, requires_grad: true);
        var weights = torch.randn(32, 96, requires_grad: true);
        var product = torch.nn.functional.linear(input.to(type), weights.to(type));
        product.to(torch.float32).square().mean().backward();
        Assert.Equal(torch.float32, weights.grad!.dtype);
        return [input.grad!, weights.grad!];
    }

    private static IEnumerable<string> ReturningTensors(Type type, string prefix) => type
        .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(method => IsTensors(method.ReturnType))
        .Select(method => prefix + method.Name)
        .Distinct();

    private static bool IsTensors(Type type) =>
        type == typeof(torch.Tensor)
        || type == typeof(torch.Tensor[])
        || (typeof(ITuple).IsAssignableFrom(type) && type.GetGenericArguments()[0] == typeof(torch.Tensor));
}
