using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Choosing, placing and repeating elements.</summary>
    public partial class Tensor
    {
        /// <summary>The elements of a dimension at a list of places.</summary>
        public Tensor index_select(long dim, Tensor index) => Operators.index_select.Call(this, dim, index);

        /// <summary>Along a dimension, for every place of index the element at the index it holds; of index's shape.</summary>
        public Tensor gather(long dim, Tensor index) => Operators.gather.Call(this, dim, index);

        /// <summary>A copy in which, along a dimension, src's elements are put at the places that index holds.</summary>
        public Tensor scatter(long dim, Tensor index, Tensor src) => Operators.scatter.Call(this, dim, index, src);

        /// <summary>A copy in which alpha · source's slices are added to the slices of a dimension at a list of places.</summary>
        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Operators.index_add.Call(this, dim, index, source, alpha);

        /// <summary>Every element so many times in a row, along a dimension or of the flattened tensor.</summary>
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            Operators.repeat_interleave.Call(this, repeats, dim, output_size);

        /// <summary>The whole tensor so many times along each dimension.</summary>
        public Tensor repeat(params long[] sizes) => Operators.repeat.Call(this, sizes);

        /// <summary>A copy with a number where the mask is true.</summary>
        public Tensor masked_fill(Tensor mask, Scalar value) => Operators.masked_fill.Call(this, mask, value);

        /// <summary>This where the condition is true, y elsewhere.</summary>
        public Tensor where(Tensor condition, Tensor y) => Operators.where.Call(condition, this, y);

        /// <summary>The lower triangle of the last two dimensions, zero above the diagonal.</summary>
        public Tensor tril(long diagonal = 0) => Operators.tril.Call(this, diagonal);

        /// <summary>The upper triangle of the last two dimensions, zero below the diagonal.</summary>
        public Tensor triu(long diagonal = 0) => Operators.triu.Call(this, diagonal);

        /// <summary>So many column indices drawn per row of weights.</summary>
        public Tensor multinomial(long num_samples, bool replacement = false) =>
            Operators.multinomial.Call(this, num_samples, replacement);
    }
}
