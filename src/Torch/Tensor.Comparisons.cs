using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Comparisons: results are of type Bool.</summary>
    public partial class Tensor
    {
        /// <summary>Where elements are equal.</summary>
        public Tensor eq(Tensor target) => Operators.eq.Call(this, target);

        /// <summary>Where elements are equal, compared to a number.</summary>
        public Tensor eq(Scalar target) => Operators.eq_scalar.Call(this, target);

        /// <summary>Where elements are unequal.</summary>
        public Tensor ne(Tensor target) => Operators.ne.Call(this, target);

        /// <summary>Where elements are unequal, compared to a number.</summary>
        public Tensor ne(Scalar target) => Operators.ne_scalar.Call(this, target);

        /// <summary>Where elements are less.</summary>
        public Tensor lt(Tensor target) => Operators.lt.Call(this, target);

        /// <summary>Where elements are less, compared to a number.</summary>
        public Tensor lt(Scalar target) => Operators.lt_scalar.Call(this, target);

        /// <summary>Where elements are less or equal.</summary>
        public Tensor le(Tensor target) => Operators.le.Call(this, target);

        /// <summary>Where elements are less or equal, compared to a number.</summary>
        public Tensor le(Scalar target) => Operators.le_scalar.Call(this, target);

        /// <summary>Where elements are greater.</summary>
        public Tensor gt(Tensor target) => Operators.gt.Call(this, target);

        /// <summary>Where elements are greater, compared to a number.</summary>
        public Tensor gt(Scalar target) => Operators.gt_scalar.Call(this, target);

        /// <summary>Where elements are greater or equal.</summary>
        public Tensor ge(Tensor target) => Operators.ge.Call(this, target);

        /// <summary>Where elements are greater or equal, compared to a number.</summary>
        public Tensor ge(Scalar target) => Operators.ge_scalar.Call(this, target);

        /// <summary>Where elements are neither infinite nor NaN.</summary>
        public Tensor isfinite() => Operators.isfinite.Call(this);

        /// <summary>Where elements are NaN.</summary>
        public Tensor isnan() => Operators.isnan.Call(this);

        /// <summary>Where elements are false or zero.</summary>
        public Tensor logical_not() => Operators.logical_not.Call(this);

        /// <summary>Where both elements are true.</summary>
        public Tensor logical_and(Tensor other) => Operators.logical_and.Call(this, other);

        /// <summary>Where either element is true.</summary>
        public Tensor logical_or(Tensor other) => Operators.logical_or.Call(this, other);
    }
}
