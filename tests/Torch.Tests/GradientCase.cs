using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>An operation, and Float64 inputs at which its gradient is checked.</summary>
public sealed record GradientCase(string Operation, Func<Tensor[], Tensor> Compute, params Func<Tensor>[] Inputs)
{
    /// <summary>Numbers from 0.5 to 1.5, no two near each other's value by accident of rounding.</summary>
    public static Func<Tensor> Positive(params long[] shape) => () => rand(shape, float64) + 0.5;

    /// <summary>Numbers of both signs, none near zero.</summary>
    public static Func<Tensor> Signed(params long[] shape) => () =>
    {
        var numbers = randn(shape, float64);
        return numbers + numbers / (numbers.abs() + 1e-3) * 0.2;
    };

    public static Tensor Indices(params long[] values) => tensor(values);

    /// <summary>Compares the recorded gradient with central differences, input element by input element.</summary>
    public void Check()
    {
        using var scope = NewDisposeScope();
        manual_seed(Operation.Length);
        var inputs = Inputs.Select(make => make().detach().requires_grad_()).ToArray();
        var weights = randn_like(Evaluate(inputs).detach());
        (Evaluate(inputs) * weights).sum().backward();
        foreach (var input in inputs)
        {
            var recorded = (input.grad ?? zeros_like(input)).contiguous().data<double>().ToArray();
            Assert.Equal(input.shape, (input.grad ?? input).shape);
            var differences = Differences(inputs, input, weights);
            for (var i = 0; i < recorded.Length; i++)
            {
                Assert.True(
                    Math.Abs(recorded[i] - differences[i]) <= 1e-6 * (1 + Math.Abs(differences[i])),
                    $"{Operation}, input {Array.IndexOf(inputs, input)}[{i}]: backward {recorded[i]}, differences {differences[i]}");
            }
        }
    }

    public override string ToString() => Operation;

    private double[] Differences(Tensor[] inputs, Tensor input, Tensor weights)
    {
        const double Step = 1e-5;
        using var unrecorded = no_grad();
        var elements = input.data<double>();
        return Enumerable.Range(0, (int)elements.Count).Select(i => (Loss(i, Step) - Loss(i, -Step)) / (2 * Step)).ToArray();

        double Loss(int i, double step)
        {
            using var scope = NewDisposeScope();
            var before = elements[i];
            elements[i] = before + step;
            var loss = (Evaluate(inputs) * weights).sum().item<double>();
            elements[i] = before;
            return loss;
        }
    }

    /// <summary>Random operations draw the same numbers every time.</summary>
    private Tensor Evaluate(Tensor[] inputs)
    {
        manual_seed(7);
        return Compute(inputs);
    }
}
