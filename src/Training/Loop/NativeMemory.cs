using System.Runtime.InteropServices;

namespace TreasureMarkers.Training.Loop;

/// <summary>Settings of the C library's allocator, from which libtorch takes its tensors.</summary>
public static partial class NativeMemory
{
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;

    /// <summary>
    /// Keeps freed memory in the process. By default glibc returns every large tensor to the system and faults its pages in
    /// again at the next allocation, which cost a third of the training time. Does nothing where the library is not glibc.
    /// </summary>
    public static void KeepFreedMemory()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = SetOption(MapThreshold, 1 << 30);
            _ = SetOption(TrimThreshold, int.MaxValue);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no mallopt.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
