using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Sums, means, extremes; keepdim keeps a reduced dimension as one of size one.</summary>
    public partial class Tensor
    {
        /// <summary>The sum of all elements.</summary>
        public Tensor sum(ScalarType? type = null) => Operators.sum.Call(this, type);

        /// <summary>Sums along a dimension.</summary>
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);

        /// <summary>Sums along dimensions.</summary>
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) =>
            Operators.sum_dim.Call(this, dim, keepdim, type);

        /// <summary>Sums along dimensions.</summary>
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) =>
            sum(dim.ToArray(), keepdim, type);

        /// <summary>The mean of all elements.</summary>
        public Tensor mean() => Operators.mean.Call(this);

        /// <summary>Means along dimensions.</summary>
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            Operators.mean_dim.Call(this, dimensions, keepdim, type);

        /// <summary>The largest element.</summary>
        public Tensor max() => Operators.max.Call(this);

        /// <summary>The larger of two elements.</summary>
        public Tensor max(Tensor other) => maximum(other);

        /// <summary>The largest elements along a dimension and where they are.</summary>
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) =>
            Pair(Operators.max_dim.CallMany(this, dim, keepdim));

        /// <summary>The smallest element.</summary>
        public Tensor min() => Operators.min.Call(this);

        /// <summary>The smaller of two elements.</summary>
        public Tensor min(Tensor other) => minimum(other);

        /// <summary>The smallest elements along a dimension and where they are.</summary>
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) =>
            Pair(Operators.min_dim.CallMany(this, dim, keepdim));

        /// <summary>Where the largest element is, counted in row-major order.</summary>
        public Tensor argmax() => Operators.argmax.Call(this);

        /// <summary>Where the largest elements along a dimension are.</summary>
        public Tensor argmax(long dim, bool keepdim = false) => Operators.argmax.Call(this, dim, keepdim);

        /// <summary>The k largest (or smallest) elements along a dimension and where they are.</summary>
        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Pair(Operators.topk.CallMany(this, (long)k, (long)dim, largest, sorted));

        /// <summary>The p-norm of all elements.</summary>
        public Tensor norm(float p = 2.0f) => Operators.norm.Call(this, (double)p);

        /// <summary>p-norms along a dimension.</summary>
        public Tensor norm(int dim, bool keepdim = false, float p = 2.0f) =>
            Operators.norm_dim.Call(this, (double)p, (long[])[dim], keepdim);

        /// <summary>The logarithm of the sum of e^this along a dimension.</summary>
        public Tensor logsumexp(long dim, bool keepdim = false) => Operators.logsumexp.Call(this, (long[])[dim], keepdim);

        /// <summary>Whether all elements are true.</summary>
        public Tensor all() => Operators.all.Call(this);

        /// <summary>Whether all elements along a dimension are true.</summary>
        public Tensor all(long dim, bool keepdim = false) => Operators.all_dim.Call(this, dim, keepdim);

        /// <summary>Whether any element is true.</summary>
        public Tensor any() => Operators.any.Call(this);

        /// <summary>Whether any element along a dimension is true.</summary>
        public Tensor any(long dim, bool keepdim = false) => Operators.any_dim.Call(this, dim, keepdim);

        private static (Tensor, Tensor) Pair(Tensor[] results) => (results[0], results[1]);

    }
}
