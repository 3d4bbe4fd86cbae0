using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Onnx;

namespace TreasureMarkers.Inference.Engine;

/// <summary>An ONNX Runtime session over a decoder exported for GenAI, run over rows of a <see cref="KeyValueBuffer"/>.</summary>
internal sealed class ModelSession : IDisposable
{
    // The input of our own exports that says after which tokens logits are wanted, counted from the end; others lack it.
    private const string LogitsPositions = "logits_positions";
    private readonly InferenceSession _session;
    private readonly Dictionary<(int First, int Count), BatchView> _views = [];
    private readonly bool _allPositions;
    private readonly bool _choosesPositions;
    private long[] _ids = [];
    private long[] _mask = [];
    private float[] _logits = [];
    private int _positions;

    private ModelSession(InferenceSession session, int vocabularySize)
    {
        _session = session;
        VocabularySize = vocabularySize;
        Cache = ReadShape(session);
        var output = session.OutputMetadata["logits"];
        _allPositions = output.Dimensions[1] != 1;
        _choosesPositions = session.OverridableInitializerMetadata.ContainsKey(LogitsPositions);
        if (output.ElementDataType != TensorElementType.Float || (output.Dimensions[^1] != vocabularySize && output.Dimensions[^1] > 0))
        {
            throw new InvalidDataException(
                $"it gives logits of {output.Dimensions[^1]} {output.ElementDataType}, but genai_config.json and tokenizer.json "
                + $"have a vocabulary of {vocabularySize} floats");
        }
    }

    /// <summary>Numbers in a row of logits.</summary>
    public int VocabularySize { get; }

    /// <summary>Sizes of the cache.</summary>
    public CacheShape Cache { get; }

    /// <summary>Whether a pass can give the logits after more tokens than its last.</summary>
    public bool CanGiveEarlierLogits => _allPositions || _choosesPositions;

    /// <summary>Loads a model's graph.</summary>
    /// <param name="folder">Where it lies.</param>
    /// <param name="config">The file's name, and the numbers in a row of logits.</param>
    /// <param name="threads">Threads of a pass.</param>
    /// <exception cref="ModelException">The runtime's libraries are missing, or it refuses the model.</exception>
    public static ModelSession Load(string folder, GenAIConfig config, int threads)
    {
        NativeRuntime.EnsureReady();
        InferenceSession? session = null;
        try
        {
            // A pattern would be kept for every length and number of sequences that ever occurs.
            // The declared size of the logits is the one that GenAI needs; that another was asked for is not worth a warning.
            using var options = new SessionOptions
            {
                IntraOpNumThreads = threads,
                EnableMemoryPattern = false,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            };
            NativeRuntime.KeepProductsExact(options, NativeRuntime.Saturates);
            session = new InferenceSession(Path.Combine(folder, config.ModelFile), options);
            return new ModelSession(session, config.VocabularySize);
        }
        catch (Exception e) when (NativeRuntime.IsLoadFailure(e) || e is InvalidDataException or KeyNotFoundException)
        {
            session?.Dispose();
            throw NativeRuntime.Failure($"{folder} could not be loaded", e);
        }
    }

    /// <summary>Runs one pass over rows that follow one another, with the same number of tokens in each.</summary>
    /// <param name="buffer">The rows' caches, to which the pass adds.</param>
    /// <param name="first">The first row.</param>
    /// <param name="held">How many tokens each row holds already.</param>
    /// <param name="ids">The tokens, row by row.</param>
    /// <param name="logits">
    /// How many of a row's last tokens logits are wanted after; more than 1 only if <see cref="CanGiveEarlierLogits"/>.
    /// </param>
    /// <param name="cancellationToken">Ends the pass between two of its operators.</param>
    /// <exception cref="ModelException">The pass failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Run(
        KeyValueBuffer buffer, int first, ReadOnlySpan<int> held, ReadOnlySpan<int> ids, int logits, CancellationToken cancellationToken)
    {
        var (rows, tokens) = (held.Length, ids.Length / held.Length);
        var view = View(buffer, first, rows);
        _positions = _allPositions ? tokens : logits;
        var total = FillMask(held, tokens);
        FillIds(ids);
        Grow(ref _logits, rows * _positions * VocabularySize);
        using var idsValue = Tensor(_ids, ids.Length, rows, tokens);
        using var maskValue = Tensor(_mask, rows * total, rows, total);
        using var positionsValue = Tensor([.. Enumerable.Range(-logits, logits)], logits, logits);
        List<(string, OrtValue)> inputs = [("input_ids", idsValue), ("attention_mask", maskValue)];
        if (_choosesPositions)
        {
            inputs.Add((LogitsPositions, positionsValue));
        }

        using var options = new RunOptions();
        using var ending = cancellationToken.Register(() => options.Terminate = true);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var memory = _logits.AsMemory(0, rows * _positions * VocabularySize);
            if (_choosesPositions && logits > 1)
            {
                view.Run(_session, options, inputs, memory.Span);
            }
            else
            {
                using var logitsValue =
                    OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, memory, [rows, _positions, VocabularySize]);
                view.Run(_session, options, inputs, logitsValue);
            }
        }
        catch (OnnxRuntimeException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw NativeRuntime.Failure("A forward pass failed", e);
        }
    }

    /// <summary>The logits after a token of a row of the last pass.</summary>
    /// <param name="row">Counted from the pass's first row.</param>
    /// <param name="fromEnd">How many tokens of the row came after it; below the number of logits that the pass was asked for.</param>
    public ReadOnlySpan<float> LogitsOf(int row, int fromEnd = 0) =>
        _logits.AsSpan((((row + 1) * _positions) - 1 - fromEnd) * VocabularySize, VocabularySize);

    /// <summary>Lets go of a buffer that is about to be freed.</summary>
    public void Forget()
    {
        foreach (var view in _views.Values)
        {
            view.Dispose();
        }

        _views.Clear();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Forget();
        _session.Dispose();
    }

    private static CacheShape ReadShape(InferenceSession session)
    {
        var keys = session.InputMetadata
            .Where(input => input.Key.StartsWith("past_key_values.", StringComparison.Ordinal))
            .Where(input => input.Key.EndsWith(".key", StringComparison.Ordinal))
            .Select(input => input.Value)
            .ToList();
        return keys is [{ ElementDataType: TensorElementType.Float, Dimensions: [_, > 0 and var heads, _, > 0 and var size] }, ..]
            ? new CacheShape(keys.Count, heads, size)
            : throw new InvalidDataException("it has no inputs past_key_values.N.key of floats with sizes [batch, heads, past, head size]");
    }

    private static OrtValue Tensor(long[] values, int count, params long[] sizes) =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values.AsMemory(0, count), sizes);

    private static void Grow<T>(ref T[] buffer, int count)
    {
        if (buffer.Length < count)
        {
            buffer = new T[Math.Max(count, 2 * buffer.Length)];
        }
    }

    private BatchView View(KeyValueBuffer buffer, int first, int rows)
    {
        if (!_views.TryGetValue((first, rows), out var view))
        {
            view = new BatchView(_session, Cache, buffer, first, rows);
            _views.Add((first, rows), view);
        }

        return view;
    }

    /// <summary>Ones for the tokens that a row has after the pass, zeros up to the longest row.</summary>
    private int FillMask(ReadOnlySpan<int> held, int tokens)
    {
        var total = 0;
        foreach (var length in held)
        {
            total = Math.Max(total, length + tokens);
        }

        Grow(ref _mask, held.Length * total);
        for (var row = 0; row < held.Length; row++)
        {
            var mask = _mask.AsSpan(row * total, total);
            mask[..(held[row] + tokens)].Fill(1);
            mask[(held[row] + tokens)..].Clear();
        }

        return total;
    }

    private void FillIds(ReadOnlySpan<int> ids)
    {
        Grow(ref _ids, ids.Length);
        for (var i = 0; i < ids.Length; i++)
        {
            _ids[i] = ids[i];
        }
    }
}

/// <summary>Rows of a <see cref="KeyValueBuffer"/> bound as a session's past and present, so that a pass adds to them in place.</summary>
internal sealed class BatchView : IDisposable
{
    private const string Logits = "logits";
    private readonly OrtIoBinding _binding;
    private readonly List<OrtValue> _caches = [];

    /// <summary>Binds rows that follow one another.</summary>
    public BatchView(InferenceSession session, CacheShape shape, KeyValueBuffer buffer, int first, int rows)
    {
        _binding = session.CreateIoBinding();
        for (var tensor = 0; tensor < shape.Tensors; tensor++)
        {
            var (address, bytes) = buffer.Rows(tensor, first, rows);
            var cache = OrtValue.CreateTensorValueWithData(
                OrtMemoryInfo.DefaultInstance,
                TensorElementType.Float,
                [rows, shape.Heads, buffer.Capacity, shape.HeadSize],
                address,
                bytes);
            _caches.Add(cache);
            var name = $"{tensor / 2}.{(tensor % 2 == 0 ? "key" : "value")}";
            _binding.BindInput($"past_key_values.{name}", cache);
            _binding.BindOutput($"present.{name}", cache);
        }
    }

    /// <summary>Runs a pass.</summary>
    /// <param name="session">The session.</param>
    /// <param name="options">Can end it.</param>
    /// <param name="inputs">Ids, mask and, where the model takes them, positions.</param>
    /// <param name="logits">Takes the logits.</param>
    public void Run(InferenceSession session, RunOptions options, IEnumerable<(string Name, OrtValue Value)> inputs, OrtValue logits)
    {
        Bind(inputs);
        _binding.BindOutput(Logits, logits);
        session.RunWithBinding(options, _binding);
    }

    /// <summary>
    /// Runs a pass whose logits have not the size that the model declares: the runtime takes no memory for them from outside.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="options">Can end it.</param>
    /// <param name="inputs">Ids, mask and positions.</param>
    /// <param name="logits">Takes the logits.</param>
    public void Run(InferenceSession session, RunOptions options, IEnumerable<(string Name, OrtValue Value)> inputs, Span<float> logits)
    {
        Bind(inputs);
        _binding.BindOutputToDevice(Logits, OrtMemoryInfo.DefaultInstance);
        using var outputs = session.RunWithBoundResults(options, _binding);
        outputs[Array.IndexOf(_binding.GetOutputNames(), Logits)].GetTensorDataAsSpan<float>().CopyTo(logits);
    }

    private void Bind(IEnumerable<(string Name, OrtValue Value)> inputs)
    {
        foreach (var (name, value) in inputs)
        {
            _binding.BindInput(name, value);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _binding.Dispose();
        foreach (var cache in _caches)
        {
            cache.Dispose();
        }
    }
}
