using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Products of matrices, and softmax.</summary>
    public partial class Tensor
    {
        /// <summary>The matrix product over the last two dimensions; leading ones broadcast. A vector counts as one row or column.</summary>
        public Tensor matmul(Tensor target) => Operators.matmul.Call(this, target);

        /// <summary>The product of two matrices: [n, k] · [k, m] = [n, m].</summary>
        public Tensor mm(Tensor target) => Operators.mm.Call(this, target);

        /// <summary>The product of matrices in a batch: [b, n, k] · [b, k, m] = [b, n, m].</summary>
        public Tensor bmm(Tensor batch2) => Operators.bmm.Call(this, batch2);

        /// <summary>beta · this + alpha · mat1 · mat2.</summary>
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            Operators.addmm.Call(this, mat1, mat2, (double)beta, (double)alpha);

        /// <summary>e^this divided by its sum along a dimension.</summary>
        public Tensor softmax(long dim, ScalarType? dtype = null) => Operators.softmax.Call(this, dim, dtype);

        /// <summary>The logarithm of softmax.</summary>
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Operators.log_softmax.Call(this, dim, dtype);
    }
}
