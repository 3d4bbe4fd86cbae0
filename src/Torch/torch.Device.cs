namespace TorchSharp;

public static partial class torch
{
    private static Device? cudaDevice;

    /// <summary>The processor.</summary>
    public static readonly Device CPU = new(DeviceType.CPU);

    /// <summary>The current CUDA device.</summary>
    /// <exception cref="InvalidOperationException">This libtorch finds no CUDA device.</exception>
    public static Device CUDA => cudaDevice ??= InitializeDevice(new Device(DeviceType.CUDA));

    /// <summary>The device a description such as "cpu" or "cuda:0" names.</summary>
    public static Device device(string description) => InitializeDevice(new Device(description));

    /// <summary>The device of a kind, and of an index where there are several.</summary>
    public static Device device(DeviceType deviceType, int index = -1) =>
        InitializeDevice(new Device(deviceType, index));

    /// <summary>Checks that a kind of device can be used.</summary>
    /// <exception cref="InvalidOperationException">It is CUDA and this libtorch finds no CUDA device.</exception>
    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (deviceType == DeviceType.CUDA && !cuda.is_available())
        {
            throw new InvalidOperationException(
                "no CUDA device: libtorch was built without CUDA or finds no usable GPU; use torch.CPU, or check torch.cuda.is_available() first");
        }
    }

    /// <summary>Checks that a device can be used; null is the processor.</summary>
    /// <exception cref="InvalidOperationException">It is a CUDA device and this libtorch finds none.</exception>
    public static Device InitializeDevice(Device? device)
    {
        InitializeDeviceType((device ?? CPU).type);
        return device ?? CPU;
    }

    /// <summary>Where a tensor's elements are.</summary>
    public class Device
    {
        /// <param name="description">The kind, and after a colon the index: "cpu", "cuda", "cuda:1".</param>
        /// <exception cref="ArgumentException">It names no known device.</exception>
        public Device(string description)
        {
            var parts = description.Split(':');
            type = Enum.Parse<DeviceType>(parts[0], ignoreCase: true);
            index = parts.Length > 1 ? int.Parse(parts[1]) : -1;
        }

        /// <param name="deviceType">The kind.</param>
        /// <param name="index">Which one; -1 is the current one.</param>
        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        /// <summary>The kind of device.</summary>
        public DeviceType type { get; }

        /// <summary>Which device of its kind; -1 where that is left open.</summary>
        public int index { get; }

        /// <summary>"cpu", "cuda" or "cuda:0".</summary>
        public override string ToString() =>
            type == DeviceType.CPU ? "cpu" : index == -1 ? "cuda" : $"cuda:{index}";

        /// <summary>The device a description such as "cuda:0" names.</summary>
        public static implicit operator Device(string description) => new(description);
    }

    /// <summary>Graphics processors.</summary>
    public static class cuda
    {
        /// <summary>Whether this libtorch can compute on a CUDA device here.</summary>
        public static bool is_available() => device_count() > 0;

        /// <summary>How many CUDA devices there are.</summary>
        public static int device_count() => Interop.NativeMethods.tm_cuda_device_count();
    }
}
