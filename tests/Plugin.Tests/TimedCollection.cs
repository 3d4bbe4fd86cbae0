using System.Diagnostics.CodeAnalysis;

namespace TreasureMarkers.Plugin.Tests;

/// <summary>
/// Tests of how long something takes. They run beside no others: else they would tell how long it waits for a processor.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
[SuppressMessage("Naming", "CA1711", Justification = "xunit's own term.")]
public static class TimedCollection
{
    public const string Name = "timed";
}
