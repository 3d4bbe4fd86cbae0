using System.Runtime.InteropServices;
using TorchSharp;
using TreasureMarkers.Models;

namespace TreasureMarkers.Training;

/// <summary>Settings of libtorch and of the C libraries under it, made before it is loaded.</summary>
internal static partial class NativeRuntime
{
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;
    private const string SpinCount = "GOMP_SPINCOUNT";
    private const string PreferFlash = "TORCH_CUDNN_SDPA_DEPRIORITIZED";

    /// <summary>
    /// Makes training fast on Linux; does nothing elsewhere, and leaves what the user has set in the environment.
    /// Freed memory stays in the process: glibc would return every large tensor to the system and fault its pages in again at
    /// the next allocation. OpenMP's threads wait for each other for microseconds before they sleep: by default they spin for
    /// milliseconds, which on a busy machine takes the core from the very thread that is waited for (measured: forty times
    /// slower). On a GPU, libtorch's own flash attention goes before cuDNN's, which plans anew for every shape it has not met:
    /// with documents of all lengths the GPU would wait for plans nearly all the time (measured: 1 to 11% busy).
    /// </summary>
    /// <param name="threads">CPU threads of libtorch, which this loads.</param>
    /// <exception cref="CommandException">libtorch is not there, as in the dotnet tool, which leaves it out for its size.</exception>
    public static void Prepare(int threads)
    {
        RequireLibtorch();
        PrepareLinux();
        torch.set_num_threads(threads);
    }

    /// <summary>The device that a name stands for; loads libtorch.</summary>
    /// <param name="name"><c>auto</c> takes a GPU where there is one.</param>
    /// <exception cref="CommandException">The name is not allowed, or the device is missing.</exception>
    public static torch.Device FindDevice(string name) => name switch
    {
        "cpu" => torch.CPU,
        "auto" => torch.cuda.is_available() ? torch.CUDA : torch.CPU,
        "cuda" when torch.cuda.is_available() => torch.CUDA,
        "cuda" => throw new CommandException(
            "--device cuda: this libtorch sees no CUDA device. Use --device cpu, or install a CUDA build of libtorch and the driver."),
        _ => throw new CommandException($"--device {name} is not allowed. Allowed: auto, cpu, cuda."),
    };

    private static void PrepareLinux()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = SetAllocatorOption(MapThreshold, 1 << 30);
            _ = SetAllocatorOption(TrimThreshold, int.MaxValue);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no mallopt.
        }

        _ = SetEnvironment(PreferFlash, "1", overwrite: 0);
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
        {
            _ = SetEnvironment(SpinCount, "1000", overwrite: 0);
        }
    }

    private static void RequireLibtorch()
    {
        var folders = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*LibTorchSharp.*").Any()))
        {
            throw new CommandException(
                "This installation has no libtorch, which training needs (about 500 MB, so that the dotnet tool leaves it out): "
                + "train from the repository, with ./tm train or dotnet run -c Release --project src/Cli -- train.");
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetAllocatorOption(int option, int value);

    // .NET's own environment never reaches the C library's.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
