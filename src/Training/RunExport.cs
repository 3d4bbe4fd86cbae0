using TreasureMarkers.Models;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Training;

/// <summary>A run as the source of an export.</summary>
internal static class RunExport
{
    /// <summary>A run's last checkpoint.</summary>
    /// <param name="run">The folder that training wrote.</param>
    /// <exception cref="CommandException">The run has no checkpoint, or a damaged one.</exception>
    public static ExportSource FromRun(string run)
    {
        var checkpoint = CheckpointFile.Load(Path.Combine(run, RunFolder.CheckpointFile));
        return new ExportSource(run, checkpoint.State.Shape, checkpoint.Weights, ChatTemplate.Jinja, isModelFolder: false);
    }
}
