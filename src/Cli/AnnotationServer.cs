using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using TreasureMarkers.Data.Annotation;
using TreasureMarkers.Models;

namespace TreasureMarkers.Cli;

/// <summary>A model behind an OpenAI-compatible server and how <c>tm annotate</c> asks it.</summary>
/// <param name="Url">The server's address; <c>/v1</c> is added where it has no path.</param>
/// <param name="Model">The model's name there.</param>
internal sealed record AnnotationServerOptions(Uri Url, string Model)
{
    /// <summary>The most requests in a minute, or null for no limit.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>How long one answer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The wait before the first retry; it doubles with each.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>
/// The OpenAI client with the patience that a run over a whole corpus needs: requests are spaced evenly, what may pass is tried again, a
/// server's Retry-After holds all requests back, and what cannot be mended is one clear error. Thread-safe.
/// </summary>
internal sealed class AnnotationServer : DelegatingChatClient
{
    private const int MostTries = 6;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private readonly AnnotationServerOptions _options;
    private readonly RequestPace _pace;
    private readonly string? _key;
    private volatile bool _hasAnswered;

    /// <summary>A client; nothing is sent yet.</summary>
    /// <param name="options">The server and the model.</param>
    /// <param name="key">The key that the server wants; null or blank for none. It is sent to the server and never shown.</param>
    /// <exception cref="CommandException">The key has characters that no key has.</exception>
    public AnnotationServer(AnnotationServerOptions options, string? key)
        : this(options, new RequestPace(options.RequestsPerMinute), string.IsNullOrWhiteSpace(key) ? null : key.Trim())
    {
    }

    private AnnotationServer(AnnotationServerOptions options, RequestPace pace, string? key)
        : base(Client(options, key)) => (_options, _pace, _key) = (options, pace, key);

    /// <inheritdoc/>
    /// <exception cref="RequestRefusedException">The server refuses this request and may answer others.</exception>
    /// <exception cref="CommandException">The server cannot be used; the message says what to do.</exception>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages, ChatOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        options = WithMaxTokens(options);
        for (var attempt = 1; ; attempt++)
        {
            await _pace.TurnAsync(cancellationToken);
            string problem;
            TimeSpan? asked = null;
            try
            {
                var response = await base.GetResponseAsync(messages, options, cancellationToken);
                _hasAnswered = true;
                return response;
            }
            catch (ClientResultException e) when (e.Status == 0)
            {
                problem = $"cannot be reached ({e.GetBaseException().Message})";
                if (!_hasAnswered)
                {
                    // Nothing has ever answered there: an address that is wrong, not a server that is busy.
                    throw Stopped(problem, "Check --llm, and that the server is running", e);
                }
            }
            catch (ClientResultException e) when (e.Status is 408 or 429 or >= 500)
            {
                _hasAnswered = true;
                (problem, asked) = ($"answered {Name(e.Status)}", RetryAfter(e.GetRawResponse()));
            }
            catch (ClientResultException e)
            {
                throw Refused(e.Status, e.GetRawResponse()?.Content.ToString() ?? "");
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                problem = $"did not answer within {_options.Timeout.TotalSeconds:0} seconds";
            }
            catch (Exception e) when (
                e is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException or FormatException)
            {
                throw Stopped("does not answer as an OpenAI-compatible server", "Check --llm", e);
            }

            if (attempt == MostTries || asked > LongestWait)
            {
                throw Stopped(
                    $"{problem}, {attempt} times in a row",
                    "Wait until it works again, perhaps with a lower --parallel or --requests-per-minute");
            }

            if (asked is { } wait)
            {
                _pace.Pause(wait);
            }
            else
            {
                // Jitter, lest all requests that failed together come back together.
                await Task.Delay(_options.FirstWait * (1 << (attempt - 1)) * (0.5 + Random.Shared.NextDouble()), cancellationToken);
            }
        }
    }

    private static IChatClient Client(AnnotationServerOptions options, string? key)
    {
        if (key?.All(c => c is > ' ' and <= '~') == false)
        {
            throw new CommandException(
                "OPENAI_API_KEY holds a character that a key cannot have. Set it again, or unset it for a server that wants none.");
        }

        var address = new UriBuilder(options.Url);
        address.Path = address.Path is "" or "/" ? "/v1" : address.Path.TrimEnd('/');
        var settings = new OpenAIClientOptions
        {
            Endpoint = address.Uri,
            NetworkTimeout = options.Timeout,
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
        };
        if (key is null)
        {
            settings.AddPolicy(new WithoutKey(), PipelinePosition.BeforeTransport);
        }

        return new ChatClient(options.Model, new ApiKeyCredential(key ?? "none"), settings).AsIChatClient();
    }

    /// <summary>
    /// The limit as <c>max_tokens</c>: not every compatible server knows <c>max_completion_tokens</c>, which the client would send.
    /// </summary>
    private static ChatOptions? WithMaxTokens(ChatOptions? options)
    {
        if (options?.MaxOutputTokens is not { } most)
        {
            return options;
        }

        options = options.Clone();
        options.MaxOutputTokens = null;
        options.RawRepresentationFactory = _ =>
        {
            var raw = new ChatCompletionOptions();
#pragma warning disable SCME0001 // Patch is for evaluation only; it is the client's way to send a field that it does not have.
            raw.Patch.Set("$.max_tokens"u8, most);
#pragma warning restore SCME0001
            return raw;
        };
        return options;
    }

    private static string Name(int status) => $"{status} {(HttpStatusCode)status}";

    private static TimeSpan? RetryAfter(PipelineResponse? response)
    {
        if (response is null || !response.Headers.TryGetValue("Retry-After", out var value))
        {
            return null;
        }

        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds)
            : !DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out var date) ? null
            : date - DateTimeOffset.UtcNow is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private Exception Refused(int status, string body)
    {
        var advice = status switch
        {
            401 or 403 => "Set OPENAI_API_KEY to a key that may use the model",
            404 => $"Check --llm and that the server has the model '{_options.Model}'",
            _ => "Check --llm and --model",
        };
        var said = (_key is null ? body : body.Replace(_key, "…", StringComparison.Ordinal)).ReplaceLineEndings(" ").Trim();
        var error = Stopped($"answered {Name(status)}{(said.Length == 0 ? "" : $" ({said[..Math.Min(said.Length, 200)]})")}", advice);
        return status is 400 or 413 or 422 ? new RequestRefusedException(error.Message) : error;
    }

    private CommandException Stopped(string problem, string advice, Exception? cause = null) => new(
        $"The model's server at {_options.Url.Authority} {problem}. {advice}, and run the same command again: finished rows are kept.",
        cause);

    /// <summary>Sends no Authorization header; the OpenAI client cannot be made without a key.</summary>
    private sealed class WithoutKey : PipelinePolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            message.Request.Headers.Remove("Authorization");
            ProcessNext(message, pipeline, currentIndex);
        }

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            message.Request.Headers.Remove("Authorization");
            return ProcessNextAsync(message, pipeline, currentIndex);
        }
    }

    /// <summary>Spaces requests evenly, and holds all of them back while the server asks for that.</summary>
    private sealed class RequestPace(int? requestsPerMinute)
    {
        private readonly Lock _lock = new();
        private readonly TimeSpan _space = requestsPerMinute is { } n ? TimeSpan.FromMinutes(1.0 / n) : TimeSpan.Zero;
        private TimeSpan _next = Now;

        private static TimeSpan Now => TimeSpan.FromMilliseconds(Environment.TickCount64);

        /// <summary>Waits for the next request's turn.</summary>
        public async Task TurnAsync(CancellationToken cancellationToken)
        {
            TimeSpan turn;
            lock (_lock)
            {
                turn = _next > Now ? _next : Now;
                _next = turn + _space;
            }

            while (turn - Now is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, cancellationToken);
            }
        }

        /// <summary>Lets no request begin for so long.</summary>
        public void Pause(TimeSpan wait)
        {
            lock (_lock)
            {
                _next = _next > Now + wait ? _next : Now + wait;
            }
        }
    }
}
