using TreasureMarkers.Data.Building;

namespace TreasureMarkers.Data.Import;

/// <summary>
/// Finds prompts that are near duplicates, so that they are not in both splits: those that share most windows of three words, by MinHash
/// with 5 bands of 4 (found with probability 0.99 at nine tenths of the windows shared, 0.75 at seven tenths, 0.02 at one quarter).
/// Windows that many prompts have are wording of a template, which makes no prompts alike.
/// </summary>
internal static class PromptGroups
{
    private const int WindowSize = 3;
    private const int Bands = 5;
    private const int HashesPerBand = 4;
    private const int Sampled = 4000;
    private const int FewestForTemplate = 5;
    private const double ShareForTemplate = 0.02;

    /// <summary>For each prompt, the place of the first one of its group.</summary>
    /// <param name="count">How many prompts there are.</param>
    /// <param name="prompt">Gives a prompt by its place; called from several threads.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static int[] Of(int count, Func<int, string> prompt, CancellationToken cancellationToken)
    {
        var template = Template(count, prompt, cancellationToken);
        var first = Enumerable.Range(0, count).ToArray();
        var owners = new Dictionary<ulong, int>();
        var place = 0;
        foreach (var bands in ParallelEnumerable.Range(0, count).AsOrdered().WithCancellation(cancellationToken)
            .Select(i => BandsOf(prompt(i), template)))
        {
            foreach (var band in bands)
            {
                if (!owners.TryAdd(band, place))
                {
                    Join(first, owners[band], place);
                }
            }

            place++;
        }

        return [.. Enumerable.Range(0, count).Select(i => Root(first, i))];
    }

    /// <summary>The windows that more than one in fifty prompts have, and more than five.</summary>
    private static HashSet<ulong> Template(int count, Func<int, string> prompt, CancellationToken cancellationToken)
    {
        var random = new StableRandom("prompt groups");
        int[] places = count <= Sampled ? [.. Enumerable.Range(0, count)] : [.. Enumerable.Range(0, Sampled).Select(_ => random.Next(count))];
        var counts = new Dictionary<ulong, int>();
        foreach (var windows in places.AsParallel().WithCancellation(cancellationToken)
            .Select(i => ContentWindows.OfSize(WindowSize, prompt(i)).Distinct().ToList()))
        {
            foreach (var window in windows)
            {
                counts[window] = counts.GetValueOrDefault(window) + 1;
            }
        }

        var most = Math.Max(FewestForTemplate, ShareForTemplate * places.Length);
        return [.. counts.Where(window => window.Value > most).Select(window => window.Key)];
    }

    private static ulong[] BandsOf(string prompt, HashSet<ulong> template)
    {
        var windows = ContentWindows.OfSize(WindowSize, prompt);
        var own = windows.Where(window => !template.Contains(window)).ToList();
        if (own.Count == 0)
        {
            // Nothing but the template: alike are equal ones.
            return [windows.Aggregate(14695981039346656037UL, (hash, window) => StableHash.Mix((hash ^ window) * 1099511628211UL))];
        }

        var bands = new ulong[Bands];
        for (var band = 0; band < Bands; band++)
        {
            var hash = StableHash.Mix((ulong)band + 1);
            for (var i = 0; i < HashesPerBand; i++)
            {
                var salt = StableHash.Mix((ulong)((band * HashesPerBand) + i + 100));
                var least = ulong.MaxValue;
                foreach (var window in own)
                {
                    least = Math.Min(least, StableHash.Mix(window ^ salt));
                }

                hash = StableHash.Mix((hash ^ least) * 1099511628211UL);
            }

            bands[band] = hash;
        }

        return bands;
    }

    private static int Root(int[] first, int place)
    {
        while (first[place] != place)
        {
            place = first[place] = first[first[place]];
        }

        return place;
    }

    /// <summary>The earlier one leads.</summary>
    private static void Join(int[] first, int one, int other)
    {
        (one, other) = (Root(first, one), Root(first, other));
        first[Math.Max(one, other)] = Math.Min(one, other);
    }
}
