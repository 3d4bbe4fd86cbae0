using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntimeGenAI;
using TreasureMarkers.Models;

namespace TreasureMarkers.Inference.Engine;

/// <summary>What must hold before the first call into ONNX Runtime GenAI: its libraries are there, its telemetry is off.</summary>
internal static class NativeRuntime
{
    private static readonly Lazy<bool> Prepared = new(Prepare);

    /// <summary>Name of GenAI's CUDA library, which only CUDA packages bring.</summary>
    internal static string CudaLibrary => LibraryName("onnxruntime-genai-cuda");

    /// <summary>Checks and prepares once; later calls return at once, or fail again in the same way.</summary>
    /// <exception cref="ModelException">A library is missing. GenAI itself would end the process with a segmentation fault.</exception>
    public static void EnsureReady() => _ = Prepared.Value;

    /// <summary>Whether a native library lies where the loader looks for GenAI's own.</summary>
    public static bool Exists(string library) =>
        SearchFolders().Any(folder => File.Exists(Path.Combine(folder, library)));

    /// <summary>
    /// The runtime's setting that keeps products of whole numbers exact on processors whose instructions for unsigned times signed bytes
    /// saturate: with "1" it makes the signed ones unsigned when it loads a model.
    /// </summary>
    internal const string ExactProducts = "session.x64quantprecision";

    /// <summary>
    /// Whether this processor needs <see cref="ExactProducts"/>: one of x86's kind without VNNI. With it the runtime heeds the setting as
    /// well, and takes more than twice the time.
    /// </summary>
    internal static bool Saturates { get; } = X86Base.IsSupported && !HasVnni();

    /// <summary>Sets what a session needs on this processor.</summary>
    /// <param name="options">Of the session to be.</param>
    /// <param name="saturates">Whether products of bytes saturate.</param>
    internal static void KeepProductsExact(SessionOptions options, bool saturates)
    {
        if (saturates)
        {
            options.AddSessionConfigEntry(ExactProducts, "1");
        }
    }

    // CPUID: leaf 7 has AVX512_VNNI in bit 11 of ECX, its second part AVX_VNNI in bit 4 of EAX.
    private static bool HasVnni() => (X86Base.CpuId(7, 0).Ecx & (1 << 11)) != 0 || (X86Base.CpuId(7, 1).Eax & (1 << 4)) != 0;

    /// <summary>Whether an exception says that a runtime could not load, or not load a model.</summary>
    internal static bool IsLoadFailure(Exception e) =>
        e is OnnxRuntimeException or OnnxRuntimeGenAIException or DllNotFoundException or BadImageFormatException
            or TypeInitializationException;

    /// <summary>What failed, in one line with the runtime's reason and what to do.</summary>
    internal static ModelException Failure(string what, Exception cause) => new(
        $"{what}: {cause.Message.ReplaceLineEndings(" ").Trim().TrimEnd('.')}. "
        + "The model folder's genai_config.json, model.onnx or a file of its weights (model.onnx.data …) is damaged, or they do not belong together: "
        + "export or copy the folder again.",
        cause);

    private static bool Prepare()
    {
        foreach (var library in new[] { LibraryName("onnxruntime-genai"), LibraryName("onnxruntime") })
        {
            if (!Exists(library))
            {
                throw new ModelException(
                    $"{library} was not found in {string.Join(" or ", SearchFolders())}: it is copied there when the program is "
                    + "built; build it again, or copy the library there.");
            }
        }

        DisableTelemetry();
        return true;
    }

    /// <summary>
    /// Both libraries read ORT_DISABLE_TELEMETRY by getenv. On Unix .NET's own environment is a copy that getenv never sees,
    /// so the C library's is set too; before the first GenAI call no other native thread reads it.
    /// </summary>
    private static void DisableTelemetry()
    {
        const string Name = "ORT_DISABLE_TELEMETRY";
        Environment.SetEnvironmentVariable(Name, "1");
        if (!OperatingSystem.IsWindows() && SetEnv(Encoding.UTF8.GetBytes(Name + "\0"), "1\0"u8.ToArray(), 1) != 0)
        {
            throw new ModelException(
                $"{Name}=1 could not be set, so the runtime's telemetry would be on: set it in the environment before starting.");
        }
    }

    private static IEnumerable<string> SearchFolders()
    {
        var assembly = Path.GetDirectoryName(typeof(Generator).Assembly.Location);
        var host = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string)?.Split(Path.PathSeparator) ?? [];
        return host.Prepend(AppContext.BaseDirectory).Prepend(assembly ?? "")
            .Where(folder => folder.Length > 0)
            .Select(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))
            .Distinct(StringComparer.Ordinal);
    }

    private static string LibraryName(string name) =>
        OperatingSystem.IsWindows() ? name + ".dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";

    [DllImport("libc", EntryPoint = "setenv", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int SetEnv(byte[] name, byte[] value, int overwrite);
}
