using System.Security.Cryptography;

namespace TreasureMarkers.Fixtures.Trained;

/// <summary>
/// A real nano model, trained for some seconds by the real command line on <see cref="TinyData"/>. It is made once for a build
/// of the training code and kept under artifacts/, whose name is a hash of that code.
/// </summary>
internal static class TinyModel
{
    private static readonly Lazy<Task<string>> Made = new(MakeAsync);

    /// <summary>The fp32 model folder.</summary>
    public static async Task<string> GetFolderAsync() => Path.Combine(await Made.Value, "model");

    /// <summary>The run it was exported from.</summary>
    public static async Task<string> GetRunFolderAsync() => Path.Combine(await Made.Value, "run");

    /// <summary>The data it was trained on, tokenizer included.</summary>
    public static async Task<string> GetDataFolderAsync() => Path.Combine(await Made.Value, "data");

    private static async Task<string> MakeAsync()
    {
        var artifacts = Path.Combine(RepositoryRoot(), "artifacts");
        var folder = Path.Combine(artifacts, $"tiny-model-{CodeHash()}");
        if (Directory.Exists(folder))
        {
            return folder;
        }

        var making = Path.Combine(artifacts, $"making-{Environment.ProcessId}");
        TinyData.Write(Path.Combine(making, "data"));
        await TrainingCli.RequireAsync("tokenizer", "train", "--data", Path.Combine(making, "data"), "--vocab-size", "578");
        await TrainingCli.RequireAsync(
            "train", "--preset", "nano", "--precision", "fp32", "--data", Path.Combine(making, "data"), "--out", Path.Combine(making, "run"),
            "--pretrain-steps", "30", "--steps", "120", "--batch-tokens", "512", "--packed-length", "512", "--eval-every", "1000", "--threads", "1");
        await TrainingCli.RequireAsync("export", "--run", Path.Combine(making, "run"), "--precision", "fp32", "--out", Path.Combine(making, "model"));
        try
        {
            Directory.Move(making, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another test process was faster.
            Directory.Delete(making, recursive: true);
        }

        return folder;
    }

    private static string CodeHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in new[] { "tm.dll", "TreasureMarkers.Training.dll", "TreasureMarkers.Models.dll", "TreasureMarkers.Markers.dll" })
        {
            hash.AppendData(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, file)));
        }

        hash.AppendData(File.ReadAllBytes(typeof(TinyModel).Assembly.Location));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Directory.Packages.props")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder;
    }
}
