using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Shape, type, place.</summary>
    public partial class Tensor
    {
        /// <summary>The number of dimensions.</summary>
        public long Dimensions => Native.Check(NativeMethods.tm_dim(LiveHandle));

        /// <inheritdoc cref="Dimensions"/>
        public long ndim => Dimensions;

        /// <summary>The number of elements.</summary>
        public long NumberOfElements => Native.Check(NativeMethods.tm_numel(LiveHandle));

        /// <summary>Bytes per element.</summary>
        public long ElementSize => NativeMethods.tm_element_size(LiveHandle);

        /// <summary>The size of every dimension.</summary>
        public long[] shape => size();

        /// <summary>The type of the elements.</summary>
        public ScalarType dtype => (ScalarType)NativeMethods.tm_dtype(LiveHandle);

        /// <summary>Where the elements are.</summary>
        public Device device
        {
            get
            {
                var type = (DeviceType)NativeMethods.tm_device(LiveHandle, out var index);
                return type == DeviceType.CPU ? CPU : new Device(type, index);
            }
        }

        /// <summary>The kind of device the elements are on.</summary>
        public DeviceType device_type => (DeviceType)NativeMethods.tm_device(LiveHandle, out _);

        /// <summary>The index of the device the elements are on; -1 on the CPU.</summary>
        public int device_index
        {
            get
            {
                _ = NativeMethods.tm_device(LiveHandle, out var index);
                return index;
            }
        }

        /// <summary>Whether the elements are on a CUDA device.</summary>
        public bool is_cuda => device_type == DeviceType.CUDA;

        /// <inheritdoc cref="Dimensions"/>
        public long dim() => Dimensions;

        /// <inheritdoc cref="NumberOfElements"/>
        public long numel() => NumberOfElements;

        /// <inheritdoc cref="ElementSize"/>
        public long element_size() => ElementSize;

        /// <inheritdoc cref="shape"/>
        public unsafe long[] size()
        {
            var sizes = new long[Dimensions];
            fixed (long* into = sizes)
            {
                NativeMethods.tm_sizes(LiveHandle, into);
            }

            return sizes;
        }

        /// <summary>The size of one dimension; -1 is the last.</summary>
        /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
        public long size(int dim)
        {
            var sizes = size();
            ArgumentOutOfRangeException.ThrowIfLessThan(dim, -sizes.Length);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(dim, sizes.Length);
            return sizes[dim < 0 ? dim + sizes.Length : dim];
        }

        /// <summary>For every dimension, how many elements apart its neighbours are stored.</summary>
        public unsafe long[] stride()
        {
            var strides = new long[Dimensions];
            fixed (long* into = strides)
            {
                NativeMethods.tm_strides(LiveHandle, into);
            }

            return strides;
        }

        /// <summary>Whether the elements are stored in row-major order without gaps.</summary>
        public bool is_contiguous() => NativeMethods.tm_is_contiguous(LiveHandle) != 0;

        /// <summary>Whether the elements are on the CPU.</summary>
        public bool is_cpu() => device_type == DeviceType.CPU;

        /// <summary>Whether the elements are floating-point numbers.</summary>
        public bool is_floating_point() => torch.is_floating_point(dtype);

        /// <summary>Whether the elements are integers or truth values.</summary>
        public bool is_integral() => torch.is_integral(dtype);
    }
}
