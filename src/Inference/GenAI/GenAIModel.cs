using System.Text.Json;
using Microsoft.ML.OnnxRuntimeGenAI;
using TreasureMarkers.Models;

namespace TreasureMarkers.Inference.GenAI;

/// <summary>
/// Owns a GenAI model and, through the sessions it opens, every other GenAI object. GenAI ends the process when an object is
/// used after it was freed, or freed while in use; here neither can be asked for: sessions count themselves in and out, and
/// <see cref="Dispose"/> waits for them.
/// </summary>
internal sealed class GenAIModel : IDisposable
{
    private readonly Lock _life = new();
    private readonly ManualResetEventSlim _idle = new(initialState: true);
    private readonly Model _model;
    private int _sessions;
    private bool _disposed;

    private GenAIModel(Model model, string device)
    {
        _model = model;
        Device = device;
    }

    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; }

    /// <summary>Loads the model of a folder whose files were checked to exist.</summary>
    /// <param name="folder">Path of the folder.</param>
    /// <param name="threads">Threads of a pass on the processor.</param>
    /// <param name="cuda">Whether on a GPU.</param>
    /// <exception cref="ModelException">The runtime's libraries or the GPU are missing, or it refuses the model.</exception>
    public static GenAIModel Load(string folder, int threads, bool cuda)
    {
        NativeRuntime.EnsureReady();
        try
        {
            return new GenAIModel(Create(folder, threads, cuda), cuda ? "cuda" : "cpu");
        }
        catch (Exception e) when (e is OnnxRuntimeGenAIException or DllNotFoundException or BadImageFormatException or TypeInitializationException)
        {
            throw NativeRuntime.Failure($"{folder} could not be loaded", e);
        }
    }

    /// <summary>Opens a session. The memory of <paramref name="maxLength"/> tokens is allocated at once, so it should be tight.</summary>
    /// <param name="maxLength">Tokens that the session can hold, at most the context length.</param>
    /// <exception cref="ModelException">GenAI refuses it.</exception>
    /// <exception cref="ObjectDisposedException">The model was freed.</exception>
    public GenAISession Open(int maxLength)
    {
        lock (_life)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _sessions++;
            _idle.Reset();
        }

        try
        {
            return new GenAISession(_model, maxLength, Closed);
        }
        catch (OnnxRuntimeGenAIException e)
        {
            Closed();
            throw NativeRuntime.Failure("A session could not be opened", e);
        }
    }

    /// <summary>Refuses new sessions, waits for the open ones, and frees the model.</summary>
    public void Dispose()
    {
        lock (_life)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        _idle.Wait();
        _model.Dispose();
        _idle.Dispose();
    }

    private static Model Create(string folder, int threads, bool cuda)
    {
        using var config = new Config(folder);
        config.ClearProviders();
        if (cuda)
        {
            config.AppendProvider("cuda");
        }

        config.Overlay(JsonSerializer.Serialize(new
        {
            model = new { decoder = new { session_options = new { intra_op_num_threads = threads } } },
        }));
        return new Model(config);
    }

    private void Closed()
    {
        lock (_life)
        {
            if (--_sessions == 0)
            {
                _idle.Set();
            }
        }
    }
}
