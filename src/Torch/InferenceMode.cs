using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>Sets this thread's inference mode, until disposed; without a finalizer, which would run on another thread.</summary>
internal sealed class InferenceMode(bool enabled) : IDisposable
{
    private nint guard = NativeMethods.tm_inference_mode(enabled ? 1 : 0);

    public void Dispose()
    {
        if (guard != 0)
        {
            NativeMethods.tm_free_inference_mode(guard);
            guard = 0;
        }
    }
}
