using System.CommandLine;
using Snapshooter;
using Snapshooter.Xunit3;
using TreasureMarkers.Fixtures.Trained;

namespace TreasureMarkers.Cli.Tests;

/// <summary>What <c>--help</c> says of each verb, and that no option is documented alone.</summary>
public sealed class HelpTests
{
    public static TheoryData<string> Verbs => [.. Cli.Verbs.Create().Subcommands.Select(verb => verb.Name).Where(name => name != ChatCommand.Name)];

    [Fact]
    public void The_verbs_are_listed() => Snapshot.Match(Help());

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Each_verb_explains_itself_and_its_own_verbs(string verb)
    {
        var command = Cli.Verbs.Create().Subcommands.Single(command => command.Name == verb);
        string[][] paths = [[verb], .. command.Subcommands.Select(sub => new[] { verb, sub.Name })];
        Snapshot.Match(string.Join("\n", paths.Select(path => Help(path))), new SnapshotNameExtension(verb));
    }

    [Fact]
    public async Task Chat_shows_the_servers_own_help()
    {
        var (exitCode, output, _) = await TrainingCli.RunAsync("chat", "--help");
        Assert.Equal(0, exitCode);
        Assert.Contains("--port N", output, StringComparison.Ordinal);
        Assert.Contains("--model", output, StringComparison.Ordinal);
    }

    /// <summary>An option that no test gives may have stopped to work; its name stands in this project's tests beside its verb's.</summary>
    [Fact]
    public void Every_option_is_given_by_a_test()
    {
        var tests = Directory.GetFiles(SourceFolder(), "*.cs").Select(File.ReadAllText).ToList();
        var options = from verb in Cli.Verbs.Create().Subcommands
                      from command in verb.Subcommands.Append(verb)
                      from option in command.Options
                      where option is not System.CommandLine.Help.HelpOption
                      select (Verb: command.Name, Option: option.Name);
        var missing = options.Where(pair => !tests.Exists(test =>
            test.Contains($"\"{pair.Verb}\"", StringComparison.Ordinal) && test.Contains($"\"{pair.Option}\"", StringComparison.Ordinal)));
        Assert.Empty(missing);
    }

    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private static string Help(params string[] verb)
    {
        using var output = new StringWriter();
        Cli.Verbs.Create().Parse([.. verb, "--help"]).Invoke(new InvocationConfiguration { Output = output });
        return output.ToString()
            .Replace(RootCommand.ExecutableName, "tm", StringComparison.Ordinal)
            .Replace(DataCommand.DefaultCache, "~/.cache/treasuremarkers", StringComparison.Ordinal);
    }
}
