using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public sealed class LeakTests
{
    [Fact]
    public void AThousandTrainingStepsHoldNoMoreThanOne()
    {
        const int Steps = 1000;
        var before = LiveTensors.Count();
        var residentAfterWarmUp = 0L;
        var losses = new List<float>();
        using (NewDisposeScope())
        {
            manual_seed(5);
            Parameter[] parameters = [new(randn(64, 32) * 0.1), new(randn(8, 64) * 0.1)];
            var moments = parameters.Select(parameter => zeros_like(parameter)).ToArray();
            var (inputs, targets) = (randn(128, 32), randint(8, [128]));
            var held = Tensor.TotalCount;
            for (var step = 0; step < Steps; step++)
            {
                losses.Add(Step(parameters, moments, inputs, targets));
                Assert.Equal(held, Tensor.TotalCount);
                residentAfterWarmUp = step == Steps / 4 ? Resident() : residentAfterWarmUp;
            }
        }

        Assert.Equal(before, Tensor.TotalCount);
        Assert.True(losses[^1] < losses[0] * 0.5, $"the loss went from {losses[0]} to {losses[^1]}: the steps did not train");

        // One activation kept per step would be 32 KB * 750 = 24 MB.
        Assert.InRange(Resident() - residentAfterWarmUp, long.MinValue, 8 << 20);
    }

    private static float Step(Parameter[] parameters, Tensor[] moments, Tensor inputs, Tensor targets)
    {
        using var scope = NewDisposeScope();
        var hidden = nn.functional.silu(nn.functional.linear(inputs, parameters[0]));
        var loss = nn.functional.cross_entropy(nn.functional.linear(hidden, parameters[1]), targets);
        loss.backward();
        nn.utils.clip_grad_norm_(parameters, 1.0);
        using var unrecorded = no_grad();
        foreach (var (parameter, moment) in parameters.Zip(moments))
        {
            moment.mul_(0.9).add_(parameter.grad!, 0.1);
            parameter.add_(moment, -0.1);
            parameter.grad = null;
        }

        return loss.item<float>();
    }

    /// <summary>Bytes of memory this process has in RAM.</summary>
    private static long Resident() =>
        long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
}
