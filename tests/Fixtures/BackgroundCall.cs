namespace TreasureMarkers.Fixtures;

/// <summary>
/// A call on a thread of its own, so that neither it nor whoever ends it waits for one of the pool's, which other tests may hold.
/// </summary>
internal sealed class BackgroundCall
{
    private static readonly TimeSpan LongAfterItShouldHaveEnded = TimeSpan.FromMinutes(2);
    private readonly Thread _thread;
    private Exception? _failure;

    public BackgroundCall(Action call)
    {
        _thread = new Thread(() => _failure = Record.Exception(call)) { IsBackground = true };
        _thread.Start();
    }

    public bool EndsWithin(int milliseconds) => _thread.Join(milliseconds);

    /// <summary>Waits until the call waits for something itself.</summary>
    public void WaitUntilItWaits() =>
        Assert.True(SpinWait.SpinUntil(() => _thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin), LongAfterItShouldHaveEnded));

    /// <summary>Waits for the call's end, and says what it threw.</summary>
    public Exception? Failure()
    {
        if (!_thread.Join(LongAfterItShouldHaveEnded))
        {
            // A test that merely failed would free the model under the pass, and the process would end without a word.
            Environment.FailFast("A call in the background did not end.");
        }

        return _failure;
    }
}
