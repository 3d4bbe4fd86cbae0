using TreasureMarkers.Fixtures;

[assembly: AssemblyFixture(typeof(ModelFolders))]
[assembly: AssemblyFixture(typeof(RealBase))]
