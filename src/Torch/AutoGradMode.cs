using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>Sets whether this thread records operations, until disposed.</summary>
internal sealed class AutoGradMode : IDisposable
{
    private readonly int before = NativeMethods.tm_grad_enabled();

    public AutoGradMode(bool enabled) => NativeMethods.tm_set_grad_enabled(enabled ? 1 : 0);

    public void Dispose() => NativeMethods.tm_set_grad_enabled(before);
}
