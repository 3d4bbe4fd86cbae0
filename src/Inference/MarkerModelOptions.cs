using System.ComponentModel.DataAnnotations;

namespace TreasureMarkers.Inference;

/// <summary>What the engine needs to know; bound by the options pattern and validated at start.</summary>
public sealed class MarkerModelOptions : IValidatableObject
{
    /// <summary>Path of the model folder (genai_config.json, model.onnx, tokenizer.json, taxonomy.json …).</summary>
    [Required(
        AllowEmptyStrings = false,
        ErrorMessage = "ModelFolder is empty: set it to the path of a model folder, such as models/default.")]
    public string ModelFolder { get; set; } = "";

    /// <summary>Threads of one forward pass; 0 (the default) is one per processor.</summary>
    [Range(0, 1024, ErrorMessage = "Threads must be from 0 (one per processor) to 1024.")]
    public int Threads { get; set; }

    /// <summary>Where the model runs; <see cref="ModelDevice.Auto"/> by default.</summary>
    [EnumDataType(typeof(ModelDevice), ErrorMessage = "Device must be Auto, Cpu or Cuda.")]
    public ModelDevice Device { get; set; }

    /// <summary>
    /// The library that runs the forward passes; <see cref="ModelRuntime.Auto"/> by default. <see cref="ModelRuntime.OnnxRuntime"/>
    /// needs <see cref="Device"/> to be Auto or Cpu.
    /// </summary>
    [EnumDataType(typeof(ModelRuntime), ErrorMessage = "Runtime must be Auto, OnnxRuntime or GenAI.")]
    public ModelRuntime Runtime { get; set; }

    /// <summary>
    /// Requests that run at a time and share forward passes; 8 by default. Each takes memory for its tokens' keys and values.
    /// </summary>
    [Range(1, 256, ErrorMessage = "Slots must be from 1 to 256.")]
    public int Slots { get; set; } = 8;

    /// <summary>
    /// Memory for the keys and values of answered conversations, so that a next turn, or another conversation under the same
    /// system message, need not be read again from its beginning; 256 by default, 0 for none.
    /// </summary>
    [Range(0, 1_000_000, ErrorMessage = "PrefixCacheMegabytes must be from 0 to 1000000.")]
    public int PrefixCacheMegabytes { get; set; } = 256;

    /// <summary>Requests that may wait for a slot; one more is refused with <see cref="QueueFullException"/>. 32 by default.</summary>
    [Range(0, 100_000, ErrorMessage = "QueueLength must be from 0 to 100000.")]
    public int QueueLength { get; set; } = 32;

    /// <summary>Tokens of an answer's text where a request does not say; 512 by default, less where the context leaves less.</summary>
    [Range(1, 1_000_000, ErrorMessage = "MaxOutputTokens must be from 1 to 1000000.")]
    public int MaxOutputTokens { get; set; } = 512;

    /// <inheritdoc />
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext) =>
        Runtime == ModelRuntime.OnnxRuntime && Device == ModelDevice.Cuda
            ? [new ValidationResult("Runtime OnnxRuntime runs on the CPU alone: set Device to Auto or Cpu, or Runtime to GenAI or Auto.")]
            : [];
}

/// <summary>Where the model runs.</summary>
public enum ModelDevice
{
    /// <summary>CUDA where the runtime's CUDA library lies beside the program and works, else the CPU (logged).</summary>
    Auto,

    /// <summary>The CPU.</summary>
    Cpu,

    /// <summary>CUDA; where it cannot be used, the CPU (logged).</summary>
    Cuda,
}

/// <summary>The library that runs a model's forward passes.</summary>
public enum ModelRuntime
{
    /// <summary>ONNX Runtime on the CPU, ONNX Runtime GenAI on CUDA.</summary>
    Auto,

    /// <summary>ONNX Runtime on the CPU; sequences share forward passes.</summary>
    OnnxRuntime,

    /// <summary>ONNX Runtime GenAI, on the CPU or CUDA; sequences take turns.</summary>
    GenAI,
}
