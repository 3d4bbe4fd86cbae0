using System.Text.Json;
using System.Text.Json.Nodes;

namespace TreasureMarkers.Models.Folders;

/// <summary>Folders that appear whole or not at all.</summary>
internal static class ExportFolder
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Fills a folder beside the target and renames it; an older export is replaced.</summary>
    /// <param name="output">The folder to write.</param>
    /// <param name="marks">The files by which an older export of the same kind is known.</param>
    /// <param name="fill">Writes the files into the folder it is given.</param>
    /// <returns>What <paramref name="fill"/> returned.</returns>
    /// <exception cref="ModelException"><paramref name="output"/> is something else.</exception>
    public static long Write(string output, IReadOnlyCollection<string> marks, Func<string, long> fill)
    {
        RefuseOtherContent(output, marks);
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        var temporary = $"{target}.{Environment.ProcessId}.tmp";
        Directory.CreateDirectory(temporary);
        try
        {
            var result = fill(temporary);
            Replace(temporary, target);
            return result;
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    /// <summary>Writes indented JSON.</summary>
    public static void WriteJson(string folder, string file, JsonObject json) =>
        File.WriteAllText(Path.Combine(folder, file), json.ToJsonString(Indented) + "\n");

    // A slip in --out must not delete somebody's files.
    private static void RefuseOtherContent(string output, IReadOnlyCollection<string> marks)
    {
        if (File.Exists(output)
            || (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any() && !marks.All(mark => File.Exists(Path.Combine(output, mark)))))
        {
            throw new ModelException($"'{output}' exists and is no earlier export of this format. Give a new or empty folder, or one that such an export wrote.");
        }
    }

    private static void Replace(string temporary, string target)
    {
        var old = temporary + ".old";
        if (Directory.Exists(target))
        {
            Directory.Move(target, old);
        }

        Directory.Move(temporary, target);
        if (Directory.Exists(old))
        {
            Directory.Delete(old, recursive: true);
        }
    }
}
