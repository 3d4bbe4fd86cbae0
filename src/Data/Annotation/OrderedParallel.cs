using System.Runtime.CompilerServices;

namespace TreasureMarkers.Data.Annotation;

/// <summary>Works on several items at the same time and gives the results in the items' order, holding only a few.</summary>
internal static class OrderedParallel
{
    /// <summary>Items begun for each that may run, so that one slow item at the front does not leave the others idle.</summary>
    private const int Ahead = 8;

    /// <summary>The results in order. The first failure in order ends it, after all work that was begun has stopped.</summary>
    /// <param name="items">What is worked on, read as it is needed.</param>
    /// <param name="parallel">The most items that are worked on at the same time.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async IAsyncEnumerable<TResult> SelectAsync<TItem, TResult>(
        IEnumerable<TItem> items, int parallel, Func<TItem, CancellationToken, Task<TResult>> work,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var running = new SemaphoreSlim(parallel);
        using var next = items.GetEnumerator();
        var begun = new Queue<Task<TResult>>();
        try
        {
            var more = true;
            while (more || begun.Count > 0)
            {
                while (more && begun.Count < parallel * Ahead && (more = next.MoveNext()))
                {
                    var item = next.Current;
                    begun.Enqueue(Task.Run(() => RunAsync(item), stop.Token));
                }

                if (begun.TryPeek(out var first))
                {
                    var result = await first;
                    _ = begun.Dequeue();
                    yield return result;
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            // Their failures are not reported: the first in order was, or the caller has stopped.
            await Task.WhenAll(begun).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        async Task<TResult> RunAsync(TItem item)
        {
            await running.WaitAsync(stop.Token);
            try
            {
                return await work(item, stop.Token);
            }
            finally
            {
                running.Release();
            }
        }
    }
}
