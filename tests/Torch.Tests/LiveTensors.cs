namespace TorchSharp.Tests;

public static class LiveTensors
{
    /// <summary>How many tensors there are once those that earlier tests dropped have been finalized.</summary>
    public static long Count()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return torch.Tensor.TotalCount;
    }
}
