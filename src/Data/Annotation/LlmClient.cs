using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using TreasureMarkers.Models;

namespace TreasureMarkers.Data.Annotation;

/// <summary>Asks a model over OpenAI's chat API, and tries again what may pass. Thread-safe.</summary>
internal sealed class LlmClient : IDisposable
{
    private const int MostTries = 6;
    private const int MostTokens = 32;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private readonly LlmOptions _options;
    private readonly HttpClient _http;
    private readonly RequestPace _pace;
    private readonly string? _key;

    /// <summary>A client; nothing is sent yet.</summary>
    /// <param name="options">The server and the model.</param>
    /// <param name="key">The key that the server wants, or null. It is sent and nothing else.</param>
    /// <exception cref="CommandException">The key has characters that no key has.</exception>
    public LlmClient(LlmOptions options, string? key)
    {
        (_options, _pace, _key) = (options, new RequestPace(options.RequestsPerMinute), string.IsNullOrWhiteSpace(key) ? null : key.Trim());
        _http = new HttpClient { Timeout = options.Timeout, MaxResponseContentBufferSize = 1 << 20 };
        if (_key is not null)
        {
            _http.DefaultRequestHeaders.Authorization = _key.All(c => c is > ' ' and <= '~')
                ? new AuthenticationHeaderValue("Bearer", _key)
                : throw new CommandException("OPENAI_API_KEY holds a character that a key cannot have. Set it again, or unset it for a server that wants none.");
        }
    }

    private string Host => _options.Url.Authority;

    /// <summary>Asks once, so that a wrong address, key or model shows before the work begins.</summary>
    /// <exception cref="CommandException">The server cannot be used; the message says what to do.</exception>
    public async Task CheckAsync(IReadOnlyList<RowMessage> messages, CancellationToken ct) => _ = await AskAsync(messages, isCheck: true, ct);

    /// <summary>The model's answer; null when the server refuses this request alone, such as one its filter does not like.</summary>
    /// <exception cref="CommandException">The server cannot be used; the message says what to do.</exception>
    public Task<string?> AskAsync(IReadOnlyList<RowMessage> messages, CancellationToken ct) => AskAsync(messages, isCheck: false, ct);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<string?> AskAsync(IReadOnlyList<RowMessage> messages, bool isCheck, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            await _pace.TurnAsync(ct);
            var (problem, asked) = ("", (TimeSpan?)null);
            try
            {
                using var response = await _http.PostAsync(_options.Completions, Body(messages), ct);
                if (response.IsSuccessStatusCode)
                {
                    return Content(await response.Content.ReadAsStringAsync(ct));
                }

                if (!HttpFailures.MayPass(response.StatusCode))
                {
                    return !isCheck && HttpFailures.IsOfThisRequest(response.StatusCode) ? null : throw Refused(response.StatusCode, await response.Content.ReadAsStringAsync(ct));
                }

                (problem, asked) = ($"answered {(int)response.StatusCode} {response.StatusCode}", HttpFailures.RetryAfter(response));
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                problem = $"did not answer within {_options.Timeout.TotalSeconds:0} seconds";
            }
            catch (HttpRequestException e)
            {
                problem = $"cannot be reached ({(e.InnerException ?? e).Message})";
                if (isCheck)
                {
                    // Nothing has ever answered there: an address that is wrong, not a server that is busy.
                    throw Stopped(problem, "Check --llm, and that the server is running", e);
                }
            }

            if (attempt == MostTries || asked > LongestWait)
            {
                throw Stopped($"{problem}, {attempt} times in a row", "Wait until it works again, perhaps with a lower --parallel or --requests-per-minute");
            }

            await WaitAsync(asked, attempt, ct);
        }
    }

    /// <summary>The request as bytes, whose length is sent with them: simple servers do not read a body in chunks.</summary>
    private ByteArrayContent Body(IReadOnlyList<RowMessage> messages)
    {
        var messagesSent = messages.Select(m => new { role = m.Role, content = m.Content });
        var body = new { model = _options.Model, messages = messagesSent, temperature = 0, max_tokens = MostTokens };
        return new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, DataFolder.Json)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }

    private string Content(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString() ?? "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException)
        {
            throw Stopped("does not answer as an OpenAI-compatible server", "Check --llm", e);
        }
    }

    private async Task WaitAsync(TimeSpan? asked, int attempt, CancellationToken ct)
    {
        if (asked is { } wait)
        {
            _pace.Pause(wait);
            return;
        }

        // Jitter, lest all requests that failed together come back together.
        await Task.Delay(_options.FirstWait * (1 << (attempt - 1)) * (0.5 + Random.Shared.NextDouble()), ct);
    }

    private CommandException Refused(HttpStatusCode status, string body)
    {
        var advice = status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => "Set OPENAI_API_KEY to a key that may use the model",
            HttpStatusCode.NotFound => $"Check --llm and that the server has the model '{_options.Model}'",
            _ => "Check --llm and --model",
        };
        var said = _key is null ? body : body.Replace(_key, "…", StringComparison.Ordinal);
        said = said.ReplaceLineEndings(" ").Trim();
        return Stopped($"answered {(int)status} {status}{(said.Length == 0 ? "" : $" ({said[..Math.Min(said.Length, 200)]})")}", advice);
    }

    private CommandException Stopped(string problem, string advice, Exception? cause = null) =>
        new($"The model's server at {Host} {problem}. {advice}, and run the same command again: finished rows are kept.", cause);
}
