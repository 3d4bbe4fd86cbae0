namespace TreasureMarkers.Models.Configuration;

/// <summary>Every hyperparameter of the decoder. Matrices have no biases and the embedding is also the output layer.</summary>
/// <param name="Preset">The name of the preset it came from.</param>
/// <param name="VocabSize">Token ids run from 0 to this, exclusive.</param>
/// <param name="HiddenSize">Length of the residual stream's vectors.</param>
/// <param name="NumHiddenLayers">Blocks of attention and feed-forward.</param>
/// <param name="NumAttentionHeads">Query heads.</param>
/// <param name="NumKeyValueHeads">Key and value heads; divides <paramref name="NumAttentionHeads"/>.</param>
/// <param name="HeadDim">Numbers per head; even, and a multiple of 8 for the runtime's attention.</param>
/// <param name="IntermediateSize">Width inside the feed-forward; a multiple of 32, the quantisation block.</param>
/// <param name="MaxPositionEmbeddings">The longest sequence, in tokens.</param>
/// <param name="RopeTheta">Base of the rotary frequencies.</param>
/// <param name="RmsNormEps">Added to the mean square in RMS normalisation.</param>
internal sealed record ModelConfiguration(
    string Preset,
    int VocabSize,
    int HiddenSize,
    int NumHiddenLayers,
    int NumAttentionHeads,
    int NumKeyValueHeads,
    int HeadDim,
    int IntermediateSize,
    int MaxPositionEmbeddings,
    double RopeTheta = 10_000,
    double RmsNormEps = 1e-5);

/// <summary>
/// Angles of the rotary position embedding, half-split as Llama has it: component i of a head turns with component i + HeadDim/2.
/// All tables are row-major [MaxPositionEmbeddings, HeadDim/2].
/// </summary>
internal static class RotaryTable
{
    /// <summary>The angle of every position and frequency, in radians.</summary>
    public static float[] Angles(ModelConfiguration config)
    {
        var half = config.HeadDim / 2;
        var angles = new float[config.MaxPositionEmbeddings * half];
        for (var i = 0; i < angles.Length; i++)
        {
            angles[i] = (float)(i / half * Math.Pow(config.RopeTheta, -(double)(i % half) / half));
        }

        return angles;
    }

    /// <summary>The cosines of <see cref="Angles"/>.</summary>
    public static float[] Cosines(ModelConfiguration config) => Array.ConvertAll(Angles(config), MathF.Cos);

    /// <summary>The sines of <see cref="Angles"/>.</summary>
    public static float[] Sines(ModelConfiguration config) => Array.ConvertAll(Angles(config), MathF.Sin);
}
