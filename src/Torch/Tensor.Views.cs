using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Other shapes of the same elements.</summary>
    public partial class Tensor
    {
        /// <summary>The same elements in another shape, sharing memory; -1 is worked out. The tensor must be laid out for it.</summary>
        public Tensor view(params long[] shape) => Operators.view.Call(this, shape);

        /// <summary>The same elements in another tensor's shape, sharing memory.</summary>
        public Tensor view_as(Tensor other) => view(other.shape);

        /// <summary>The same elements in another shape, copied where they must be; -1 is worked out.</summary>
        public Tensor reshape(params long[] shape) => Operators.reshape.Call(this, shape);

        /// <summary>Dimensions start_dim to end_dim as one.</summary>
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Operators.flatten.Call(this, start_dim, end_dim);

        /// <summary>Two dimensions exchanged, sharing memory.</summary>
        public Tensor transpose(long dim0, long dim1) => Operators.transpose.Call(this, dim0, dim1);

        /// <summary>A matrix's transpose, sharing memory.</summary>
        public Tensor t() => Operators.t.Call(this);

        /// <summary>The dimensions in another order, sharing memory.</summary>
        public Tensor permute(params long[] permutation) => Operators.permute.Call(this, permutation);

        /// <summary>A dimension of size one inserted, sharing memory.</summary>
        public Tensor unsqueeze(long dim) => Operators.unsqueeze.Call(this, dim);

        /// <summary>All dimensions of size one left out, or one of them, sharing memory.</summary>
        public Tensor squeeze(long? dim = null) =>
            dim is { } one ? Operators.squeeze_dim.Call(this, one) : Operators.squeeze.Call(this);

        /// <summary>Dimensions of size one repeated without copying; -1 keeps a size.</summary>
        public Tensor expand(params long[] sizes) => Operators.expand.Call(this, sizes);

        /// <summary>Expanded to another tensor's shape.</summary>
        public Tensor expand_as(Tensor other) => expand(other.shape);

        /// <summary>Elements start to start + length of a dimension, sharing memory.</summary>
        public Tensor narrow(long dim, long start, long length) => Operators.narrow.Call(this, dim, start, length);

        /// <summary>Every step-th element from start to before finish of a dimension, sharing memory.</summary>
        public Tensor slice(long dim, long start, long finish, long step) =>
            Operators.slice.Call(this, dim, start, finish, step);

        /// <summary>One element of a dimension, which is left out, sharing memory.</summary>
        public Tensor select(long dim, long index) => Operators.select.Call(this, dim, index);

        /// <summary>At most so many equal parts along a dimension, sharing memory.</summary>
        public Tensor[] chunk(long chunks, long dim = 0L) => Operators.chunk.CallMany(this, chunks, dim);

        /// <summary>Parts of one size along a dimension, the last perhaps smaller, sharing memory.</summary>
        public Tensor[] split(long size, int dim = 0) => Operators.split.CallMany(this, size, (long)dim);

        /// <summary>Parts of given sizes along a dimension, sharing memory.</summary>
        public Tensor[] split(long[] sizes, long dim = 0) => Operators.split_sizes.CallMany(this, sizes, dim);

        /// <summary>The slices of a dimension, which is left out, sharing memory.</summary>
        public Tensor[] unbind(long dimension = 0L) => Operators.unbind.CallMany(this, dimension);

        /// <summary>A copy; differentiable.</summary>
        public Tensor clone() => Operators.clone.Call(this);

        /// <summary>The tensor in row-major order without gaps, copied where it is not.</summary>
        public Tensor contiguous() => Operators.contiguous.Call(this);
    }
}
