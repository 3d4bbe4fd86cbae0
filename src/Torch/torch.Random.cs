using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Seeds the random numbers of every device: the same seed gives the same numbers.</summary>
    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    /// <summary>The seed that was last set.</summary>
    public static long initial_seed() => random.initial_seed();

    /// <inheritdoc cref="random.get_rng_state"/>
    public static Tensor get_rng_state() => random.get_rng_state();

    /// <inheritdoc cref="random.set_rng_state"/>
    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    /// <summary>Random numbers of the CPU.</summary>
    public static class random
    {
        /// <inheritdoc cref="torch.manual_seed"/>
        public static Generator manual_seed(long seed)
        {
            Native.Check(NativeMethods.tm_manual_seed(seed));
            return Generator.Default;
        }

        /// <inheritdoc cref="torch.initial_seed"/>
        public static long initial_seed() => NativeMethods.tm_initial_seed();

        /// <summary>The state of the CPU's random numbers: bytes to hand to <see cref="set_rng_state"/>.</summary>
        public static Tensor get_rng_state() => Native.Wrap(NativeMethods.tm_rng_state((int)DeviceType.CPU, -1));

        /// <summary>Continues the CPU's random numbers from a state.</summary>
        public static void set_rng_state(Tensor new_state) =>
            Native.Check(NativeMethods.tm_set_rng_state((int)DeviceType.CPU, -1, new_state.LiveHandle));
    }

    /// <summary>The source of the CPU's random numbers; there is one.</summary>
    public class Generator : IDisposable
    {
        private Generator()
        {
        }

        /// <summary>The one generator.</summary>
        public static Generator Default { get; } = new();

        /// <inheritdoc cref="random.get_rng_state"/>
        public Tensor get_state() => random.get_rng_state();

        /// <inheritdoc cref="random.set_rng_state"/>
        public void set_state(Tensor value) => random.set_rng_state(value);

        /// <inheritdoc cref="torch.manual_seed"/>
        public Generator manual_seed(long seed) => torch.manual_seed(seed);

        /// <inheritdoc cref="torch.initial_seed"/>
        public long initial_seed() => torch.initial_seed();

        /// <summary>Does nothing: libtorch owns its generator.</summary>
        public void Dispose() => GC.SuppressFinalize(this);
    }
}
