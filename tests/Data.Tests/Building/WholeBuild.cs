using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Building;

/// <summary>One build of the real sources over the packages of the fixtures, shared by the tests that look at it.</summary>
public sealed class WholeBuild : IAsyncLifetime
{
    /// <summary>Those whose packages the local registry has.</summary>
    internal static readonly string[] Sources =
        ["iso-codes", "conversation", "bible", "exercises", "dialogue", "control", "gettext", "libreoffice-help", "gnome-help", "debian-handbook", "manpages", "javadoc", "cppreference"];

    /// <summary>Those of the fixtures: the packages of the others would only be missed.</summary>
    private static readonly DataLanguage[] Languages = [.. DataLanguage.All.Where(l => l.Name is "English" or "German" or "French" or "Spanish" or "Japanese")];

    private readonly TemporaryFolder _folder = new();
    private LocalRegistry? _registry;

    /// <summary>The folder that was built.</summary>
    internal string Folder => _folder["data"];

    /// <summary>What the builder says of it.</summary>
    internal DataManifest Manifest { get; private set; } = null!;

    /// <summary>Its rows, in file order.</summary>
    internal IReadOnlyList<DataRow> Rows { get; private set; } = [];

    /// <summary>Its running texts, in file order.</summary>
    internal IReadOnlyList<PretrainRow> Texts { get; private set; } = [];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _registry = await LocalRegistry.CreateAsync();
        Manifest = await BuildAsync("data");
        Rows = await DataFolder.ReadRowsAsync(Folder, null, CancellationToken.None).ToListAsync();
        Texts = await DataFolder.ReadPretrainAsync(Folder, null, CancellationToken.None).ToListAsync();
    }

    /// <summary>Builds the same once more, into another folder.</summary>
    internal async Task<string> AgainAsync()
    {
        await BuildAsync("again");
        return _folder["again"];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _registry?.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<DataManifest> BuildAsync(string name)
    {
        IDataSource[] sources = [.. DataSources.Full.Where(s => Sources.Contains(s.Name))];
        var options = new BuildOptions("test", _folder[name], _registry!.Cache, "1", Languages, 0.02, 3000, 1_000_000);
        return new DataBuilder(sources, options).BuildAsync(_ => { }, CancellationToken.None);
    }
}
