namespace TreasureMarkers.Training.Tests.Data;

/// <summary>Where the excerpts of real files lie beside the tests; Fixtures/README.md says where they are from.</summary>
internal static class Fixture
{
    public static string Lists => Path.Combine(AppContext.BaseDirectory, "Data", "Fixtures", "lists");

    public static string Reference => Path.Combine(AppContext.BaseDirectory, "Data", "Fixtures", "reference");

    public static string IsoCodes => Path.Combine(AppContext.BaseDirectory, "Data", "Fixtures", "iso-codes");

    public static string Puzzles(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "Fixtures", "puzzles", file));

    public static string CodeFix(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "Fixtures", "codefix", file));
}
