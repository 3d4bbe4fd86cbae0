using System.Text.RegularExpressions;

namespace TreasureMarkers.Models.Weights;

/// <summary>Holds the tensors of a file against those that its configuration wants.</summary>
internal static partial class TensorCheck
{
    /// <summary>Refuses a missing tensor, and one of another shape.</summary>
    /// <param name="path">The file or folder, for messages.</param>
    /// <param name="name">The tensor's name there.</param>
    /// <param name="shape">What it has; null when it is missing.</param>
    /// <param name="wanted">What the configuration wants.</param>
    /// <exception cref="ModelException">It is missing or has another shape.</exception>
    public static void RequireShape(string path, string name, long[]? shape, long[] wanted)
    {
        if (shape is null)
        {
            throw new ModelException($"'{path}' lacks the tensor {name}, which its configuration wants. Download or convert the model again.");
        }

        if (!shape.SequenceEqual(wanted))
        {
            throw new ModelException(
                $"'{path}': the tensor {name} is [{string.Join(", ", shape)}], and its configuration wants [{string.Join(", ", wanted)}]. "
                + "The files are not of one model; download or convert it again.");
        }
    }

    /// <summary>Refuses tensors that nobody would read: a model with them computes something else.</summary>
    /// <param name="path">The file or folder, for messages.</param>
    /// <param name="others">The names that are no weights of the configuration.</param>
    /// <param name="known">Names that mean nothing, with * for a layer's number.</param>
    /// <exception cref="ModelException">There is another.</exception>
    public static void RefuseOthers(string path, IEnumerable<string> others, string[] known)
    {
        string[] unknown = [.. others.Where(name => !known.Contains(LayerNumber().Replace(name, ".*.")))];
        if (unknown.Length > 0)
        {
            var more = unknown.Length > 3 ? $" and {unknown.Length - 3} more" : "";
            throw new ModelException(
                $"'{path}' has tensors that no supported model has: {string.Join(", ", unknown.Take(3))}{more}. "
                + "Supported: Llama, Mistral, Qwen2 and Qwen3 without quantisation of another program, adapters or experts.");
        }
    }

    [GeneratedRegex(@"\.[0-9]+\.")]
    private static partial Regex LayerNumber();
}
