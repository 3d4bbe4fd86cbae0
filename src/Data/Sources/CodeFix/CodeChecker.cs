using System.Text.Json;
using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.CodeFix;

/// <summary>
/// Runs many small programs in one process per language, in an empty folder, with little time and memory and neither
/// network nor files to write. Verdicts are kept in the cache by what was run.
/// </summary>
/// <param name="cacheFolder">The cache.</param>
internal sealed class CodeChecker(string cacheFolder)
{
    private readonly string _root = Path.Combine(Path.GetFullPath(cacheFolder), "checked");

    /// <summary>Runs the programs.</summary>
    /// <param name="codeType"><c>python</c> or <c>javascript</c>.</param>
    /// <param name="programs">Whole programs: an answer, a line feed and its test.</param>
    /// <param name="ct">Ends the run.</param>
    /// <returns>A verdict for each program, in order.</returns>
    /// <exception cref="SourceException">The language is not on this machine, or its process died.</exception>
    public async Task<IReadOnlyList<CodeVerdict>> RunAsync(string codeType, IReadOnlyList<string> programs, CancellationToken ct)
    {
        if (programs.Count == 0)
        {
            return [];
        }

        var runner = codeType == "python" ? "check.py" : "check.js";
        var script = Script(runner);
        var folder = Path.Combine(_root, StableHash.Id([codeType, script, .. programs]));
        var kept = Path.Combine(folder, "verdicts.txt");
        if (!File.Exists(kept))
        {
            Folders.DeleteIfThere(folder);
            var work = Directory.CreateDirectory(Path.Combine(folder, "work")).FullName;
            var (program, input) = (Path.Combine(folder, runner), Path.Combine(folder, "programs.json"));
            await File.WriteAllTextAsync(program, script, ct);
            await File.WriteAllTextAsync(input, JsonSerializer.Serialize(programs), ct);
            string[] options = codeType == "python" ? ["-I", "-S"] : ["--max-old-space-size=1024"];
            var said = await ToolProcess.RunAsync(codeType == "python" ? "python3" : "node", [.. options, program, input], work, null, ct);
            // The file appears when it is complete.
            await File.WriteAllTextAsync(kept + ".partial", said.Trim(), ct);
            File.Move(kept + ".partial", kept, overwrite: true);
            File.Delete(input);
        }

        var verdicts = await File.ReadAllTextAsync(kept, ct);
        return verdicts.Length == programs.Count
            ? [.. verdicts.Select(Verdict)]
            : throw new SourceException($"{runner} gave {verdicts.Length} verdicts on {programs.Count} programs.");
    }

    private static CodeVerdict Verdict(char letter) => letter switch
    {
        'p' => CodeVerdict.Passes,
        'f' => CodeVerdict.Fails,
        's' => CodeVerdict.DoesNotParse,
        _ => CodeVerdict.TimesOut,
    };

    private static string Script(string name)
    {
        using var stream = typeof(CodeChecker).Assembly.GetManifestResourceStream("runners/" + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
