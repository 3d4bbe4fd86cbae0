namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Helpers for parameters.</summary>
        public static class utils
        {
            /// <summary>
            /// Scales all gradients by one factor so that their norm, taken over all of them together, is at most max_norm.
            /// </summary>
            /// <returns>The norm before.</returns>
            public static double clip_grad_norm_(
                IEnumerable<Modules.Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                using var scope = NewDisposeScope();
                using var unrecorded = no_grad();
                var gradients = tensors.Select(tensor => tensor.grad).OfType<Tensor>().ToList();
                if (gradients.Count == 0)
                {
                    return 0.0;
                }

                var norms = gradients.Select(gradient => gradient.norm((float)norm_type).to(gradients[0].device));
                var total = stack(norms).norm((float)norm_type).to(float64).item<double>();

                // The same guard against division by zero as libtorch's; the factor never enlarges.
                var factor = max_norm / (total + 1e-6);
                if (factor < 1.0)
                {
                    foreach (var gradient in gradients)
                    {
                        gradient.mul_(factor);
                    }
                }

                return total;
            }
        }
    }
}
