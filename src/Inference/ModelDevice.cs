namespace TreasureMarkers.Inference;

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
