using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Neural networks.</summary>
    public static partial class nn
    {
        /// <summary>How a loss is made of its parts.</summary>
        public enum Reduction : long
        {
            /// <summary>The parts themselves.</summary>
            None = 0,

            /// <summary>Their mean.</summary>
            Mean = 1,

            /// <summary>Their sum.</summary>
            Sum = 2,
        }

        /// <summary>Networks' functions without state.</summary>
        public static class functional
        {
            /// <summary>input · weightsᵀ + bias: [.., in] with [out, in] and [out] gives [.., out].</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) =>
                Operators.linear.Call(input, weights, bias);

            /// <summary>x · sigmoid(x).</summary>
            public static Tensor silu(Tensor x, bool inplace = false) =>
                inplace ? Operators.silu_.Apply(x).alias() : x.silu();

            /// <summary>The larger of x and zero.</summary>
            public static Tensor relu(Tensor x, bool inplace = false) =>
                inplace ? Operators.relu_.Apply(x).alias() : x.relu();

            /// <inheritdoc cref="Tensor.softmax"/>
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            /// <inheritdoc cref="Tensor.log_softmax"/>
            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            /// <summary>While training, zeroes elements with probability p and scales the others by 1 / (1 - p).</summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                inplace ? Operators.dropout_.Apply(input, p, training).alias() : Operators.dropout.Call(input, p, training);

            /// <summary>Normalises the last dimensions to mean 0 and variance 1, then scales and shifts.</summary>
            public static Tensor layer_norm(
                Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                Operators.layer_norm.Call(input, normalized_shape, weight, bias, eps);

            /// <summary>
            /// The negative log probability of each target under softmax(input): input [n, classes], target [n] of class
            /// numbers. Targets equal to ignore_index count neither in the sum nor in the mean.
            /// </summary>
            public static Tensor cross_entropy(
                Tensor input,
                Tensor target,
                Tensor? weight = null,
                long ignore_index = -100,
                Reduction reduction = Reduction.Mean,
                double label_smoothing = 0.0) =>
                Operators.cross_entropy.Call(input, target, weight, (long)reduction, ignore_index, label_smoothing);

            /// <summary>
            /// softmax(query · keyᵀ / √d + mask) · value over the last two dimensions, [.., length, d]; leading ones broadcast.
            /// </summary>
            /// <param name="query">[.., queries, d].</param>
            /// <param name="key">[.., keys, d].</param>
            /// <param name="value">[.., keys, dv].</param>
            /// <param name="attn_mask">[.., queries, keys]: true where a query may look, or numbers to add to the scores.</param>
            /// <param name="p">The probability of dropping a weight.</param>
            /// <param name="is_casual">Let query i look at keys 0 to i only; then no attn_mask. (TorchSharp's spelling.)</param>
            public static Tensor scaled_dot_product_attention(
                Tensor query,
                Tensor key,
                Tensor value,
                Tensor? attn_mask = null,
                double p = 0.0,
                bool is_casual = false) =>
                Native.Wrap(NativeMethods.tm_attention(
                    query.LiveHandle,
                    key.LiveHandle,
                    value.LiveHandle,
                    attn_mask?.LiveHandle ?? TensorHandle.None,
                    p,
                    is_casual ? 1 : 0));
        }
    }
}
