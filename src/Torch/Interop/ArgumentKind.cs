namespace TorchSharp.Interop;

/// <summary>What an operator's argument holds; the numbers are the native binding's.</summary>
internal enum ArgumentKind
{
    None,
    Integer,
    Real,
    Boolean,
    Tensor,
    Integers,
    Tensors,
    Device,
}
