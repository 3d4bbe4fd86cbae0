using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using TreasureMarkers.Models;

namespace TreasureMarkers.Evaluation;

/// <summary>A model behind an OpenAI-compatible HTTP API.</summary>
internal sealed class ChatEndpoint : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>An endpoint; nothing is sent yet.</summary>
    /// <param name="address">The server's address, without <c>/v1</c>.</param>
    public ChatEndpoint(Uri address) => _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(10) };

    /// <summary>The name of the first model it serves.</summary>
    /// <param name="ct">Stops the request.</param>
    /// <exception cref="CommandException">Nothing answers there, or not in OpenAI's shape.</exception>
    public async Task<string> ModelNameAsync(CancellationToken ct)
    {
        using JsonDocument models = await SendAsync(new HttpRequestMessage(HttpMethod.Get, "v1/models"), ct);
        return models.RootElement.GetProperty("data")[0].GetProperty("id").GetString()!;
    }

    /// <summary>Asks, and waits for the whole answer.</summary>
    /// <param name="request">The question.</param>
    /// <param name="ct">Stops the request, and with it the server's generation.</param>
    /// <exception cref="CommandException">The server failed or is gone.</exception>
    public async Task<EvalAnswer> AskAsync(EvalRequest request, CancellationToken ct)
    {
        long begun = Stopwatch.GetTimestamp();
        using var message = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions")
        {
            Content = new StringContent(request.ToJson(), Encoding.UTF8, "application/json"),
        };
        using JsonDocument json = await SendAsync(message, ct);
        double milliseconds = Math.Round(Stopwatch.GetElapsedTime(begun).TotalMilliseconds, 1);
        return Read(json.RootElement, milliseconds);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static EvalAnswer Read(JsonElement json, double milliseconds)
    {
        if (json.TryGetProperty("error", out JsonElement error))
        {
            return new EvalAnswer("", new Dictionary<string, string>(), null, 0, milliseconds, error.GetProperty("message").GetString())
            {
                RefusalCode = error.TryGetProperty("code", out JsonElement code) && code.ValueKind is JsonValueKind.String ? code.GetString() : null,
            };
        }

        JsonElement choice = json.GetProperty("choices")[0];
        JsonElement said = choice.GetProperty("message");
        var inferred = json.TryGetProperty("markers", out JsonElement markers)
            ? markers.GetProperty("inferred").EnumerateObject().ToDictionary(m => m.Name, m => m.Value.GetProperty("value").GetString()!)
            : [];
        return new EvalAnswer(
            said.GetProperty("content").GetString() ?? "",
            inferred,
            choice.GetProperty("finish_reason").GetString(),
            json.GetProperty("usage").GetProperty("completion_tokens").GetInt64(),
            milliseconds)
        {
            Calls = said.TryGetProperty("tool_calls", out JsonElement calls) && calls.ValueKind is JsonValueKind.Array && calls.GetArrayLength() > 0
                ? EvalFunctions.Calls(calls)
                : null,
        };
    }

    // A refusal (4xx) is a result of the evaluation; a failure of the server is not.
    private async Task<JsonDocument> SendAsync(HttpRequestMessage message, CancellationToken ct)
    {
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(message, ct);
            string body = await response.Content.ReadAsStringAsync(ct);
            return response.StatusCode < HttpStatusCode.InternalServerError
                ? JsonDocument.Parse(body)
                : throw new CommandException($"The server answered {(int)response.StatusCode}: {body}. See its log, then run again to continue.");
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new CommandException($"{_http.BaseAddress} did not answer within {_http.Timeout.TotalMinutes} minutes. Run again to continue.", e);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            throw new CommandException($"{_http.BaseAddress} does not answer as an OpenAI-compatible server: {e.Message}", e);
        }
    }
}
