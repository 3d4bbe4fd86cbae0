using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// An n-dimensional array of libtorch's. Operations return new tensors; those ending in an underscore change the
    /// tensor and return it. libtorch's errors arrive as <see cref="System.Runtime.InteropServices.ExternalException"/>.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        internal TensorHandle? handle;

        internal Tensor(nint native)
        {
            handle = new TensorHandle(native);
            OwningDisposeScope = DisposeScopeManager.ThreadSingleton.RegisterOnCurrentDisposeScope(this);
        }

        /// <summary>Takes another tensor's place, in its scope too, and leaves it empty.</summary>
        private protected Tensor(Tensor replaced)
        {
            handle = replaced.LiveHandle;
            replaced.handle = null;
            DisposeScope.ReplaceWith(replaced, this);
        }

        /// <summary>How many tensors this process's managed code holds, on all threads.</summary>
        public static long TotalCount => TensorHandle.Live;

        /// <summary>The largest <see cref="TotalCount"/> so far.</summary>
        public static long PeakCount => TensorHandle.Peak;

        /// <summary>A name for debugging.</summary>
        public string? name { get; set; }

        /// <summary>Whether the tensor was disposed, or gave its data to a Parameter.</summary>
        public bool IsInvalid => handle is null || handle.IsClosed;

        internal DisposeScope? OwningDisposeScope { get; set; }

        /// <summary>The handle of a tensor that is still there.</summary>
        /// <exception cref="ObjectDisposedException">It is not.</exception>
        internal TensorHandle LiveHandle => IsInvalid
            ? throw new ObjectDisposedException(
                GetType().FullName,
                "the tensor was disposed, by hand or with its DisposeScope (MoveToOuterDisposeScope keeps it), or its data moved into a Parameter")
            : handle!;

        /// <summary>Frees the tensor now; its scope forgets it.</summary>
        public void Dispose()
        {
            Dispose(disposing: true);
            GC.SuppressFinalize(this);
        }

        /// <summary>Frees the tensor.</summary>
        /// <param name="disposing">Always true: the native handle has its own finalizer.</param>
        protected virtual void Dispose(bool disposing)
        {
            if (IsInvalid)
            {
                return;
            }

            DisposeScopeManager.ThreadSingleton.DisposingOnCurrentScope(this);
            OwningDisposeScope?.MarkAsDisposed(this);
            handle!.Dispose();
        }

        /// <summary>Moves the tensor to the enclosing scope, or out of all scopes where there is none.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Takes the tensor out of all scopes; the caller disposes it.</summary>
        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        /// <summary>Moves the tensor to another tensor's scope.</summary>
        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        /// <summary>Moves the tensor to another scope; null takes it out of all scopes.</summary>
        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is null && other is not null)
            {
                other.Attach(this);
            }
            else
            {
                OwningDisposeScope?.MoveToOther(other, this);
            }

            return this;
        }

        /// <summary>A second handle to the same native tensor, disposed independently.</summary>
        public Tensor alias() => Native.Wrap(NativeMethods.tm_alias(LiveHandle));

        /// <summary>"[2x3], type = Float32, device = cpu".</summary>
        public override string ToString() =>
            IsInvalid ? "disposed" : $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";
    }
}
