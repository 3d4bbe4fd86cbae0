using System.ClientModel;
using System.ClientModel.Primitives;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using TreasureMarkers.Evaluation.Protocols;
using TreasureMarkers.Inference;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Plugin;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace TreasureMarkers.Evaluation;

/// <summary>A model that is evaluated: a model folder in this process, or one behind an OpenAI-compatible server.</summary>
/// <param name="Name">The model folder's name, or the name of the first model that the server lists.</param>
/// <param name="Hash">The hash of the folder's files; of a server, its address.</param>
/// <param name="Client">Answers the questions.</param>
/// <param name="Taxonomy">The markers that it knows; no category for a model without markers.</param>
internal sealed record EvalModel(string Name, string Hash, IChatClient Client, MarkerTaxonomy Taxonomy) : IDisposable
{
    /// <summary>Questions that a model in this process is asked at a time; they share forward passes.</summary>
    public const int AtOnce = 16;

    /// <summary>The refusal code of a request that asks for what the model was not trained for, such as functions.</summary>
    public const string Unsupported = "unsupported";

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The model folder; null for a server.</summary>
    public string? Folder { get; private init; }

    /// <summary>Loads a model folder.</summary>
    /// <exception cref="CommandException">The folder does not exist or cannot be used.</exception>
    public static async Task<EvalModel> LoadAsync(string folder, CancellationToken cancellationToken)
    {
        string hash = await HashAsync(folder, cancellationToken);
        try
        {
            var client = MarkerChatClient.Load(new MarkerModelOptions { ModelFolder = folder, Slots = AtOnce });
            return new EvalModel(client.Model.Name, hash, client, MarkerTaxonomy.Load(Path.Combine(folder, "taxonomy.json"))) { Folder = folder };
        }
        catch (ModelException e)
        {
            throw new CommandException(e.Message, e);
        }
    }

    /// <summary>Connects to a running server. Its key, if it wants one, is taken from <c>OPENAI_API_KEY</c>.</summary>
    /// <param name="address">The server's address, without <c>/v1</c>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <exception cref="CommandException">Nothing answers there, or not in OpenAI's shape.</exception>
    public static async Task<EvalModel> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        var key = new ApiKeyCredential(Environment.GetEnvironmentVariable("OPENAI_API_KEY") is { Length: > 0 } given ? given : "none");
        var server = new OpenAIClient(key, new OpenAIClientOptions
        {
            Endpoint = new Uri(address, "v1"),
            NetworkTimeout = Timeout,
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
        });
        try
        {
            return (await server.GetOpenAIModelClient().GetModelsAsync(cancellationToken)).Value is [{ Id: var name }, ..]
                ? new EvalModel(name, address.ToString(), server.GetChatClient(name).AsIChatClient(), await ReadTaxonomyAsync(address, cancellationToken))
                : throw new CommandException($"{address} serves no model.");
        }
        catch (Exception e) when (Failure(e, address.ToString(), cancellationToken) is not null)
        {
            throw Failure(e, address.ToString(), cancellationToken)!;
        }
    }

    /// <summary>
    /// SHA-256 over the names and contents of a model folder's files, the first 16 hexadecimal digits. The card, the reports and the
    /// taxonomy's <c>kept</c> are left out: they are written about the model, and decide nothing of what it answers.
    /// </summary>
    /// <exception cref="CommandException">The folder does not exist.</exception>
    public static async Task<string> HashAsync(string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            throw new CommandException($"'{folder}' is not a model folder: it does not exist.");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in Directory.EnumerateFiles(folder).Where(IsOfModel).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file)));
            await using var content = Path.GetFileName(file) == "taxonomy.json" ? WithoutKept(file) : File.OpenRead(file);
            hash.AppendData(await SHA256.HashDataAsync(content, cancellationToken));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    /// <summary>Asks, and waits for the whole answer.</summary>
    /// <param name="request">The question.</param>
    /// <param name="cancellationToken">Stops the generation.</param>
    /// <returns>The answer; a request that is refused is one, too.</returns>
    /// <exception cref="CommandException">The server failed or is gone.</exception>
    public async Task<EvalAnswer> AskAsync(EvalRequest request, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        double Milliseconds() => Math.Round(clock.Elapsed.TotalMilliseconds, 1);
        try
        {
            var options = Client is MarkerChatClient ? LocalOptions(request) : ServerOptions(request);
            var response = await Client.GetResponseAsync(Messages(request.Messages), options, cancellationToken);
            var calls = response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Select(ToCall).ToList();
            return new EvalAnswer(
                response.Text, Inferred(response), response.FinishReason?.Value, response.Usage?.OutputTokenCount ?? 0, Milliseconds())
            {
                Calls = calls.Count > 0 ? calls : null,
            };
        }
        catch (Exception e) when (Refusal(e) is var (code, message))
        {
            return new EvalAnswer("", new Dictionary<string, string>(), null, 0, Milliseconds(), message) { RefusalCode = code };
        }
        catch (Exception e) when (Failure(e, Hash, cancellationToken) is not null)
        {
            throw Failure(e, Hash, cancellationToken)!;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();

    /// <summary>
    /// The markers of a server: its <c>/api/taxonomy</c>, in which each category also says whether it can be enforced. A server without
    /// that is a model without markers: one that ignores them must not be taken for one that knows them.
    /// </summary>
    private static async Task<MarkerTaxonomy> ReadTaxonomyAsync(Uri address, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        if (Environment.GetEnvironmentVariable("OPENAI_API_KEY") is { Length: > 0 } key)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        using var response = await http.GetAsync(new Uri(address, "api/taxonomy"), cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            return MarkerTaxonomy.Parse("""{"categories":[]}""");
        }

        var json = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!;
        foreach (var category in json["categories"]?.AsArray() ?? [])
        {
            category!.AsObject().Remove("enforceable");
        }

        return MarkerTaxonomy.Parse(json.ToJsonString());
    }

    /// <summary>A row's calls have no ids: they get them here, and each result takes that of the oldest call without a result.</summary>
    private static List<ChatMessage> Messages(IEnumerable<PromptMessage> messages)
    {
        var (list, open, count) = (new List<ChatMessage>(), new Queue<string>(), 0);
        foreach (var message in messages)
        {
            var chat = new ChatMessage(new ChatRole(message.Role), message.Content);
            foreach (var call in message.ToolCalls ?? [])
            {
                open.Enqueue($"call_{++count}");
                var arguments = call.Arguments.EnumerateObject().ToDictionary(member => member.Name, object? (member) => member.Value);
                chat.Contents.Add(new FunctionCallContent($"call_{count}", call.Name, arguments));
            }

            if (chat.Role == ChatRole.Tool && open.TryDequeue(out string? id))
            {
                chat.Contents = [new FunctionResultContent(id, message.Content)];
            }

            list.Add(chat);
        }

        return list;
    }

    private static bool IsOfModel(string file) =>
        Path.GetExtension(file) is not (".md" or ".html") && Path.GetFileName(file) is not ("report.json" or "answers.jsonl");

    private static Stream WithoutKept(string file)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(file));
            foreach (var category in json?["categories"]?.AsArray() ?? [])
            {
                category!.AsObject().Remove("kept");
            }

            return new MemoryStream(Encoding.UTF8.GetBytes(json?.ToJsonString() ?? ""));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Whoever loads the model says what is wrong with it.
            return File.OpenRead(file);
        }
    }

    private static ChatOptions LocalOptions(EvalRequest request)
    {
        var options = new ChatOptions
        {
            Temperature = (float)request.Temperature,
            MaxOutputTokens = request.MaxTokens,
            Tools = request.Tools is { } tools
                ? [.. tools.Select(tool => AIFunctionFactory.CreateDeclaration(tool.Name, tool.Description, tool.Parameters))]
                : null,
        };
        return options.WithMarkers(request.Markers ?? []).WithEnforcement([.. request.Enforce ?? []]);
    }

#pragma warning disable SCME0001 // JsonPatch is the OpenAI client's way to send and read members that it does not know.
    /// <summary>
    /// Markers and enforcement are members of the body beside OpenAI's own. The limit is sent as <c>max_tokens</c>, since not every
    /// compatible server knows <c>max_completion_tokens</c>, which the client would send. Functions are sent with the schemas that they
    /// have, to which the client would add members.
    /// </summary>
    private static ChatOptions ServerOptions(EvalRequest request) => new()
    {
        RawRepresentationFactory = _ =>
        {
            var body = new ChatCompletionOptions { Temperature = (float)request.Temperature };
            body.Patch.Set("$.max_tokens"u8, request.MaxTokens);
            foreach (var tool in request.Tools ?? [])
            {
                var parameters = BinaryData.FromString(tool.Parameters.GetRawText());
                body.Tools.Add(ChatTool.CreateFunctionTool(tool.Name, tool.Description, parameters));
            }

            if (request.Markers is { } markers)
            {
                body.Patch.Set("$.markers"u8, JsonSerializer.SerializeToUtf8Bytes(markers));
            }

            if (request.Enforce is { } enforce)
            {
                body.Patch.Set("$.enforce"u8, JsonSerializer.SerializeToUtf8Bytes(enforce));
            }

            return body;
        },
    };

    private static Dictionary<string, string> Inferred(ChatResponse response) =>
        response.GetMarkers() is { } markers
            ? markers.Inferred.ToDictionary(marker => marker.Key, marker => marker.Value.Value)
            : response.RawRepresentation is ChatCompletion completion && completion.Patch.Contains("$.markers"u8)
                ? JsonElement.Parse(completion.Patch.GetJson("$.markers"u8).ToString()).GetProperty("inferred").EnumerateObject()
                    .ToDictionary(marker => marker.Name, marker => marker.Value.GetProperty("value").GetString()!)
                : [];
#pragma warning restore SCME0001

    private static EvalCall ToCall(FunctionCallContent call) => new(
        call.Name,
        call.RawRepresentation is ChatToolCall raw
            ? raw.FunctionArguments.ToString()
            : JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>(), Compact));

    /// <summary>A request that the model, or a server by a status of 4xx, refuses is a result of the evaluation; else null.</summary>
    private static (string? Code, string Message)? Refusal(Exception exception) => exception switch
    {
        MarkerException e => ("invalid_markers", e.Message),
        PromptTooLongException e => ("context_length_exceeded", e.Message),
        OutputLimitException e => ("invalid_request", e.Message),
        NotSupportedException e => (Unsupported, e.Message),
        ClientResultException { Status: >= 400 and < 500 } e => ReadError(e.GetRawResponse()?.Content.ToString()),
        _ => null,
    };

    private static (string? Code, string Message)? ReadError(string? body)
    {
        try
        {
            var error = JsonElement.Parse(body ?? "").GetProperty("error");
            string? Text(string name) =>
                error.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.String ? member.GetString() : null;
            return (Text("code"), Text("message") ?? body!);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>What the person at the terminal is told of a server that fails; null for what is no such failure.</summary>
    private static CommandException? Failure(Exception exception, string address, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException e when !cancellationToken.IsCancellationRequested => new CommandException(
            $"{address} did not answer within {Timeout.TotalMinutes} minutes. Run again to continue.", e),
        ClientResultException { Status: >= 500 } e => new CommandException(
            $"The server answered {e.Status}: {e.GetRawResponse()?.Content}. See its log, then run again to continue.", e),
        ClientResultException or HttpRequestException or JsonException or FormatException => new CommandException(
            $"{address} does not answer as an OpenAI-compatible server: {exception.Message}", exception),
        _ => null,
    };
}
