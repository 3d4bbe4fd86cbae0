using Microsoft.Win32.SafeHandles;

namespace TorchSharp.Interop;

/// <summary>
/// Owns one native at::Tensor. Its finalizer frees tensors nobody disposed, and holding it during a call keeps another
/// thread, or the collector, from freeing the tensor that the call reads.
/// </summary>
internal sealed class TensorHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private static long live;
    private static long peak;

    public TensorHandle()
        : base(ownsHandle: true)
    {
    }

    public TensorHandle(nint native)
        : base(ownsHandle: true)
    {
        SetHandle(native);
        var count = Interlocked.Increment(ref live);
        peak = Math.Max(peak, count);
    }

    /// <summary>Stands for no tensor.</summary>
    public static TensorHandle None { get; } = new();

    /// <summary>How many native tensors managed code owns in this process.</summary>
    public static long Live => Interlocked.Read(ref live);

    public static long Peak => peak;

    protected override bool ReleaseHandle()
    {
        NativeMethods.tm_free(handle);
        Interlocked.Decrement(ref live);
        return true;
    }
}
