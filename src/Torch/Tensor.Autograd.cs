using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Gradients.</summary>
    public partial class Tensor
    {
        /// <summary>Whether operations on the tensor are recorded for <see cref="backward"/>.</summary>
        public bool requires_grad
        {
            get => NativeMethods.tm_requires_grad(LiveHandle) != 0;
            set => Native.Check(NativeMethods.tm_set_requires_grad(LiveHandle, value ? 1 : 0));
        }

        /// <summary>Whether the tensor is not the result of a recorded operation.</summary>
        public bool is_leaf => Native.Check(NativeMethods.tm_is_leaf(LiveHandle)) != 0;

        /// <summary>
        /// The gradient that backward summed up, of this tensor's shape; null before that. Every read makes a new handle
        /// to the one native gradient.
        /// </summary>
        public Tensor? grad
        {
            get
            {
                var gradient = NativeMethods.tm_grad(LiveHandle);
                return gradient != 0 ? new Tensor(gradient) : null;
            }

            set => Native.Check(NativeMethods.tm_set_grad(LiveHandle, value?.LiveHandle ?? TensorHandle.None));
        }

        /// <summary>Sets <see cref="requires_grad"/> and returns the tensor.</summary>
        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        /// <inheritdoc cref="requires_grad_"/>
        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>Makes backward keep the gradient of this tensor even though it is the result of an operation.</summary>
        public void retain_grad() => Native.Check(NativeMethods.tm_retain_grad(LiveHandle));

        /// <summary>Adds the derivative of this tensor by every leaf it depends on to the leaves' <see cref="grad"/>.</summary>
        /// <param name="grad_tensors">The gradient of the result, one tensor of this shape; left out for a single number.</param>
        /// <param name="retain_graph">Keep the recorded operations for a second pass.</param>
        /// <param name="create_graph">Record the derivative itself, for higher derivatives.</param>
        public void backward(
            IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false)
        {
            if (grad_tensors is { Count: not 1 })
            {
                throw new ArgumentException(
                    $"{grad_tensors.Count} gradients for one tensor; give one, or none for a single number",
                    nameof(grad_tensors));
            }

            Native.Check(NativeMethods.tm_backward(
                LiveHandle,
                grad_tensors?[0].LiveHandle ?? TensorHandle.None,
                retain_graph || create_graph ? 1 : 0,
                create_graph ? 1 : 0));
        }

        /// <summary>The same data without the record of how it was computed; shares memory.</summary>
        public Tensor detach() => Operators.detach.Call(this);

        /// <summary>Forgets how the tensor was computed.</summary>
        public Tensor detach_() => Operators.detach_.Apply(this);
    }
}
