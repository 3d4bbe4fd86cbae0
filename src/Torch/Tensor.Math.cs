using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Arithmetic, element by element; shapes broadcast.</summary>
    public partial class Tensor
    {
        /// <summary>this + other.</summary>
        public Tensor add(Tensor target) => Operators.add.Call(this, target);

        /// <summary>this + alpha · other.</summary>
        public Tensor add(Tensor target, Scalar alpha) => Operators.add.Call(this, target, alpha);

        /// <summary>this + a number.</summary>
        public Tensor add(Scalar scalar) => Operators.add_scalar.Call(this, scalar);

        /// <summary>this + alpha · a number.</summary>
        public Tensor add(Scalar scalar, Scalar alpha) => Operators.add_scalar.Call(this, scalar, alpha);

        /// <summary>this - other.</summary>
        public Tensor sub(Tensor target) => Operators.sub.Call(this, target);

        /// <summary>this - a number.</summary>
        public Tensor sub(Scalar target) => Operators.sub_scalar.Call(this, target);

        /// <summary>this · other, element by element.</summary>
        public Tensor mul(Tensor target) => Operators.mul.Call(this, target);

        /// <summary>this · a number.</summary>
        public Tensor mul(Scalar target) => Operators.mul_scalar.Call(this, target);

        /// <summary>this / other, element by element.</summary>
        public Tensor div(Tensor target) => Operators.div.Call(this, target);

        /// <summary>this / a number.</summary>
        public Tensor div(Scalar target) => Operators.div_scalar.Call(this, target);

        /// <summary>-this.</summary>
        public Tensor neg() => Operators.neg.Call(this);

        /// <summary>-this.</summary>
        public Tensor negative() => neg();

        /// <summary>The absolute value.</summary>
        public Tensor abs() => Operators.abs.Call(this);

        /// <summary>1 / this.</summary>
        public Tensor reciprocal() => Operators.reciprocal.Call(this);

        /// <summary>this².</summary>
        public Tensor square() => Operators.square.Call(this);

        /// <summary>this to the power of another tensor's elements.</summary>
        public Tensor pow(Tensor exponent) => Operators.pow.Call(this, exponent);

        /// <summary>this to a power.</summary>
        public Tensor pow(Scalar exponent) => Operators.pow_scalar.Call(this, exponent);

        /// <summary>The square root.</summary>
        public Tensor sqrt() => Operators.sqrt.Call(this);

        /// <summary>1 / √this.</summary>
        public Tensor rsqrt() => Operators.rsqrt.Call(this);

        /// <summary>e to the power of this.</summary>
        public Tensor exp() => Operators.exp.Call(this);

        /// <summary>The natural logarithm.</summary>
        public Tensor log() => Operators.log.Call(this);

        /// <summary>1 / (1 + e^-this).</summary>
        public Tensor sigmoid() => Operators.sigmoid.Call(this);

        /// <summary>The hyperbolic tangent.</summary>
        public Tensor tanh() => Operators.tanh.Call(this);

        /// <summary>The cosine, of radians.</summary>
        public Tensor cos() => Operators.cos.Call(this);

        /// <summary>The sine, of radians.</summary>
        public Tensor sin() => Operators.sin.Call(this);

        /// <summary>this · sigmoid(this).</summary>
        public Tensor silu() => Operators.silu.Call(this);

        /// <summary>The larger of this and zero.</summary>
        public Tensor relu() => Operators.relu.Call(this);

        /// <summary>this + value · tensor1 · tensor2.</summary>
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Operators.addcmul.Call(this, tensor1, tensor2, value);

        /// <summary>this + value · tensor1 / tensor2.</summary>
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Operators.addcdiv.Call(this, tensor1, tensor2, value);

        /// <summary>this + weight · (end - this).</summary>
        public Tensor lerp(Tensor end, Tensor weight) => Operators.lerp.Call(this, end, weight);

        /// <summary>Elements below the one bound or above the other are set to it; null leaves a side open.</summary>
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Operators.clamp.Call(this, min, max);

        /// <summary>The larger of two elements.</summary>
        public Tensor maximum(Tensor other) => Operators.maximum.Call(this, other);

        /// <summary>The smaller of two elements.</summary>
        public Tensor minimum(Tensor other) => Operators.minimum.Call(this, other);

        /// <summary>Sums of all elements up to each, along a dimension.</summary>
        public Tensor cumsum(long dim, ScalarType? type = null) => Operators.cumsum.Call(this, dim, type);
    }
}
