using TreasureMarkers.Models;

namespace TreasureMarkers.Training;

/// <summary>The files of a training run.</summary>
internal static class RunFolder
{
    /// <summary>Weights, optimiser and position; replaced atomically.</summary>
    public const string CheckpointFile = "checkpoint.safetensors";

    /// <summary>One JSON object per update or validation.</summary>
    public const string LogFile = "log.jsonl";

    private const string LockFile = "lock";

    /// <summary>Holds the folder, made if it is missing, until the result is disposed or the process ends.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="CommandException">Another process holds it: the two would replace each other's checkpoints.</exception>
    public static IDisposable Claim(string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            return new FileStream(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e)
        {
            throw new CommandException($"Another process is training in '{folder}'. Stop it first, or give another --out.", e);
        }
    }
}
