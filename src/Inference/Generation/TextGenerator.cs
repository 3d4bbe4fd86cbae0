using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Inference.Generation;

/// <summary>
/// Generates answers with a marker model: a list of markers, given or chosen by the model, and then text under it. Thread-safe:
/// generations share the model's forward passes, as many at a time as there are slots, and the others wait in the order they came.
/// <example><code>
/// using var generator = TextGenerator.Load(new MarkerModelOptions { ModelFolder = "models/default" });
/// var given = MarkerSet.Empty(generator.Taxonomy).With("length_bucket", "concise");
/// var request = generator.CreateRequest([new PromptMessage("user", "What is rain?")], given);
/// await foreach (var next in generator.GenerateAsync(request))
/// {
///     Console.Write(next is GenerationEvent.Text text ? text.Delta : "");
/// }
/// </code></example>
/// </summary>
public sealed class TextGenerator : IDisposable
{
    private readonly ModelFolder _folder;
    private readonly Answerer _answerer;
    private readonly Scheduler _scheduler;
    private readonly int _defaultMaxOutputTokens;
    private readonly ILogger _logger;

    private TextGenerator(ModelFolder folder, IModelRunner runner, int threads, MarkerModelOptions options, ILogger logger)
    {
        _folder = folder;
        _logger = logger;
        _defaultMaxOutputTokens = options.MaxOutputTokens;
        _answerer = new Answerer(folder);
        _scheduler = new Scheduler(runner, options.QueueLength, _answerer.WarmUp());
        var config = folder.Config;
        Model = new MarkerModelInfo(
            Path.GetFileName(folder.Path),
            folder.Path,
            config.ContextLength,
            config.VocabularySize,
            runner.Device,
            runner.Runtime,
            threads);
    }

    /// <summary>The model's taxonomy.</summary>
    public MarkerTaxonomy Taxonomy => _folder.Taxonomy;

    /// <summary>What is known of the model.</summary>
    public MarkerModelInfo Model { get; }

    /// <summary>Whether the model can call functions: its chat template or its tokenizer has a form for calls.</summary>
    public bool CanCallFunctions => _folder.Layout.CanCall;

    /// <summary>Generations that run at this moment, at most <see cref="MarkerModelOptions.Slots"/>.</summary>
    public int RunningRequests => _scheduler.Running;

    /// <summary>Generations that wait for a slot.</summary>
    public int QueuedRequests => _scheduler.Waiting;

    /// <summary>Loads a model folder and runs one token through it; takes from a tenth of a second to seconds.</summary>
    /// <param name="options">Where the model is and how to run it.</param>
    /// <param name="logger">Told of loading, failures and fall-backs; none by default.</param>
    /// <exception cref="ModelException">A file is missing or corrupt, or the runtime's libraries are missing.</exception>
    public static TextGenerator Load(MarkerModelOptions options, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        logger ??= NullLogger.Instance;
        var started = Stopwatch.GetTimestamp();
        var threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        var folder = ModelFolder.Load(options.ModelFolder);
        var runner = ModelRunners.Load(folder, options, threads, logger);
        var milliseconds = (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        InferenceLog.Loaded(
            logger, folder.Path, runner.Device, threads, milliseconds, folder.Config.VocabularySize, folder.Config.ContextLength);
        return new TextGenerator(folder, runner, threads, options, logger);
    }

    /// <summary>Renders a conversation as the prompt of a request that has the model's own sampling settings and limits.</summary>
    /// <param name="messages">The conversation; the last message is the user's or a function's result.</param>
    /// <param name="given">Markers that the caller sets.</param>
    /// <param name="functions">Functions that the answer may call; null for none.</param>
    /// <exception cref="PromptTooLongException">The conversation leaves no room for an answer in the context.</exception>
    /// <exception cref="MarkerException">The markers contradict each other, by the taxonomy's relations.</exception>
    /// <exception cref="ArgumentException">A message has a role that the model's prompt has not.</exception>
    public GenerationRequest CreateRequest(IReadOnlyList<PromptMessage> messages, MarkerSet given, FunctionCalling? functions = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(given);
        given.ThrowIfContradictory();
        IReadOnlyList<PromptTool> tools = functions?.Tools ?? [];

        // A megabyte of text is refused by its size alone, without being encoded.
        var bytes = messages.Sum(message => (long)Encoding.UTF8.GetByteCount(message.Content))
            + (tools.Count == 0 ? 0 : Encoding.UTF8.GetByteCount(ToolPrompt.Offer(tools)));
        CheckPrompt((int)Math.Min(bytes / _folder.LongestToken, int.MaxValue), given, isEstimate: true);
        int[] prompt = _folder.Layout.EncodePrompt(messages, given, tools);
        return new GenerationRequest(prompt, given, _folder.Config.Sampling, _defaultMaxOutputTokens)
        {
            Functions = functions,
        };
    }

    /// <summary>Checks a request, and lowers its largest number of output tokens to what the context leaves.</summary>
    /// <exception cref="PromptTooLongException">The prompt leaves no room for an answer in the context.</exception>
    /// <exception cref="OutputLimitException">The answer may not be long enough for its grammar or its call.</exception>
    /// <exception cref="ArgumentException">The prompt is empty or holds what is no token, or the answer may have no token.</exception>
    /// <exception cref="NotSupportedException">Functions are offered to a model that cannot call any.</exception>
    internal GenerationRequest Check(GenerationRequest request)
    {
        var room = CheckPrompt(request.Prompt.Length, request.Given, isEstimate: false);
        if (request.Prompt.Length == 0 || Array.Exists(request.Prompt, id => id < 0 || id >= _folder.Config.VocabularySize))
        {
            throw new ArgumentException(
                $"The prompt must be token ids from 0 to {_folder.Config.VocabularySize - 1}, at least one.", nameof(request));
        }

        if (request.Functions is not null && !CanCallFunctions)
        {
            throw new NotSupportedException(
                "This model cannot call functions, since its tokenizer has no tokens for calls: use a model that was trained "
                + "with them.");
        }

        if (request.MaxOutputTokens < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(request), $"MaxOutputTokens is {request.MaxOutputTokens}, but must be at least 1.");
        }

        var tokens = Math.Min(request.MaxOutputTokens, room - request.Prompt.Length + 1);
        var least = _answerer.LeastTokens(request);
        return tokens >= least
            ? request with { MaxOutputTokens = tokens }
            : throw new OutputLimitException(
                $"The answer may have {tokens} tokens, but the shortest that keeps to its format or calls its function may take {least}: "
                + "raise MaxOutputTokens, or shorten the conversation.");
    }

    /// <summary>Generates an answer; the same one for the same request where it is sampled with a seed or at temperature 0.</summary>
    /// <param name="request">What to answer and how.</param>
    /// <param name="cancellationToken">Ends the generation, within its current layer, or the wait for a slot.</param>
    /// <returns>The markers, then thinking, then text or function calls, then the end.</returns>
    /// <exception cref="PromptTooLongException">The prompt leaves no room for an answer; thrown when enumerated, as all are.</exception>
    /// <exception cref="QueueFullException">Too many generations wait for a slot.</exception>
    /// <exception cref="OutputLimitException">The answer may not be long enough for its grammar or its call.</exception>
    /// <exception cref="ArgumentException">The prompt is empty or holds what is no token, or the answer may have no token.</exception>
    /// <exception cref="NotSupportedException">Functions are offered to a model that cannot call any.</exception>
    /// <exception cref="ModelException">A forward pass failed.</exception>
    /// <exception cref="ObjectDisposedException">The generator is disposed, before or meanwhile.</exception>
    public async IAsyncEnumerable<GenerationEvent> GenerateAsync(
        GenerationRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request = Check(request);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var channel = Channel.CreateUnbounded<GenerationEvent>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        var writing = WriteAsync(request, channel.Writer, ending.Token);
        try
        {
            while (await WaitAsync(channel.Reader, cancellationToken))
            {
                while (channel.Reader.TryRead(out var next))
                {
                    yield return next;
                }
            }
        }
        finally
        {
            // Whoever stops listening gets control back only when the model is free again.
            await ending.CancelAsync();
            await writing;
        }
    }

    /// <summary>Ends the running generations, refuses the waiting ones, and frees the model.</summary>
    public void Dispose() => _scheduler.Dispose();

    /// <summary>Waits for more; a cancellation is the caller's own, whoever noticed it first.</summary>
    private static async Task<bool> WaitAsync(ChannelReader<GenerationEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            return await events.WaitToReadAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>Holds a prompt's length against the context, which has to hold the marker list and a token of text too.</summary>
    /// <returns>The most tokens that the prompt may have.</returns>
    private int CheckPrompt(int tokens, MarkerSet given, bool isEstimate)
    {
        var room = _folder.Config.ContextLength - _answerer.MaxListTokens(given) - 1;
        return tokens <= room ? room : throw new PromptTooLongException(tokens, isEstimate, room, _folder.Config.ContextLength);
    }

    /// <summary>
    /// Has the answer written on the scheduler's thread, so that a listener that is slow, or forgets to stop, holds up nobody.
    /// </summary>
    private async Task WriteAsync(GenerationRequest request, ChannelWriter<GenerationEvent> events, CancellationToken cancellationToken)
    {
        var asked = Stopwatch.GetTimestamp();
        Exception? failure = null;
        try
        {
            await _scheduler.WriteAsync(
                request.Prompt,
                _answerer.MaxSequenceLength(request),
                sequence => _answerer.WriteAsync(sequence, request, Stopwatch.GetElapsedTime(asked), next => events.TryWrite(next)),
                cancellationToken);
        }
        catch (Exception e)
        {
            failure = e;
            if (e is not (OperationCanceledException or ObjectDisposedException or QueueFullException))
            {
                InferenceLog.Failed(_logger, e);
            }
        }
        finally
        {
            events.Complete(failure);
        }
    }
}
