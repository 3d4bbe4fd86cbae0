using System.Text.Json;
using Microsoft.ML.OnnxRuntimeGenAI;
using TreasureMarkers.Models;

namespace TreasureMarkers.Inference.Engine;

/// <summary>
/// ONNX Runtime GenAI with a generator for each sequence, in turns. Generators that ended are kept, as many as there are slots,
/// and rewound for a sequence that begins with the same tokens.
/// </summary>
/// <param name="model">The model, which this owns.</param>
/// <param name="vocabularySize">Numbers in a row of logits.</param>
/// <param name="slots">Most sequences at a time.</param>
internal sealed class GenAIRunner(GenAIModel model, int vocabularySize, int slots) : IModelRunner
{
    private readonly List<GenAISlot> _open = [];
    private readonly LinkedList<GenAISlot> _ended = new();

    /// <inheritdoc />
    public string Device => model.Device;

    /// <inheritdoc />
    public int Slots => slots;

    /// <inheritdoc />
    public bool CanDraft => false;

    /// <inheritdoc />
    public ModelSlot Open(IReadOnlyList<int> prompt, int maxLength)
    {
        if (_open.Count == slots)
        {
            throw new InvalidOperationException("Every slot is taken.");
        }

        var slot = Rewound(prompt, maxLength) ?? new GenAISlot(model.Open(maxLength), vocabularySize, maxLength);
        _open.Add(slot);
        return slot;
    }

    /// <inheritdoc />
    public void Prefill(ModelSlot slot, ReadOnlySpan<int> ids, int draft, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(draft, 0);
        var session = ((GenAISlot)slot).Session;
        using var ending = cancellationToken.Register(session.Terminate);
        session.Append(ids);
        session.CopyLogits(slot.Logits);
        slot.Tokens.AddRange(ids);
    }

    /// <inheritdoc />
    public void Decode(IReadOnlyList<(ModelSlot Slot, int Id)> tokens)
    {
        foreach (var (slot, id) in tokens)
        {
            Prefill(slot, [id], draft: 0, CancellationToken.None);
        }
    }

    /// <inheritdoc />
    public void Close(ModelSlot slot)
    {
        var closed = (GenAISlot)slot;
        _open.Remove(closed);
        if (closed.Session.Terminated)
        {
            closed.Session.Dispose();
            return;
        }

        _ended.AddFirst(closed);
        if (_ended.Count > slots)
        {
            _ended.Last!.Value.Session.Dispose();
            _ended.RemoveLast();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var slot in _open.Concat(_ended))
        {
            slot.Session.Dispose();
        }

        model.Dispose();
    }

    /// <summary>The kept generator that shares most with a prompt and is long enough, rewound to what they share.</summary>
    private GenAISlot? Rewound(IReadOnlyList<int> prompt, int maxLength)
    {
        var best = _ended.Where(slot => slot.MaxLength >= maxLength)
            .Select(slot => (Slot: slot, Common: Math.Min(ModelSlot.CommonPrefix(slot.Tokens, prompt), prompt.Count - 1)))
            .DefaultIfEmpty().MaxBy(candidate => candidate.Common);
        if (best.Common == 0)
        {
            return null;
        }

        _ended.Remove(best.Slot);
        best.Slot.Session.RewindTo(best.Common);
        best.Slot.Tokens.RemoveRange(best.Common, best.Slot.Tokens.Count - best.Common);
        return best.Slot;
    }
}

/// <summary>A sequence in a GenAI generator of its own, which outlives it to serve one that begins alike.</summary>
/// <param name="session">The generator.</param>
/// <param name="vocabularySize">Numbers in a row of logits.</param>
/// <param name="maxLength">The most tokens that the generator can hold.</param>
internal sealed class GenAISlot(GenAISession session, int vocabularySize, int maxLength) : ModelSlot(vocabularySize)
{
    /// <summary>The generator.</summary>
    public GenAISession Session { get; } = session;

    /// <summary>The most tokens that the generator can hold.</summary>
    public int MaxLength { get; } = maxLength;
}

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

/// <summary>
/// One sequence of tokens in a <see cref="GenAIModel"/>. Every call into GenAI happens under a lock and after a check that
/// nothing was freed, so calls from several threads take turns and a late call is an exception.
/// </summary>
internal sealed class GenAISession : IDisposable
{
    // _use is held through a forward pass; _life only for moments, so that Terminate can reach a running pass.
    private readonly Lock _use = new();
    private readonly Lock _life = new();
    private readonly GeneratorParams _parameters;
    private readonly Generator _generator;
    private readonly Action _closed;
    private volatile bool _terminated;
    private bool _disposed;

    internal GenAISession(Model model, int maxLength, Action closed)
    {
        _closed = closed;
        _parameters = new GeneratorParams(model);
        try
        {
            _parameters.SetSearchOption("max_length", maxLength);
            _parameters.SetSearchOption("batch_size", 1);
            _parameters.SetSearchOption("num_beams", 1);
            _parameters.SetSearchOption("do_sample", false);
            _generator = new Generator(model, _parameters);
        }
        catch
        {
            _parameters.Dispose();
            throw;
        }
    }

    /// <summary>Runs one forward pass over the tokens that follow what the session already holds.</summary>
    /// <param name="ids">At least one id, each within the vocabulary (GenAI accepts negative ones silently).</param>
    /// <exception cref="OperationCanceledException"><see cref="Terminate"/> was called.</exception>
    /// <exception cref="ModelException">The model refuses the tokens, or cannot run.</exception>
    /// <exception cref="ObjectDisposedException">The session was closed.</exception>
    public void Append(ReadOnlySpan<int> ids)
    {
        foreach (var id in ids)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(id, nameof(ids));
        }

        lock (_use)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            try
            {
                _generator.AppendTokens(ids);
            }
            catch (OnnxRuntimeGenAIException e)
            {
                throw Translate(e);
            }
        }
    }

    /// <summary>Whether <see cref="Terminate"/> was called, after which the session cannot be used.</summary>
    public bool Terminated => _terminated;

    /// <summary>Forgets all but the first tokens.</summary>
    /// <param name="length">How many to keep; at least one.</param>
    /// <exception cref="ModelException">GenAI refuses it.</exception>
    /// <exception cref="ObjectDisposedException">The session was closed.</exception>
    public void RewindTo(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        lock (_use)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            try
            {
                _generator.RewindTo((ulong)length);
            }
            catch (OnnxRuntimeGenAIException e)
            {
                throw Translate(e);
            }
        }
    }

    /// <summary>Copies the logits that follow the last token appended.</summary>
    /// <param name="destination">One number for each id of the vocabulary.</param>
    /// <exception cref="ModelException">The model's output has another width or type.</exception>
    /// <exception cref="OperationCanceledException"><see cref="Terminate"/> was called.</exception>
    /// <exception cref="ObjectDisposedException">The session was closed.</exception>
    public void CopyLogits(Span<float> destination)
    {
        lock (_use)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            try
            {
                using var output = _generator.GetOutput("logits");
                CopyLastRow(output, destination);
            }
            catch (OnnxRuntimeGenAIException e)
            {
                throw Translate(e);
            }
        }
    }

    /// <summary>Ends the running forward pass, if any, from another thread, and makes later ones fail.</summary>
    public void Terminate()
    {
        lock (_life)
        {
            if (!_disposed)
            {
                _terminated = true;
                _generator.SetRuntimeOption("terminate_session", "1");
            }
        }
    }

    /// <summary>Frees the session once its running call is done.</summary>
    public void Dispose()
    {
        lock (_use)
        {
            lock (_life)
            {
                if (_disposed)
                {
                    return;
                }

                _disposed = true;
                _generator.Dispose();
                _parameters.Dispose();
            }
        }

        _closed();
    }

    private static void CopyLastRow(Tensor output, Span<float> destination)
    {
        var width = output.Shape() is [.., var last] ? last : 0;
        if (output.Type() != ElementType.float32 || width != destination.Length)
        {
            throw new ModelException($"model.onnx gives logits of {width} {output.Type()}, but genai_config.json and tokenizer.json have a vocabulary of {destination.Length} float32: the files are not of one model; export or copy the folder again.");
        }

        // A model that does not cut to the last position gives a row for each token of the pass.
        output.GetData<float>()[^destination.Length..].CopyTo(destination);
    }

    private Exception Translate(OnnxRuntimeGenAIException e) => _terminated
        ? new OperationCanceledException("The session was ended.", e)
        : NativeRuntime.Failure("A forward pass failed", e);
}
