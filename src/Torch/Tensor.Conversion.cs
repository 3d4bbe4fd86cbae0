using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Other types and other places. A tensor that already fits is returned as a second handle to it.</summary>
    public partial class Tensor
    {
        /// <summary>The elements in another type.</summary>
        /// <param name="type">The type.</param>
        /// <param name="copy">Copy even where the type is the same.</param>
        /// <param name="disposeAfter">Dispose this tensor.</param>
        /// <param name="non_blocking">Do not wait for a copy between devices.</param>
        public Tensor to_type(
            ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(Operators.to_dtype.Call(this, type, non_blocking, copy), disposeAfter);

        /// <inheritdoc cref="to_type"/>
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to_type(type, copy, disposeAfter, non_blocking);

        /// <summary>The elements on another device.</summary>
        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(dtype, device, copy, disposeAfter, non_blocking);

        /// <summary>The elements in another type and on another device.</summary>
        public Tensor to(
            ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(Operators.to.Call(this, InitializeDevice(device), type, non_blocking, copy), disposeAfter);

        /// <summary>The elements in another tensor's type and on its device.</summary>
        public Tensor to(Tensor other, bool non_blocking = false) =>
            to(other.dtype, other.device, non_blocking: non_blocking);

        /// <summary>The elements in another tensor's type.</summary>
        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);

        /// <summary>The elements on the CPU.</summary>
        public Tensor cpu() => to(CPU);

        /// <summary>The elements on a CUDA device.</summary>
        /// <exception cref="InvalidOperationException">There is none.</exception>
        public Tensor cuda(Device? device = null, bool non_blocking = false) =>
            to(device ?? CUDA, non_blocking: non_blocking);

        private Tensor Converted(Tensor result, bool disposeAfter)
        {
            if (disposeAfter)
            {
                Dispose();
            }

            return result;
        }
    }
}
