using System.Runtime.InteropServices;
using TreasureMarkers.Models.Configuration;
using static TorchSharp.torch;

namespace TreasureMarkers.Training.Kernels;

/// <summary>
/// What a decoder does between its matrix products, forward and backward, each as one pass over memory: on a CPU with matrix units
/// it is this, and not the products, that costs the time when it is made of many small operations. "The type" is that of the
/// products, fp32 or bfloat16; the residual stream, gradients of weights and all sums are fp32.
/// </summary>
internal abstract class LayerKernels
{
    /// <summary>The kernels of a device.</summary>
    public static LayerKernels For(Device device, ModelConfiguration shape, ScalarType type) =>
        device.type == TorchSharp.DeviceType.CPU ? new CpuKernels(shape, type) : new TensorKernels(shape, type, device);

    /// <summary>RMS normalisation over the last dimension.</summary>
    /// <param name="x">[rows, width], fp32 or the type.</param>
    /// <param name="added">Added to <paramref name="x"/> in place first, in the type; or null.</param>
    /// <param name="gain">[width], fp32.</param>
    /// <returns>In the type [rows, width], and what each row was multiplied by, fp32 [rows].</returns>
    public abstract (Tensor Normed, Tensor Scale) Normalize(Tensor x, Tensor? added, Tensor gain);

    /// <summary>The result of <see cref="Normalize"/> once more.</summary>
    public abstract Tensor Renormalize(Tensor x, Tensor scale, Tensor gain);

    /// <summary>Backward of <see cref="Normalize"/>.</summary>
    /// <param name="gradient">Of the result, in the type.</param>
    /// <param name="x">Its input.</param>
    /// <param name="scale">What each row was multiplied by.</param>
    /// <param name="gain">[width].</param>
    /// <param name="stream">The stream's gradient, fp32 [rows, width], to which the input's is added in place; or null.</param>
    /// <param name="gainGradient">fp32 [width], to which the gain's is added in place; or null.</param>
    /// <returns>The stream's whole gradient, or the input's alone without a stream, in the type.</returns>
    public abstract Tensor NormalizeBackward(
        Tensor gradient, Tensor x, Tensor scale, Tensor gain, Tensor? stream, Tensor? gainGradient);

    /// <summary>silu(gate) · up.</summary>
    /// <param name="gateAndUp">[tokens, 2 · width]: the gate, then what it gates.</param>
    /// <returns>[tokens, width].</returns>
    public abstract Tensor Gate(Tensor gateAndUp);

    /// <summary>Backward of <see cref="Gate"/>, which it computes once more on the way.</summary>
    /// <param name="gateAndUp">Its input.</param>
    /// <param name="gradient">Of its result.</param>
    /// <returns>Its result, and the gradient of its input.</returns>
    public abstract (Tensor Gated, Tensor Gradient) GateBackward(Tensor gateAndUp, Tensor gradient);

    /// <summary>Causal attention of each document to itself, over rotated queries and keys.</summary>
    /// <param name="query">[tokens, heads · head size].</param>
    /// <param name="key">[tokens, key and value heads · head size].</param>
    /// <param name="value">As <paramref name="key"/>.</param>
    /// <param name="documents">How the tokens make documents.</param>
    /// <returns>[tokens, heads · head size], and what <see cref="AttendBackward"/> needs.</returns>
    public abstract (Tensor Output, AttentionState State) Attend(Part query, Part key, Part value, PackedDocuments documents);

    /// <summary>Backward of <see cref="Attend"/>.</summary>
    /// <param name="state">What it kept.</param>
    /// <param name="output">Its result.</param>
    /// <param name="gradient">Of its result.</param>
    /// <param name="documents">As it was called with.</param>
    /// <param name="targets">Where the gradients of query, key and value go.</param>
    public abstract void AttendBackward(
        AttentionState state, Tensor output, Tensor gradient, PackedDocuments documents, (Part Query, Part Key, Part Value) targets);

    /// <summary>Sum of the negative log likelihoods of targets; puts its gradient in the logits' place.</summary>
    /// <param name="logits">[positions, vocabulary], in the type; afterwards the gradient of the sum times <paramref name="scale"/>.</param>
    /// <param name="targets">int64 [positions].</param>
    /// <param name="weights">What each target's gradient is multiplied by, fp32 [positions]; null for 1.</param>
    /// <param name="scale">What the loss is multiplied by; 0 leaves the gradient out, and the logits as they are.</param>
    /// <returns>Neither weighted nor scaled, float64 [1].</returns>
    public abstract Tensor CrossEntropy(Tensor logits, Tensor targets, Tensor? weights, double scale);

    /// <summary>Adds a product's result to fp32 numbers in place.</summary>
    public abstract void Accumulate(Tensor sum, Tensor term);

    /// <summary>Sum of squares, float64 [1].</summary>
    public abstract Tensor SumOfSquares(Tensor values);

    /// <summary>One step of AdamW with decoupled decay, in place; the gradient is zero afterwards.</summary>
    /// <param name="weight">fp32 weights with gradient and moments; its working copy follows.</param>
    /// <param name="gradientScale">The gradient is multiplied by this first.</param>
    /// <param name="step">Rates of this step.</param>
    public abstract void AdamW(WeightBlock weight, double gradientScale, AdamWStep step);
}

/// <summary>Some columns of a matrix: the query's, the key's or the value's in one that holds all three.</summary>
/// <param name="Matrix">[tokens, columns], contiguous.</param>
/// <param name="Column">The first one.</param>
/// <param name="Heads">Heads of the configuration's size, side by side.</param>
internal readonly record struct Part(Tensor Matrix, long Column, int Heads);

/// <summary>What attention keeps for its backward pass.</summary>
/// <param name="Tensors">Some for each batch of documents.</param>
internal sealed record AttentionState(IReadOnlyList<Tensor[]> Tensors) : IDisposable
{
    /// <summary>Takes the tensors out of the innermost dispose scope.</summary>
    public AttentionState Keep()
    {
        foreach (var tensor in Tensors.SelectMany(some => some))
        {
            _ = tensor.MoveToOuterDisposeScope();
        }

        return this;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in Tensors.SelectMany(some => some))
        {
            tensor.Dispose();
        }
    }
}

/// <summary>The numbers of one step of AdamW.</summary>
/// <param name="LearningRate">Of this step.</param>
/// <param name="Beta1">Decay of the first moment.</param>
/// <param name="Beta2">Decay of the second moment.</param>
/// <param name="Epsilon">Added to the denominator.</param>
/// <param name="WeightDecay">Decoupled.</param>
/// <param name="Number">Steps made with this one, from 1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AdamWStep(
    double LearningRate, double Beta1, double Beta2, double Epsilon, double WeightDecay, int Number)
{
    /// <summary>The rate over the first moment's correction.</summary>
    public double Rate => LearningRate / (1 - Math.Pow(Beta1, Number));

    /// <summary>The root of the second moment's correction.</summary>
    public double RootCorrection => Math.Sqrt(1 - Math.Pow(Beta2, Number));
}
