using System.Reflection;
using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public sealed class ApiTests
{
    public static TheoryData<string> Forwarders =>
        [.. typeof(torch).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(method => Forwarded(method) is not null).Select(method => method.ToString()!)];

    [Theory]
    [MemberData(nameof(Forwarders))]
    public void AFunctionDoesWhatTheMethodOfItsNameDoes(string signature)
    {
        using var scope = NewDisposeScope();
        var function = typeof(torch).GetMethods().Single(method => method.ToString() == signature);
        var method = Forwarded(function)!;
        manual_seed(1);
        var arguments = function.GetParameters().Select(parameter => Sample(parameter)).ToArray();
        manual_seed(2);
        var expected = Flat(function.Name == "where" ? ((Tensor)arguments[1]!).where((Tensor)arguments[0]!, (Tensor)arguments[2]!) : method.Invoke(arguments[0], arguments[1..]));
        manual_seed(2);
        Assert.Equal(expected, Flat(function.Invoke(null, arguments)));
    }

    [Fact]
    public void EveryOperatorIsInThisLibtorch()
    {
        var operators = typeof(Operators).GetFields();
        Assert.NotEmpty(operators);
        Assert.All(operators, field => Assert.NotEqual(0, ((Operator)field.GetValue(null)!).Handle));
    }

    [Fact]
    public void ModesEndWhereTheyBegan()
    {
        Assert.True(is_grad_enabled());
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            using (enable_grad())
            {
                Assert.True(is_grad_enabled());
            }

            Assert.False(is_grad_enabled());
        }

        using (inference_mode())
        {
            Assert.True(is_inference_mode_enabled());
            using var x = ones(2) + 1;
            Assert.False(x.requires_grad);
        }

        Assert.False(is_inference_mode_enabled());
        Assert.True(is_grad_enabled());
    }

    [Fact]
    public void ThreadsAreWhatWasSet()
    {
        var before = get_num_threads();
        set_num_threads(2);
        Assert.Equal(2, get_num_threads());
        set_num_threads(before);
    }

    [Fact]
    public void ClippingScalesAllGradientsByOneFactor()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [new(zeros(2)), new(zeros(1)), new(zeros(1))];
        parameters[0].grad = tensor(new float[] { 3, 0 });
        parameters[1].grad = tensor(new float[] { 4 });
        Assert.Equal(5, nn.utils.clip_grad_norm_(parameters, 10), 1e-6);
        Assert.Equal([3f, 0], parameters[0].grad!.data<float>().ToArray());
        Assert.Equal(5, nn.utils.clip_grad_norm_(parameters, 1), 1e-6);
        Assert.Equal(0.6, parameters[0].grad!.data<float>()[0], 1e-5);
        Assert.Equal(0.8, parameters[1].grad!.item<float>(), 1e-5);
        Assert.Null(parameters[2].grad);
    }

    [Fact]
    public void GradientsAddUpUntilTheyAreCleared()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        var y = (x * x).sum();
        y.backward(retain_graph: true);
        y.backward();
        Assert.Equal([4f, 4], x.grad!.data<float>().ToArray());
        x.grad = null;
        Assert.Null(x.grad);
        var z = x * 3;
        z.retain_grad();
        z.backward([full(2, 2)]);
        Assert.Equal([6f, 6], x.grad!.data<float>().ToArray());
        Assert.Equal([2f, 2], z.grad!.data<float>().ToArray());
        Assert.False(z.is_leaf);
    }

    /// <summary>The instance method that takes a static function's parameters after the first, if there is one.</summary>
    private static MethodInfo? Forwarded(MethodInfo function)
    {
        var types = function.GetParameters().Select(parameter => parameter.ParameterType).ToArray();
        return types.Length > 0 && types[0] == typeof(Tensor) && !types.Any(type => type.IsByRefLike)
            ? typeof(Tensor).GetMethod(function.Name, types[1..])
            : null;
    }

    private static object? Sample(ParameterInfo parameter) => (parameter.ParameterType, parameter.Name) switch
    {
        ({ } type, "condition") when type == typeof(Tensor) => tensor(new[] { true, false, true, false }, [2, 2]),
        ({ } type, "index") when type == typeof(Tensor) => parameter.Member.Name == "index_select" ? tensor(new long[] { 1, 0 }) : tensor(new long[] { 1, 0, 0, 1 }, [2, 2]),
        ({ } type, _) when type == typeof(Tensor) => parameter.Member.Name == "bmm" ? rand(2, 2, 2) : rand(2, 2) + 0.5,
        ({ } type, _) when type == typeof(Scalar) => (Scalar)(parameter.Name == "max" ? 1.1 : 0.7),
        ({ } type, "shape") when type == typeof(long[]) => new long[] { 4 },
        ({ } type, "permutation") when type == typeof(long[]) => new long[] { 1, 0 },
        ({ } type, "split_size_or_sections") when type == typeof(long[]) => new long[] { 1, 1 },
        ({ } type, _) when type == typeof(long[]) => new long[] { 1 },
        ({ } type, "dim1" or "length" or "k" or "num_samples") when type == typeof(long) || type == typeof(int) => Convert.ChangeType(1, type),
        ({ } type, "repeats" or "chunks") when type == typeof(long) => 2L,
        ({ } type, _) when type == typeof(float) => 2f,
        ({ } type, _) when type == typeof(ScalarType?) => null,
        ({ } type, _) when type == typeof(long?) => null,
        ({ } type, _) => Activator.CreateInstance(type),
    };

    private static List<string> Flat(object? result) => result switch
    {
        Tensor tensor => [tensor.ToString(), .. tensor.to(float64).data<double>().Select(number => $"{number:R}")],
        Tensor[] tensors => [.. tensors.SelectMany(Flat)],
        System.Runtime.CompilerServices.ITuple tuple => [.. Enumerable.Range(0, tuple.Length).SelectMany(i => Flat(tuple[i]))],
        _ => throw new InvalidOperationException($"{result}"),
    };
}
