using System.Text.Json.Serialization;

namespace TreasureMarkers.Models.Configuration;

/// <summary>
/// Everything that decides a training run's result. A preset gives all of it but the vocabulary's size; each option of
/// <c>tm train</c> replaces one field; the run's folder and the exported model store the outcome.
/// </summary>
internal sealed record TrainingConfig
{
    /// <summary>The name of the preset that the other fields started from.</summary>
    public required string Preset { get; init; }

    /// <summary>The model's hyperparameters.</summary>
    public required ModelConfiguration Model { get; init; }

    /// <summary>With or without marker lists.</summary>
    public required TrainingArm Arm { get; init; }

    /// <summary>What the prompt-side marker list loses.</summary>
    public required MarkerDropout Dropout { get; init; }

    /// <summary>Updates of the first phase, next-token pretraining; ignored when <see cref="Minutes"/> is given.</summary>
    public required int PretrainSteps { get; init; }

    /// <summary>Updates of the second phase, marker fine-tuning; ignored when <see cref="Minutes"/> is given.</summary>
    public required int Steps { get; init; }

    /// <summary>
    /// Training time of both phases together instead of steps; null to count steps. A run by the clock is not reproducible to the bit.
    /// </summary>
    public double? Minutes { get; init; }

    /// <summary>
    /// Passes over the instruction rows instead of <see cref="Steps"/>; null to count steps. Ignored when <see cref="Minutes"/> is given.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Epochs { get; init; }

    /// <summary>The first phase's share of <see cref="Minutes"/>, 0 to 1.</summary>
    public required double PretrainShare { get; init; }

    /// <summary>Tokens of one update.</summary>
    public required int BatchTokens { get; init; }

    /// <summary>
    /// Tokens of one pass, into which documents of like length are packed; their gradients add up until the update has its tokens. Also
    /// the longest document, unless <see cref="MaxLength"/> says more.
    /// </summary>
    public required int PackedLength { get; init; }

    /// <summary>The longest document; one beyond <see cref="PackedLength"/> has a pass of its own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxLength { get; init; }

    /// <summary>Peak learning rate of the first phase.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The second phase's peak as a fraction of <see cref="LearningRate"/>.</summary>
    public required double FineTuningLearningRateFraction { get; init; }

    /// <summary>The learning rate at a phase's end as a fraction of the phase's peak.</summary>
    public required double FinalLearningRateFraction { get; init; }

    /// <summary>Updates until the learning rate has risen to its peak, at most; a phase of few steps has a tenth of them.</summary>
    public required int WarmupSteps { get; init; }

    /// <summary>AdamW's decay of the running mean of gradients.</summary>
    public required double Beta1 { get; init; }

    /// <summary>AdamW's decay of the running mean of squared gradients.</summary>
    public required double Beta2 { get; init; }

    /// <summary>AdamW's addition to the denominator.</summary>
    public required double Epsilon { get; init; }

    /// <summary>AdamW's decoupled decay of matrices; norm gains do not decay.</summary>
    public required double WeightDecay { get; init; }

    /// <summary>The gradient's length over all weights together is scaled down to this.</summary>
    public required double MaxGradNorm { get; init; }

    /// <summary>Standard deviation of the first weights.</summary>
    public required double InitializerRange { get; init; }

    /// <summary>Decides the first weights, the order of rows and the dropout.</summary>
    public required long Seed { get; init; }

    /// <summary>
    /// What the loss of the token that ends an answer is multiplied by; null for 1. One token in a hundred decides how long an answer is.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? EndWeight { get; init; }

    /// <summary>What the loss of the first token behind each sentence of an answer is multiplied by, where it might have ended; null for 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SentenceWeight { get; init; }

    /// <summary>Number type of the matrix products.</summary>
    public required MatrixPrecision Precision { get; init; }

    /// <summary>What is fine-tuned; null when training begins from nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BaseReference? Base { get; init; }

    /// <summary>What of the base is trained; null when training begins from nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FineTuning? FineTuning { get; init; }

    /// <summary>Whether there is a first phase.</summary>
    [JsonIgnore]
    public bool HasPretraining => Minutes is null ? PretrainSteps > 0 : PretrainShare > 0;
}

/// <summary>What a run is trained with; the arms differ in nothing else.</summary>
internal enum TrainingArm
{
    /// <summary>Marker lists on both sides.</summary>
    Marked,

    /// <summary>The same rows in the same order without any list.</summary>
    Baseline,
}

/// <summary>
/// The number type inside matrix products, attention and the gated activation. Weights, norms, the residual stream, gradients of
/// weights and the optimiser are fp32 always.
/// </summary>
internal enum MatrixPrecision
{
    /// <summary>32-bit floats: exact resume.</summary>
    Fp32,

    /// <summary>
    /// bfloat16 inputs with fp32 accumulation inside each product: about twice as fast on CPUs with AVX512_BF16 and on GPUs.
    /// </summary>
    Bf16,
}

/// <summary>The base that a run fine-tunes.</summary>
/// <param name="Path">The GGUF file or the Hugging Face folder, as it was given; a resumed run and an export need it there.</param>
/// <param name="Hash">SHA-256 that tells whether it is still the same: of the names, sizes and first and last megabytes of its files.</param>
/// <param name="Name">What its maker calls it.</param>
/// <param name="License">As its card has it; null when it does not say.</param>
internal sealed record BaseReference(string Path, string Hash, string Name, string? License);
