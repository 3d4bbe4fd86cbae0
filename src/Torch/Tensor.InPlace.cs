using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Operations that change the tensor. A leaf that requires a gradient is changed under no_grad.</summary>
    public partial class Tensor
    {
        /// <summary>Sets all elements to zero.</summary>
        public Tensor zero_() => Operators.zero_.Apply(this);

        /// <summary>Sets all elements to a number.</summary>
        public Tensor fill_(Scalar value) => Operators.fill_.Apply(this, value);

        /// <summary>Copies another tensor's elements, converted and broadcast.</summary>
        public Tensor copy_(Tensor source, bool nonBlocking = false) => Operators.copy_.Apply(this, source, nonBlocking);

        /// <summary>Adds other.</summary>
        public Tensor add_(Tensor target) => Operators.add_.Apply(this, target);

        /// <summary>Adds alpha · other.</summary>
        public Tensor add_(Tensor target, Scalar alpha) => Operators.add_.Apply(this, target, alpha);

        /// <summary>Adds a number.</summary>
        public Tensor add_(Scalar scalar) => Operators.add_scalar_.Apply(this, scalar);

        /// <summary>Subtracts other.</summary>
        public Tensor sub_(Tensor target) => Operators.sub_.Apply(this, target);

        /// <summary>Subtracts a number.</summary>
        public Tensor sub_(Scalar target) => Operators.sub_scalar_.Apply(this, target);

        /// <summary>Multiplies by other.</summary>
        public Tensor mul_(Tensor target) => Operators.mul_.Apply(this, target);

        /// <summary>Multiplies by a number.</summary>
        public Tensor mul_(Scalar target) => Operators.mul_scalar_.Apply(this, target);

        /// <summary>Divides by other.</summary>
        public Tensor div_(Tensor target) => Operators.div_.Apply(this, target);

        /// <summary>Divides by a number.</summary>
        public Tensor div_(Scalar target) => Operators.div_scalar_.Apply(this, target);

        /// <summary>Adds value · tensor1 · tensor2.</summary>
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Operators.addcmul_.Apply(this, tensor1, tensor2, value);

        /// <summary>Adds value · tensor1 / tensor2.</summary>
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Operators.addcdiv_.Apply(this, tensor1, tensor2, value);

        /// <summary>Moves towards end by weight: adds weight · (end - this).</summary>
        public Tensor lerp_(Tensor end, Tensor weight) => Operators.lerp_.Apply(this, end, weight);

        /// <summary>Takes the square root.</summary>
        public Tensor sqrt_() => Operators.sqrt_.Apply(this);

        /// <summary>Sets elements below the one bound or above the other to it.</summary>
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Operators.clamp_.Apply(this, min, max);

        /// <summary>Sets a number where the mask is true.</summary>
        public Tensor masked_fill_(Tensor mask, Scalar value) => Operators.masked_fill_.Apply(this, mask, value);

        /// <summary>Adds alpha · source's slices to the slices of a dimension at a list of places.</summary>
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Operators.index_add_.Apply(this, dim, index, source, alpha);

        /// <summary>Draws every element from a normal distribution.</summary>
        public Tensor normal_(double mean = 0.0, double std = 1.0) => Operators.normal_.Apply(this, mean, std);

        /// <summary>Draws every element uniformly from [from, to).</summary>
        public Tensor uniform_(double from, double to) => Operators.uniform_.Apply(this, from, to);
    }
}
