namespace TorchSharp.Interop;

/// <summary>Writes an operator's arguments in native form and holds their tensors until disposed.</summary>
internal unsafe ref struct CallFrame
{
    /// <summary>Up to this many list items (sizes, tensors) travel on the caller's stack.</summary>
    public const int StackItems = 64;

    private readonly ReadOnlySpan<Argument> arguments;

    /// <summary>Pinned room for lists that are too long for the stack.</summary>
    private readonly long[]? pinned;

    /// <summary>The room that is left.</summary>
    private Span<long> items;

    /// <summary>Tensors held so far, in the arguments' order.</summary>
    private int held;

    /// <param name="arguments">The arguments.</param>
    /// <param name="natives">Room for as many native ones.</param>
    /// <param name="items">Room on the stack for lists' items.</param>
    public CallFrame(ReadOnlySpan<Argument> arguments, NativeArgument* natives, Span<long> items)
    {
        this.arguments = arguments;
        var needed = 0;
        foreach (ref readonly var argument in arguments)
        {
            needed += argument.Kind == ArgumentKind.Device ? 0 : argument.Count;
        }

        pinned = needed > items.Length ? GC.AllocateUninitializedArray<long>(needed, pinned: true) : null;
        this.items = pinned is null ? items : pinned;
        try
        {
            for (var i = 0; i < arguments.Length; i++)
            {
                natives[i] = Write(in arguments[i]);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        GC.KeepAlive(pinned);
        foreach (ref readonly var argument in arguments)
        {
            if (argument.Kind == ArgumentKind.Tensor)
            {
                Release((torch.Tensor)argument.Reference!);
            }
            else if (argument.Kind == ArgumentKind.Tensors)
            {
                foreach (var tensor in (torch.Tensor[])argument.Reference!)
                {
                    Release(tensor);
                }
            }
        }
    }

    private NativeArgument Write(ref readonly Argument argument)
    {
        var native = new NativeArgument { Kind = argument.Kind, Count = argument.Count, Integer = argument.Bits };
        switch (argument.Kind)
        {
            case ArgumentKind.Tensor:
                native.Pointer = Hold((torch.Tensor)argument.Reference!);
                break;
            case ArgumentKind.Integers:
                var integers = (long[])argument.Reference!;
                integers.CopyTo(items);
                native.Pointer = Take(integers.Length);
                break;
            case ArgumentKind.Tensors:
                var tensors = (torch.Tensor[])argument.Reference!;
                for (var i = 0; i < tensors.Length; i++)
                {
                    items[i] = Hold(tensors[i]);
                }

                native.Pointer = Take(tensors.Length);
                break;
        }

        return native;
    }

    /// <summary>The address of the next items, which stay where they are: on the stack or pinned.</summary>
    private nint Take(int count)
    {
        fixed (long* start = items)
        {
            items = items[count..];
            return (nint)start;
        }
    }

    private nint Hold(torch.Tensor tensor)
    {
        var success = false;
        var handle = tensor.LiveHandle;
        handle.DangerousAddRef(ref success);
        held++;
        return handle.DangerousGetHandle();
    }

    private void Release(torch.Tensor tensor)
    {
        if (held > 0)
        {
            held--;
            tensor.handle!.DangerousRelease();
        }
    }
}
