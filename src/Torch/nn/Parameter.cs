namespace TorchSharp.Modules
{
    /// <summary>A tensor that training changes.</summary>
    public class Parameter : torch.Tensor
    {
        /// <param name="data">The tensor whose data the parameter takes over; it is left empty.</param>
        /// <param name="requires_grad">Whether gradients are wanted.</param>
        public Parameter(torch.Tensor data, bool requires_grad = true)
            : base(data.with_requires_grad(requires_grad))
        {
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A tensor that training changes, from one that is left empty.</summary>
            public static Modules.Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
