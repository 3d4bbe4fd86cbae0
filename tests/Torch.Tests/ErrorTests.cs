using System.Runtime.InteropServices;
using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public sealed class ErrorTests
{
    [Fact]
    public void LibtorchsMessageArrives()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ExternalException>(() => ones(2, 3).mm(ones(2, 3)));
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", error.Message, StringComparison.Ordinal);
        Assert.Throws<ExternalException>(() => ones(2, 3).add_(ones(4)));
        Assert.Throws<ExternalException>(() => ones(2, 3).split(-1));
        Assert.Throws<ExternalException>(() => ones(3).backward());
        Assert.Throws<ExternalException>(() => ones(3).squeeze(7));
        Assert.Throws<ExternalException>(() => nn.functional.scaled_dot_product_attention(ones(2, 3), ones(4, 5), ones(4, 5)));
        Assert.Throws<ExternalException>(() => tensor(new long[] { 1 }).requires_grad_());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void ARowThatIsNotThereIsAnErrorNotAReadOutOfBounds(long row)
    {
        using var scope = NewDisposeScope();
        var (weights, rows) = (ones(3, 2), tensor(new[] { row }));
        Assert.Throws<ExternalException>(() => weights.index_select(0, rows));
        Assert.Throws<ExternalException>(() => weights.gather(0, rows.view(1, 1)));
        Assert.Throws<ExternalException>(() => nn.functional.cross_entropy(weights, tensor(new[] { row - 200, 0, 0 })));
    }

    [Fact]
    public void AnInPlaceChangeOfALeafNeedsNoGrad()
    {
        using var scope = NewDisposeScope();
        var leaf = ones(2, requires_grad: true);
        Assert.Throws<ExternalException>(() => leaf.add_(1));
        using (no_grad())
        {
            leaf.add_(1);
        }

        Assert.Equal([2f, 2f], leaf.data<float>().ToArray());
    }

    [Fact]
    public void NothingCanBeDoneWithADisposedTensor()
    {
        var (gone, there) = (ones(2), ones(2));
        gone.Dispose();
        Action[] uses =
        [
            () => gone.add(there), () => there.add(gone), () => cat([there, gone]), () => gone.zero_(), () => _ = gone.shape,
            () => _ = gone.dtype, () => _ = gone.device, () => _ = gone.grad, () => there.grad = gone, () => gone.backward(),
            () => there.sum().backward([gone]), () => gone.item<float>(), () => gone.data<float>(), () => _ = gone.bytes.Length,
            () => gone.alias(), () => gone.split(1), () => _ = new Parameter(gone), () => gone.requires_grad = true,
            () => nn.functional.scaled_dot_product_attention(there, there, gone), () => set_rng_state(gone),
        ];
        Assert.All(uses, use => Assert.Throws<ObjectDisposedException>(use));
        there.Dispose();
    }

    [Fact]
    public void AnAccessorOfADisposedTensorIsRefusedToo()
    {
        var tensor = ones(2);
        var elements = tensor.data<float>();
        tensor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => elements[0]);
        Assert.Throws<ObjectDisposedException>(() => elements.ToArray());
    }

    [Fact]
    public void ATensorDisposedWhileAnotherThreadUsesItDoesNotCrash()
    {
        for (var round = 0; round < 50; round++)
        {
            var shared = ones(64, 64);
            var user = new Thread(() =>
            {
                try
                {
                    while (true)
                    {
                        shared.mm(shared).Dispose();
                    }
                }
                catch (ObjectDisposedException)
                {
                    // What must happen: the next use is refused, the one under way finished.
                }
            })
            {
                IsBackground = true,
            };
            user.Start();
            Thread.Sleep(1);
            shared.Dispose();
            Assert.True(user.Join(TimeSpan.FromSeconds(20)));
        }
    }

    [Fact]
    public void ReadingWithTheWrongTypeSaysWhichIsRight()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => ones(2).data<double>());
        Assert.Contains("use Single", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(() => ones(2, bfloat16).data<float>());
        Assert.Contains("to(ScalarType.Float32)", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ones(2).item<float>());
        Assert.Throws<InvalidOperationException>(() => ones(2, 3).t().bytes.Length);
        Assert.Throws<ArgumentException>(() => ones(2).bytes = new byte[4]);
        Assert.Throws<ArgumentException>(() => tensor(new float[] { 1, 2 }, [3]));
        Assert.Throws<ArgumentException>(() => tensor(new float[] { 1, 2 }, [-1, 2]));
        Assert.Throws<ExternalException>(() => tensor(new float[] { 1, 2 }, [-1, -2]));
        Assert.Throws<IndexOutOfRangeException>(() => ones(2).data<float>()[2]);
        Assert.Throws<IndexOutOfRangeException>(() => ones(2, 2).data<float>()[0, -1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => ones(2).size(1));
    }

    [Fact]
    public void WithoutCudaTheErrorSaysSo()
    {
        if (!cuda.is_available())
        {
            Assert.Contains("torch.CPU", Assert.Throws<InvalidOperationException>(() => CUDA).Message, StringComparison.Ordinal);
            Assert.Throws<InvalidOperationException>(() => device("cuda:0"));
            Assert.Throws<InvalidOperationException>(() => ones(1).cuda());
        }
    }

    [Fact]
    public void AnOperatorThisLibtorchLacksIsAnError() =>
        Assert.Contains("aten::no_such", Assert.Throws<ExternalException>(() => new Operator("no_such").Call()).Message, StringComparison.Ordinal);
}
