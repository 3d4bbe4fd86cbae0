using TorchSharp.Interop;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Reading and writing elements from .NET.</summary>
    public partial class Tensor
    {
        /// <summary>The memory of a contiguous tensor on the CPU; valid while the tensor is.</summary>
        /// <exception cref="InvalidOperationException">It is not contiguous or not on the CPU.</exception>
        /// <exception cref="ArgumentException">It is over 2 GB, or (set) of another size.</exception>
        public unsafe Span<byte> bytes
        {
            get
            {
                if (!is_contiguous())
                {
                    throw new InvalidOperationException("bytes of a tensor that is not contiguous; call contiguous() first");
                }

                var size = NumberOfElements * ElementSize;
                return size <= int.MaxValue
                    ? new Span<byte>(Memory(), (int)size)
                    : throw new ArgumentException($"the tensor takes {size} bytes, more than a span's {int.MaxValue}; split it");
            }

            set
            {
                var memory = bytes;
                if (memory.Length != value.Length)
                {
                    throw new ArgumentException($"{value.Length} bytes for a tensor of {memory.Length}", nameof(value));
                }

                value.CopyTo(memory);
            }
        }

        /// <summary>The elements in row-major order, to read and write in place.</summary>
        /// <typeparam name="T">The .NET type of <see cref="dtype"/>; BFloat16 has none, convert to Float32.</typeparam>
        /// <exception cref="ArgumentException">T is not the tensor's type.</exception>
        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            var expected = dtype switch
            {
                ScalarType.Byte => typeof(byte),
                ScalarType.Int8 => typeof(sbyte),
                ScalarType.Int16 => typeof(short),
                ScalarType.Int32 => typeof(int),
                ScalarType.Int64 => typeof(long),
                ScalarType.Float16 => typeof(Half),
                ScalarType.Float32 => typeof(float),
                ScalarType.Float64 => typeof(double),
                ScalarType.Bool => typeof(bool),
                _ => null,
            };
            if (expected != typeof(T))
            {
                throw new ArgumentException(
                    $"{typeof(T).Name} does not fit the elements of a tensor of {dtype}; "
                    + (expected is null ? "convert it with to(ScalarType.Float32)" : $"use {expected.Name}"));
            }

            return new TensorAccessor<T>(is_cpu() ? this : cpu());
        }

        /// <summary>The element of a tensor of one.</summary>
        /// <exception cref="ArgumentException">It has another number of elements, or another type.</exception>
        public T item<T>()
            where T : unmanaged => NumberOfElements == 1
                ? data<T>()[0]
                : throw new ArgumentException($"item() of a tensor of {NumberOfElements} elements; it needs exactly one");

        internal unsafe void* Memory()
        {
            if (!is_cpu())
            {
                throw new InvalidOperationException($"the elements are on {device}; call cpu() first");
            }

            var data = NativeMethods.tm_data(LiveHandle);
            return data is null && NumberOfElements > 0 ? throw Native.Error() : data;
        }
    }
}
