using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Turns the native binding's failure values into exceptions.</summary>
internal static class Native
{
    /// <summary>Wraps a tensor the binding made; null means that libtorch threw.</summary>
    public static torch.Tensor Wrap(nint native) => native == 0 ? throw Error() : new torch.Tensor(native);

    /// <summary>Passes a count or flag through; a negative one means that libtorch threw.</summary>
    public static int Check(int result) => result < 0 ? throw Error() : result;

    /// <inheritdoc cref="Check(int)"/>
    public static long Check(long result) => result < 0 ? throw Error() : result;

    [StackTraceHidden]
    public static unsafe ExternalException Error() =>
        new(Marshal.PtrToStringUTF8((nint)NativeMethods.tm_last_error()));
}
