using System.Text.RegularExpressions;

namespace TreasureMarkers.Packages.Tests;

public sealed class PackageTests(Packages packages)
{
    private const long MaxToolBytes = 120_000_000;

    private static string[] Libraries =>
    [
        "TreasureMarkers.Inference",
        "TreasureMarkers.Markers",
        "TreasureMarkers.Models",
        "TreasureMarkers.Plugin",
        "TreasureMarkers.SemanticKernel",
    ];

    [Fact]
    public void The_libraries_and_the_tool_are_packed_and_nothing_else()
    {
        var names = Directory.GetFiles(packages.Feed, "*.nupkg").Select(file => Path.GetFileName(file).Replace($".{Version}.nupkg", ""));
        Assert.Equal(Libraries.Append("TreasureMarkers.Cli").Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_library_has_documentation_symbols_licence_and_readme_and_no_path_of_the_machine() => Assert.All(Libraries, name =>
    {
        var (files, manifest) = packages.Read(FileOf(name, "nupkg"));
        string[] needed = [$"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml", "PACKAGE.md", "LICENSE"];
        Assert.Empty(needed.Except(files));
        Assert.Contains($"lib/net10.0/{name}.pdb", packages.Read(FileOf(name, "snupkg")).Files);
        Assert.Contains("""<license type="expression">MIT</license>""", manifest, StringComparison.Ordinal);
        Assert.DoesNotContain(Packages.Repository, manifest, StringComparison.Ordinal);
    });

    [Fact]
    public void The_readme_and_the_packages_page_begin_with_the_same_program() =>
        Assert.Equal(FirstProgram("README.md"), FirstProgram(Path.Combine("src", "PACKAGE.md")));

    [Fact]
    public async Task The_readmes_program_answers_in_a_new_project()
    {
        var folder = packages.NewFolder("console");
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), FirstProgram("README.md"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "Console.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="TreasureMarkers.Plugin" Version="{Version}" />
              </ItemGroup>
            </Project>
            """,
            TestContext.Current.CancellationToken);
        var output = await Packages.DotnetAsync(Packages.Repository, "run", "--project", folder);
        Assert.Matches(@"\w{2,} \w{2,}", output);
    }

    [Fact]
    public async Task The_tool_runs_without_libtorch_and_says_where_to_train()
    {
        var folder = packages.NewFolder("tool");
        Assert.InRange(new FileInfo(Path.Combine(packages.Feed, FileOf("TreasureMarkers.Cli", "nupkg"))).Length, 1, MaxToolBytes);
        await Packages.DotnetAsync(
            folder,
            ["tool", "install", "TreasureMarkers.Cli", "--version", Version, "--tool-path", "tools", "--configfile", "../nuget.config"]);
        var tool = Path.Combine(folder, "tools", OperatingSystem.IsWindows() ? "tm.exe" : "tm");
        Assert.Equal(0, (await Packages.RunAsync(folder, tool, "--help")).ExitCode);
        Assert.Contains(
            Directory.EnumerateFiles(folder, "index.html", SearchOption.AllDirectories),
            page => Path.GetFileName(Path.GetDirectoryName(page)) == "wwwroot");
        var (exitCode, output) = await Packages.RunAsync(folder, tool, "train", "--preset", "nano", "--data", "none", "--out", "run");
        Assert.Equal(1, exitCode);
        Assert.Contains("error: This installation has no libtorch", output, StringComparison.Ordinal);
    }

    /// <summary>The version that all packages have.</summary>
    private string Version =>
        Regex.Match(Directory.GetFiles(packages.Feed, "TreasureMarkers.Plugin.*.nupkg").Single(), @"Plugin\.(.+)\.nupkg$").Groups[1].Value;

    private static string FirstProgram(string file) => Regex.Match(
        File.ReadAllText(Path.Combine(Packages.Repository, file)), "```csharp\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;

    private string FileOf(string name, string extension) => $"{name}.{Version}.{extension}";
}
