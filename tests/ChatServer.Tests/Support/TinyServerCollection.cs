using System.Diagnostics.CodeAnalysis;

namespace TreasureMarkers.ChatServer.Tests.Support;

/// <summary>Tests that share <see cref="TinyServer"/> run one after another, so that its counters are theirs.</summary>
[CollectionDefinition(Name)]
[SuppressMessage("Naming", "CA1711", Justification = "xunit's own term.")]
public sealed class TinyServerCollection : ICollectionFixture<TinyServer>
{
    public const string Name = "tiny server";
}
