using System.Runtime.CompilerServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public sealed class DisposalTests
{
    [Fact]
    public void AScopeDisposesWhatWasMadeInItAndNothingElse()
    {
        var before = LiveTensors.Count();
        using var outside = ones(3);
        Tensor inside;
        using (var scope = NewDisposeScope())
        {
            inside = outside + 1;
            Assert.Equal(1, scope.DisposablesCount);
            Assert.True(scope.Contains(inside));
        }

        Assert.True(inside.IsInvalid);
        Assert.False(outside.IsInvalid);
        Assert.Equal(before + 1, Tensor.TotalCount);
    }

    [Fact]
    public void MovedTensorsOutliveTheirScopeByOne()
    {
        using var outer = NewDisposeScope();
        Tensor moved, second, third;
        using (var inner = NewDisposeScope())
        {
            moved = ones(2).MoveToOuterDisposeScope();
            (second, third) = inner.MoveToOuter(ones(2), ones(2));
            Assert.Equal(0, inner.DisposablesCount);
        }

        Assert.All([moved, second, third], tensor => Assert.False(tensor.IsInvalid));
        Assert.Equal(3, outer.DisposablesCount);
        outer.Dispose();
        Assert.All([moved, second, third], tensor => Assert.True(tensor.IsInvalid));
    }

    [Fact]
    public void TensorsMovedOutOfTheOutermostScopeOrDetachedAreTheCallers()
    {
        Tensor moved, detached;
        using (NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                detached = ones(2).DetachFromDisposeScope();
                moved = ones(2).MoveToOuterDisposeScope();
            }

            moved.MoveToOuterDisposeScope();
        }

        Assert.False(moved.IsInvalid);
        Assert.False(detached.IsInvalid);
        moved.Dispose();
        detached.Dispose();
    }

    [Fact]
    public void AttachingPutsATensorUnderAScope()
    {
        var tensor = ones(2);
        using (var scope = NewDisposeScope())
        {
            scope.Attach(tensor);
            scope.Attach(tensor);
            Assert.Equal([tensor], scope.DisposablesView);
        }

        Assert.True(tensor.IsInvalid);
    }

    [Fact]
    public void AScopeCanBeClearedButForSome()
    {
        using var scope = NewDisposeScope();
        var (kept, dropped) = (ones(2), ones(2));
        scope.DisposeEverythingBut(kept);
        Assert.False(kept.IsInvalid);
        Assert.True(dropped.IsInvalid);
        scope.DisposeEverything();
        Assert.True(kept.IsInvalid);
        scope.Dispose();
        Assert.Throws<ObjectDisposedException>(() => scope.DisposablesCount);
    }

    [Fact]
    public void AnOuterScopeDisposedFirstLeavesTheInnerOneCurrent()
    {
        var outer = NewDisposeScope();
        using var inner = NewDisposeScope();
        outer.Dispose();
        Assert.Same(inner, CurrentDisposeScope);
        inner.Dispose();
        Assert.Null(CurrentDisposeScope);
    }

    [Fact]
    public void ScopesAreEachThreadsOwn()
    {
        using var scope = NewDisposeScope();
        Tensor? made = null;
        var thread = new Thread(() =>
        {
            Assert.Null(CurrentDisposeScope);
            made = ones(2);
        });
        thread.Start();
        thread.Join();
        scope.Dispose();
        Assert.False(made!.IsInvalid);
        made.Dispose();
    }

    [Fact]
    public void StatisticsCountWhatBecomesOfTensors()
    {
        var statistics = DisposeScopeManager.Statistics;
        statistics.Reset();
        var outside = ones(2);
        using (NewDisposeScope())
        {
            _ = ones(2);
            _ = ones(2).DetachFromDisposeScope();
            outside.MoveToOtherDisposeScope(CurrentDisposeScope);
        }

        Assert.Equal((1, 2, 2, 0), (statistics.CreatedOutsideScopeCount, statistics.CreatedInScopeCount, statistics.DisposedInScopeCount, statistics.DisposedOutsideScopeCount));
        Assert.Equal((1, 1, 1), (statistics.AttachedToScopeCount, statistics.DetachedFromScopeCount, statistics.ThreadTotalLiveCount));
        Assert.Contains("ThreadTotalLiveCount: 1;", statistics.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AParameterTakesATensorsDataAndItsPlaceInTheScope()
    {
        using var scope = NewDisposeScope();
        var data = arange(3, float32);
        var parameter = new Parameter(data);
        Assert.True(data.IsInvalid);
        Assert.True(parameter.requires_grad);
        Assert.Equal([parameter], scope.DisposablesView);
        Assert.Equal([0f, 1f, 2f], parameter.data<float>().ToArray());
        Assert.False(nn.Parameter(ones(1), requires_grad: false).requires_grad);
    }

    [Fact]
    public void AWrappedExpressionLeavesOnlyItsResult()
    {
        var before = LiveTensors.Count();
        using var result = WrappedTensorDisposeScope(() => (ones(2) + 1) * 3);
        Assert.Equal(before + 1, Tensor.TotalCount);
        Assert.Equal([6f, 6f], result.data<float>().ToArray());
    }

    [Fact]
    public void ForgottenTensorsAreFinalized()
    {
        var before = LiveTensors.Count();
        Forget();
        Assert.Equal(before, LiveTensors.Count());

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget()
        {
            for (var i = 0; i < 10; i++)
            {
                _ = ones(2);
            }
        }
    }

    [Fact]
    public void DisposingTwiceIsFineAndAnAliasLivesOn()
    {
        var tensor = ones(2);
        using var alias = tensor.alias();
        tensor.Dispose();
        tensor.Dispose();
        Assert.Equal([1f, 1f], alias.data<float>().ToArray());
        Assert.Equal("disposed", tensor.ToString());
    }
}
