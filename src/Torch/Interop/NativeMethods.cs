using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>native/torch_binding.cpp, function by function.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = "treasure_torch";

    [LibraryImport(Library)]
    public static partial byte* tm_last_error();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint tm_find_operator(string name, string overload);

    [LibraryImport(Library)]
    public static partial nint tm_call(nint op, NativeArgument* arguments, int count);

    [LibraryImport(Library)]
    public static partial int tm_apply(nint op, NativeArgument* arguments, int count);

    [LibraryImport(Library)]
    public static partial int tm_call_many(nint op, NativeArgument* arguments, int count);

    [LibraryImport(Library)]
    public static partial void tm_take(nint* into);

    [LibraryImport(Library)]
    public static partial nint tm_attention(
        TensorHandle query, TensorHandle key, TensorHandle value, TensorHandle mask, double dropout, int causal);

    [LibraryImport(Library)]
    public static partial nint tm_alias(TensorHandle tensor);

    [LibraryImport(Library)]
    public static partial void tm_free(nint tensor);

    [LibraryImport(Library)]
    public static partial long tm_dim(TensorHandle tensor);

    [LibraryImport(Library)]
    public static partial long tm_numel(TensorHandle tensor);

    [LibraryImport(Library)]
    public static partial void tm_sizes(TensorHandle tensor, long* sizes);

    [LibraryImport(Library)]
    public static partial void tm_strides(TensorHandle tensor, long* strides);

    [LibraryImport(Library)]
    public static partial int tm_dtype(TensorHandle tensor);

    [LibraryImport(Library)]
    public static partial long tm_element_size(TensorHandle tensor);

    [LibraryImport(Library)]
    public static partial int tm_device(TensorHandle tensor, out int index);

    [LibraryImport(Library)]
    public static partial int tm_is_contiguous(TensorHandle tensor);

    [LibraryImport(Library)]
    public static partial void* tm_data(TensorHandle tensor);

    [LibraryImport(Library)]
    public static partial int tm_requires_grad(TensorHandle tensor);

    [LibraryImport(Library)]
    public static partial int tm_set_requires_grad(TensorHandle tensor, int value);

    [LibraryImport(Library)]
    public static partial int tm_is_leaf(TensorHandle tensor);

    [LibraryImport(Library)]
    public static partial int tm_retain_grad(TensorHandle tensor);

    [LibraryImport(Library)]
    public static partial nint tm_grad(TensorHandle tensor);

    [LibraryImport(Library)]
    public static partial int tm_set_grad(TensorHandle tensor, TensorHandle grad);

    [LibraryImport(Library)]
    public static partial int tm_backward(TensorHandle tensor, TensorHandle gradient, int retainGraph, int createGraph);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial int tm_grad_enabled();

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial void tm_set_grad_enabled(int enabled);

    [LibraryImport(Library)]
    public static partial nint tm_inference_mode(int enabled);

    [LibraryImport(Library)]
    public static partial void tm_free_inference_mode(nint guard);

    [LibraryImport(Library)]
    public static partial int tm_inference_mode_enabled();

    [LibraryImport(Library)]
    public static partial int tm_manual_seed(long seed);

    [LibraryImport(Library)]
    public static partial long tm_initial_seed();

    [LibraryImport(Library)]
    public static partial nint tm_rng_state(int deviceType, int index);

    [LibraryImport(Library)]
    public static partial int tm_set_rng_state(int deviceType, int index, TensorHandle state);

    [LibraryImport(Library)]
    public static partial int tm_num_threads();

    [LibraryImport(Library)]
    public static partial int tm_set_num_threads(int count);

    [LibraryImport(Library)]
    public static partial int tm_cuda_device_count();
}
