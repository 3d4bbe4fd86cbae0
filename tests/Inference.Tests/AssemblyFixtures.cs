using TreasureMarkers.Fixtures;

[assembly: AssemblyFixture(typeof(ModelFolders))]
