using System.Diagnostics.CodeAnalysis;

namespace TreasureMarkers.ChatServer.Tests.Support;

/// <summary>
/// Tests that share <see cref="TinyServer"/> run one after another, so that its counters are theirs, and beside no others, so
/// that how long its model takes to stop is not how long it waits for a processor.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
[SuppressMessage("Naming", "CA1711", Justification = "xunit's own term.")]
public sealed class TinyServerCollection : ICollectionFixture<TinyServer>
{
    public const string Name = "tiny server";
}
