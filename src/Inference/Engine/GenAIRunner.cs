using System.Text.Json;
using Microsoft.ML.OnnxRuntimeGenAI;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Folders;

namespace TreasureMarkers.Inference.Engine;

/// <summary>
/// ONNX Runtime GenAI with a generator for each sequence, in turns. Generators that ended are kept, as many as there are slots,
/// and rewound for a sequence that begins with the same tokens.
/// <para>
/// GenAI ends the process when an object is used after it was freed, or freed while in use. All its objects are therefore made,
/// used and freed here, on the runner's one thread; the only call from another thread is <see cref="GenAISlot.Terminate"/>, whose
/// registration is taken back before the pass returns.
/// </para>
/// </summary>
internal sealed class GenAIRunner : IModelRunner
{
    private readonly Model _model;
    private readonly int _vocabularySize;
    private readonly List<GenAISlot> _open = [];
    private readonly LinkedList<GenAISlot> _ended = new();
    private bool _disposed;

    private GenAIRunner(Model model, string device, int vocabularySize, int slots) =>
        (_model, Device, _vocabularySize, Slots) = (model, device, vocabularySize, slots);

    /// <inheritdoc />
    public string Device { get; }

    /// <inheritdoc />
    public ModelRuntime Runtime => ModelRuntime.GenAI;

    /// <inheritdoc />
    public int Slots { get; }

    /// <inheritdoc />
    public bool CanDraft => false;

    /// <summary>Loads the model of a folder whose files were checked to exist.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="threads">Threads of a pass on the CPU.</param>
    /// <param name="slots">Most sequences at a time.</param>
    /// <param name="cuda">Whether on a GPU.</param>
    /// <exception cref="ModelException">The runtime's libraries or the GPU are missing, or it refuses the model.</exception>
    public static GenAIRunner Load(ModelFolder folder, int threads, int slots, bool cuda = false)
    {
        NativeRuntime.EnsureReady();
        try
        {
            using var config = new Config(folder.Path);
            config.ClearProviders();
            if (cuda)
            {
                config.AppendProvider("cuda");
            }

            var session = new Dictionary<string, object> { ["intra_op_num_threads"] = threads };
            if (NativeRuntime.Saturates)
            {
                session[NativeRuntime.ExactProducts] = "1";
            }

            config.Overlay(JsonSerializer.Serialize(new { model = new { decoder = new { session_options = session } } }));
            return new GenAIRunner(new Model(config), cuda ? "cuda" : "cpu", folder.Config.VocabularySize, slots);
        }
        catch (Exception e) when (NativeRuntime.IsLoadFailure(e))
        {
            throw NativeRuntime.Failure($"{folder.Path} could not be loaded", e);
        }
    }

    /// <summary>Opens a sequence. A new generator allocates the memory of <paramref name="maxLength"/> tokens at once.</summary>
    /// <inheritdoc />
    public ModelSlot Open(IReadOnlyList<int> prompt, int maxLength)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_open.Count == Slots)
        {
            throw new InvalidOperationException("Every slot is taken.");
        }

        try
        {
            var slot = Rewound(prompt, maxLength) ?? new GenAISlot(_model, _vocabularySize, maxLength);
            _open.Add(slot);
            return slot;
        }
        catch (OnnxRuntimeGenAIException e)
        {
            throw NativeRuntime.Failure("A sequence could not be opened", e);
        }
    }

    /// <inheritdoc />
    public void Prefill(ModelSlot slot, ReadOnlySpan<int> ids, int draft, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(draft, 0);
        ((GenAISlot)slot).Append(ids, cancellationToken);
    }

    /// <inheritdoc />
    public void Decode(IReadOnlyList<(ModelSlot Slot, int Id)> tokens)
    {
        foreach (var (slot, id) in tokens)
        {
            ((GenAISlot)slot).Append([id], CancellationToken.None);
        }
    }

    /// <inheritdoc />
    public float[][] Branch(
        ModelSlot slot, int length, IReadOnlyList<int[]> branches, IReadOnlyList<int> wanted, CancellationToken cancellationToken)
    {
        var own = (GenAISlot)slot;
        ArgumentOutOfRangeException.ThrowIfNotEqual(length, own.Tokens.Count);
        var before = own.Logits;
        own.Logits = new float[before.Length];
        float[][] logits = [.. branches.Select(branch =>
        {
            own.Append(branch, cancellationToken);
            own.RewindTo(length);
            return wanted.Select(id => own.Logits[id]).ToArray();
        })];
        own.Logits = before;
        return logits;
    }

    /// <inheritdoc />
    public void Close(ModelSlot slot)
    {
        var closed = (GenAISlot)slot;
        _open.Remove(closed);
        if (closed.IsTerminated)
        {
            closed.Dispose();
            return;
        }

        _ended.AddFirst(closed);
        if (_ended.Count > Slots)
        {
            _ended.Last!.Value.Dispose();
            _ended.RemoveLast();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            foreach (var slot in _open.Concat(_ended))
            {
                slot.Dispose();
            }

            _model.Dispose();
        }
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
        best.Slot.RewindTo(best.Common);
        return best.Slot;
    }
}

/// <summary>A sequence in a GenAI generator of its own, which outlives it to serve one that begins alike.</summary>
internal sealed class GenAISlot : ModelSlot, IDisposable
{
    private readonly GeneratorParams _parameters;
    private readonly Generator _generator;
    private volatile bool _terminated;
    private bool _disposed;

    /// <summary>Makes the generator.</summary>
    /// <param name="model">The model, which must outlive the slot.</param>
    /// <param name="vocabularySize">Numbers in a row of logits.</param>
    /// <param name="maxLength">The most tokens that the generator can hold.</param>
    public GenAISlot(Model model, int vocabularySize, int maxLength)
        : base(vocabularySize)
    {
        MaxLength = maxLength;
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

    /// <summary>The most tokens that the generator can hold.</summary>
    public int MaxLength { get; }

    /// <summary>Whether a pass was cancelled, after which the generator cannot be used.</summary>
    public bool IsTerminated => _terminated;

    /// <summary>Passes tokens, and leaves the logits after the last of them in the slot.</summary>
    /// <param name="ids">At least one id.</param>
    /// <param name="cancellationToken">Ends the pass between two of its operators.</param>
    /// <exception cref="OperationCanceledException">Cancelled, now or earlier.</exception>
    /// <exception cref="ModelException">The model refuses the tokens, or its logits have another width or type.</exception>
    public void Append(ReadOnlySpan<int> ids, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        foreach (var id in ids)
        {
            // GenAI accepts negative ids silently.
            ArgumentOutOfRangeException.ThrowIfNegative(id, nameof(ids));
        }

        using var ending = cancellationToken.Register(Terminate);
        try
        {
            _generator.AppendTokens(ids);
            using var output = _generator.GetOutput("logits");
            CopyLastRow(output, Logits);
        }
        catch (OnnxRuntimeGenAIException e)
        {
            throw _terminated
                ? new OperationCanceledException("The pass was ended.", e, cancellationToken)
                : NativeRuntime.Failure("A forward pass failed", e);
        }

        Tokens.AddRange(ids);
    }

    /// <summary>Forgets all but the first tokens.</summary>
    /// <param name="length">How many to keep; at least one.</param>
    public void RewindTo(int length)
    {
        _generator.RewindTo((ulong)length);
        Tokens.RemoveRange(length, Tokens.Count - length);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _generator.Dispose();
            _parameters.Dispose();
        }
    }

    /// <summary>Ends the running pass, from another thread, and makes later ones fail.</summary>
    private void Terminate()
    {
        _terminated = true;
        _generator.SetRuntimeOption("terminate_session", "1");
    }

    private static void CopyLastRow(Tensor output, Span<float> destination)
    {
        var width = output.Shape() is [.., var last] ? last : 0;
        if (output.Type() != ElementType.float32 || width != destination.Length)
        {
            throw new ModelException(
                $"model.onnx gives logits of {width} {output.Type()}, but genai_config.json and tokenizer.json have a vocabulary of "
                + $"{destination.Length} float32: the files are not of one model; export or copy the folder again.");
        }

        // A model that does not cut to the last position gives a row for each token of the pass.
        output.GetData<float>()[^destination.Length..].CopyTo(destination);
    }
}
