namespace TreasureMarkers.Models.Configuration;

/// <summary>
/// Every hyperparameter of a decoder of the Llama family, under the names of Hugging Face's config.json. What differs between its
/// members is said by the properties below, so that no code asks for a member by name.
/// </summary>
/// <param name="Preset">The name of the preset it came from, or of the base that was imported.</param>
/// <param name="VocabSize">Token ids run from 0 to this, exclusive.</param>
/// <param name="HiddenSize">Length of the residual stream's vectors.</param>
/// <param name="NumHiddenLayers">Blocks of attention and feed-forward.</param>
/// <param name="NumAttentionHeads">Query heads.</param>
/// <param name="NumKeyValueHeads">Key and value heads; divides <paramref name="NumAttentionHeads"/>.</param>
/// <param name="HeadDim">
/// Numbers per head; even, and a multiple of 8 for the runtime's attention. It need not be HiddenSize / NumAttentionHeads.
/// </param>
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
    double RmsNormEps = 1e-5)
{
    private const int LargestSize = 1 << 24;

    /// <summary>config.json's model_type: llama, mistral, qwen2 or qwen3. It names exported files and decides nothing else.</summary>
    public string ModelType { get; init; } = "llama";

    /// <summary>Whether query, key and value are shifted by a bias after their product (Qwen2).</summary>
    public bool AttentionBias { get; init; }

    /// <summary>Whether each head of query and key is RMS-normalised, with a gain of HeadDim, before it is rotated (Qwen3).</summary>
    public bool QueryKeyNorm { get; init; }

    /// <summary>Whether the token embedding is also the output layer's matrix.</summary>
    public bool TieWordEmbeddings { get; init; } = true;

    /// <summary>How the rotary frequencies are stretched for a longer context; null when they are not.</summary>
    public RopeScaling? RopeScaling { get; init; }

    /// <summary>Refuses sizes that no computation could have.</summary>
    /// <param name="path">Where they are from, for the message.</param>
    /// <exception cref="ModelException">One of them is out of range or does not fit another.</exception>
    public void RequireSound(string path)
    {
        foreach (var (name, value) in new[]
        {
            ("vocab_size", VocabSize), ("hidden_size", HiddenSize), ("num_hidden_layers", NumHiddenLayers),
            ("num_attention_heads", NumAttentionHeads), ("num_key_value_heads", NumKeyValueHeads), ("head_dim", HeadDim),
            ("intermediate_size", IntermediateSize), ("max_position_embeddings", MaxPositionEmbeddings),
        })
        {
            if (value is < 1 or > LargestSize)
            {
                throw new ModelException($"'{path}' has {name} = {value}; 1 to {LargestSize} can be used.");
            }
        }

        if (HeadDim % 8 != 0 || NumAttentionHeads % NumKeyValueHeads != 0)
        {
            throw new ModelException(
                $"'{path}' has {NumAttentionHeads} query and {NumKeyValueHeads} key-value heads of {HeadDim}. "
                + "The former must be a multiple of the latter, and a head's size a multiple of 8.");
        }

        if (!(RopeTheta > 0 && double.IsFinite(RopeTheta) && RmsNormEps > 0 && double.IsFinite(RmsNormEps)))
        {
            throw new ModelException($"'{path}' has rope_theta = {RopeTheta} and rms_norm_eps = {RmsNormEps}; both must be above 0.");
        }
    }
}

/// <summary>
/// Stretched rotary frequencies, as transformers' rope_utils computes them. Linear divides all of them by <paramref name="Factor"/>.
/// Llama 3 divides those of long wavelengths, keeps those of short ones, and blends between the two.
/// </summary>
/// <param name="RopeType">"linear" or "llama3".</param>
/// <param name="Factor">At least 1.</param>
/// <param name="LowFreqFactor">Llama 3: wavelengths above OriginalMaxPositionEmbeddings / this are divided.</param>
/// <param name="HighFreqFactor">Llama 3: wavelengths below OriginalMaxPositionEmbeddings / this are kept.</param>
/// <param name="OriginalMaxPositionEmbeddings">Llama 3: the context before it was stretched.</param>
internal sealed record RopeScaling(
    string RopeType,
    double Factor,
    double LowFreqFactor = 1,
    double HighFreqFactor = 4,
    int OriginalMaxPositionEmbeddings = 8192);

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
        var frequencies = Frequencies(config);
        var angles = new float[config.MaxPositionEmbeddings * half];
        for (var i = 0; i < angles.Length; i++)
        {
            angles[i] = (float)(i / half * frequencies[i % half]);
        }

        return angles;
    }

    /// <summary>Radians by which each pair of a head's components turns from one position to the next, HeadDim/2 of them.</summary>
    public static double[] Frequencies(ModelConfiguration config)
    {
        var half = config.HeadDim / 2;
        return [.. Enumerable.Range(0, half).Select(i => Scale(Math.Pow(config.RopeTheta, -(double)i / half), config.RopeScaling))];
    }

    private static double Scale(double frequency, RopeScaling? scaling)
    {
        if (scaling is null)
        {
            return frequency;
        }

        if (scaling.RopeType == "linear")
        {
            return frequency / scaling.Factor;
        }

        // The share of the frequency that is kept, 0 for long wavelengths and 1 for short ones.
        var turns = scaling.OriginalMaxPositionEmbeddings * frequency / (2 * Math.PI);
        var kept = Math.Clamp((turns - scaling.LowFreqFactor) / (scaling.HighFreqFactor - scaling.LowFreqFactor), 0, 1);
        return ((1 - kept) * frequency / scaling.Factor) + (kept * frequency);
    }

    /// <summary>The cosines of <see cref="Angles"/>.</summary>
    public static float[] Cosines(ModelConfiguration config) => Array.ConvertAll(Angles(config), MathF.Cos);

    /// <summary>The sines of <see cref="Angles"/>.</summary>
    public static float[] Sines(ModelConfiguration config) => Array.ConvertAll(Angles(config), MathF.Sin);
}
