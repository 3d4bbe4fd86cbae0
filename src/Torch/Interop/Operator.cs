using System.Runtime.CompilerServices;

namespace TorchSharp.Interop;

/// <summary>
/// One ATen operator, named as in libtorch's schemas ("add", "Tensor"); looked up when first called. Arguments left out
/// at the end take their defaults.
/// </summary>
internal sealed class Operator(string name, string overload = "")
{
    private nint native;

    /// <summary>libtorch's operator.</summary>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">This libtorch has none of the name.</exception>
    internal nint Handle => native != 0 ? native : Find();

    /// <summary>The result of an operator that returns one tensor.</summary>
    [SkipLocalsInit]
    public unsafe torch.Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        var natives = stackalloc NativeArgument[arguments.Length];
        using var frame = new CallFrame(arguments, natives, stackalloc long[CallFrame.StackItems]);
        return Native.Wrap(NativeMethods.tm_call(Handle, natives, arguments.Length));
    }

    /// <summary>The results of an operator that returns several tensors or a list of them.</summary>
    [SkipLocalsInit]
    public unsafe torch.Tensor[] CallMany(params ReadOnlySpan<Argument> arguments)
    {
        var natives = stackalloc NativeArgument[arguments.Length];
        using var frame = new CallFrame(arguments, natives, stackalloc long[CallFrame.StackItems]);
        var handles = new nint[Native.Check(NativeMethods.tm_call_many(Handle, natives, arguments.Length))];
        fixed (nint* into = handles)
        {
            NativeMethods.tm_take(into);
        }

        return Array.ConvertAll(handles, Native.Wrap);
    }

    /// <summary>Runs an in-place operator and returns the tensor it changed: its first argument.</summary>
    [SkipLocalsInit]
    public unsafe torch.Tensor Apply(params ReadOnlySpan<Argument> arguments)
    {
        var natives = stackalloc NativeArgument[arguments.Length];
        using var frame = new CallFrame(arguments, natives, stackalloc long[CallFrame.StackItems]);
        Native.Check(NativeMethods.tm_apply(Handle, natives, arguments.Length));
        return (torch.Tensor)arguments[0].Reference!;
    }

    private nint Find()
    {
        var found = NativeMethods.tm_find_operator("aten::" + name, overload);
        return native = found != 0 ? found : throw Native.Error();
    }
}
