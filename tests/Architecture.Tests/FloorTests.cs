using Mono.Cecil;

namespace TreasureMarkers.Architecture.Tests;

/// <summary>The floors of docs/architecture.md: one project, one job, dependencies point down.</summary>
public sealed class FloorTests
{
    /// <summary>Each project with the projects that it may need.</summary>
    public static TheoryData<string, string> Floors => new()
    {
        { "Markers", "" },
        { "Models", "Markers" },
        { "Data", "Markers Models" },
        { "Training", "Markers Models Data" },
        { "Inference", "Markers Models" },
        { "Plugin", "Markers Models Inference" },
        { "SemanticKernel", "Markers Models Inference Plugin" },
        { "ChatServer", "Markers Models Inference Plugin" },
        { "Evaluation", "Markers Models Data Inference Plugin" },
        { "Cli", "Markers Models Data Training Inference Plugin ChatServer Evaluation" },
    };

    /// <summary>Each library with the one project that may know it, by the beginning of its assemblies' names.</summary>
    public static TheoryData<string, string> Libraries => new()
    {
        { "TorchSharp", "Training" },
        { "Microsoft.ML.OnnxRuntime", "Inference" },
        { "Microsoft.SemanticKernel", "SemanticKernel" },
        { "Microsoft.AspNetCore", "ChatServer" },
        { "Npgsql", "ChatServer" },
        { "System.CommandLine", "Cli" },
    };

    public static TheoryData<string> Projects => [.. Floors.Select(row => row.Data.Item1)];

    [Theory]
    [MemberData(nameof(Floors))]
    public void A_project_needs_only_floors_below_it(string project, string below)
    {
        using var assembly = Dependencies.Read(AssemblyName(project));
        var allowed = below.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(AssemblyName);
        Assert.Empty(References(assembly).Where(name => name.StartsWith("TreasureMarkers.", StringComparison.Ordinal)).Except(allowed));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_is_known_to_one_project_alone(string library, string only)
    {
        var knowing = Projects.Select(row => row.Data).Where(project =>
        {
            using var assembly = Dependencies.Read(AssemblyName(project));
            return References(assembly).Any(name => name.StartsWith(library, StringComparison.Ordinal));
        });
        Assert.Equal([only], knowing);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_two_folders_of_a_project_need_each_other(string project)
    {
        using var assembly = Dependencies.Read(AssemblyName(project));
        var needs = Dependencies.BetweenNamespaces(assembly);
        var cycles = Dependencies.Cycles(needs.Keys);
        Assert.True(cycles.Count == 0, string.Join('\n', cycles.SelectMany(cycle =>
            needs.Where(edge => cycle.Contains(edge.Key.From) && cycle.Contains(edge.Key.To)).Select(edge => edge.Value))));
    }

    [Fact]
    public void Folders_that_need_each_other_are_found() =>
        Assert.Equal([["a", "b", "c"]], Dependencies.Cycles([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("e", "a")]));

    private static string AssemblyName(string project) => project == "Cli" ? "tm" : "TreasureMarkers." + project;

    private static IEnumerable<string> References(AssemblyDefinition assembly) => assembly.MainModule.AssemblyReferences.Select(reference => reference.Name);
}
