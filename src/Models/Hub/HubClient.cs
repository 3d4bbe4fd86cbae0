using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using TreasureMarkers.Models.Configuration;

namespace TreasureMarkers.Models.Hub;

/// <summary>
/// The API of the Hugging Face hub, as far as a download needs it: what a repository has, and its files. The token goes to the hub's own host
/// alone, never to where it redirects.
/// </summary>
/// <param name="endpoint">The hub's address.</param>
/// <param name="token">An access token, or null.</param>
internal sealed class HubClient(Uri endpoint, string? token) : IDisposable
{
    /// <summary>The hub, unless the environment names another by <c>HF_ENDPOINT</c>.</summary>
    public static readonly Uri DefaultEndpoint = new("https://huggingface.co");

    private const int MostRedirects = 10;
    private const int MostFiles = 10_000;
    private const int MostPages = 100;
    private const int Attempts = 6;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    // Redirects are followed here, so that the token can be left behind. A large file takes long; what stalls is cut by the reading.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(30) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>A client by the environment: <c>HF_ENDPOINT</c> and <c>HF_TOKEN</c>.</summary>
    /// <exception cref="ModelException">HF_ENDPOINT is no address.</exception>
    public static HubClient FromEnvironment()
    {
        var address = Environment.GetEnvironmentVariable("HF_ENDPOINT") is { Length: > 0 } other ? other : DefaultEndpoint.OriginalString;
        return Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"
            ? new HubClient(endpoint, Environment.GetEnvironmentVariable("HF_TOKEN") is { Length: > 0 } token ? token.Trim() : null)
            : throw new ModelException($"HF_ENDPOINT is '{address}', which is no address. Set it to one such as {DefaultEndpoint}, or unset it.");
    }

    /// <summary>What a repository is and has.</summary>
    /// <param name="name">OWNER/NAME.</param>
    /// <param name="revision">A branch, a tag or a commit.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ModelException">There is none, it may not be read, or the hub cannot be reached.</exception>
    public async Task<HubRepository> GetAsync(string name, string revision, CancellationToken cancellationToken)
    {
        var (info, _) = await ReadJsonAsync(At($"api/models/{name}/revision/{Uri.EscapeDataString(revision)}"), name, cancellationToken);
        using (info)
        {
            var commit = Text(info.RootElement, "sha") ?? throw Strange(name);
            var card = info.RootElement.TryGetProperty("cardData", out var data) && data.ValueKind == JsonValueKind.Object ? data : default;
            var license = Text(card, "license") is { } known and not "other" ? known : Text(card, "license_name") ?? Text(card, "license");
            return new HubRepository(
                new ModelOrigin(name, license, Text(card, "license_link"), $"{endpoint.AbsoluteUri.TrimEnd('/')}/{name}", commit),
                await GetFilesAsync(name, commit, cancellationToken));
        }
    }

    /// <summary>Opens a file from a byte on.</summary>
    /// <param name="name">OWNER/NAME.</param>
    /// <param name="commit">The commit, so that a file cannot change between two parts of it.</param>
    /// <param name="path">Of the file in the repository.</param>
    /// <param name="from">The first byte that is wanted.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The answer, which the caller disposes of; its status says whether it is a part or the whole.</returns>
    /// <exception cref="ModelException">It may not be read, or the hub cannot be reached.</exception>
    public Task<HttpResponseMessage> OpenAsync(string name, string commit, string path, long from, CancellationToken cancellationToken)
    {
        var escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        return SendAsync(At($"{name}/resolve/{commit}/{escaped}"), name, from, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private async Task<IReadOnlyList<HubFile>> GetFilesAsync(string name, string commit, CancellationToken cancellationToken)
    {
        var files = new List<HubFile>();
        var next = At($"api/models/{name}/tree/{commit}?recursive=true");
        for (var page = 0; next is not null && page < MostPages; page++)
        {
            var (json, link) = await ReadJsonAsync(next, name, cancellationToken);
            using (json)
            {
                if (json.RootElement.ValueKind != JsonValueKind.Array)
                {
                    throw Strange(name);
                }

                files.AddRange(json.RootElement.EnumerateArray().Where(entry => Text(entry, "type") == "file").Select(entry => ReadFile(name, entry)));
            }

            next = link;
        }

        return files.Count is > 0 and <= MostFiles ? files : throw new ModelException($"{name} has {files.Count} files; 1 to {MostFiles} can be downloaded.");
    }

    private HubFile ReadFile(string name, JsonElement entry)
    {
        var path = Text(entry, "path") ?? throw Strange(name);
        var isSafe = path.Split('/').All(part => part is not ("" or "." or "..") && part.IndexOfAny(['\\', ':', '\0']) < 0);
        if (!isSafe || !entry.TryGetProperty("size", out var size) || !size.TryGetInt64(out var bytes) || bytes < 0)
        {
            throw new ModelException($"{name} lists a file that cannot be kept under its name: '{path}'.");
        }

        // A large file's name is its SHA-256; a small one's is git's, SHA-1 over its length and content.
        return entry.TryGetProperty("lfs", out var large) && large.ValueKind == JsonValueKind.Object && Text(large, "oid") is { } sha256
            ? new HubFile(path, bytes, sha256, GitHash: null)
            : new HubFile(path, bytes, Sha256: null, Text(entry, "oid"));
    }

    private async Task<(JsonDocument Json, Uri? Next)> ReadJsonAsync(Uri address, string name, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(address, name, from: 0, cancellationToken);
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            return (await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken), NextPage(response));
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException)
        {
            throw Strange(name, e);
        }
    }

    private Uri? NextPage(HttpResponseMessage response)
    {
        // <https://…?cursor=…>; rel="next"
        var link = response.Headers.TryGetValues("Link", out var links)
            ? links.SelectMany(all => all.Split(',')).FirstOrDefault(one => one.Contains("rel=\"next\"", StringComparison.Ordinal))
            : null;
        return link is not null && link.IndexOf('<') is >= 0 and var open && link.IndexOf('>') is var close && close > open
            && Uri.TryCreate(endpoint, link[(open + 1)..close], out var next)
            ? next
            : null;
    }

    private async Task<HttpResponseMessage> SendAsync(Uri address, string name, long from, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var wait = TimeSpan.FromSeconds(Math.Pow(2, attempt - 1));
            try
            {
                var response = await FollowAsync(address, name, from, cancellationToken);
                if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
                {
                    return response;
                }

                using (response)
                {
                    if (attempt == Attempts || !(response.StatusCode == HttpStatusCode.TooManyRequests || (int)response.StatusCode >= 500))
                    {
                        throw Refused(response, name);
                    }

                    wait = RetryAfter(response) ?? wait;
                }
            }
            catch (HttpRequestException e) when (attempt == Attempts)
            {
                throw new ModelException($"{address.Host} cannot be reached ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')}). Check the network, or set HF_ENDPOINT.", e);
            }
            catch (HttpRequestException)
            {
                // Tried again below.
            }

            await Task.Delay(wait < LongestWait ? wait : LongestWait, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> FollowAsync(Uri address, string name, long from, CancellationToken cancellationToken)
    {
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("TreasureMarkers", typeof(HubClient).Assembly.GetName().Version?.ToString(3)));
            if (token is not null && Uri.Compare(address, endpoint, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            if (from > 0)
            {
                request.Headers.Range = new RangeHeaderValue(from, to: null);
            }

            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if ((int)response.StatusCode is < 300 or >= 400 || response.Headers.Location is not { } location)
            {
                return response;
            }

            response.Dispose();
            var next = new Uri(address, location);
            if (next.Scheme != address.Scheme && next.Scheme != Uri.UriSchemeHttps)
            {
                throw new ModelException($"{name}: {address.Host} sends to {next.Scheme}://{next.Host}, which is not encrypted.");
            }

            address = next;
        }

        throw new ModelException($"{name}: {address.Host} sends from one address to the next without end.");
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date - DateTimeOffset.UtcNow is var rest => rest > TimeSpan.Zero ? rest : TimeSpan.Zero,
        _ => null,
    };

    private ModelException Refused(HttpResponseMessage response, string name)
    {
        // The hub says more than its status in a header.
        var code = response.Headers.TryGetValues("X-Error-Code", out var codes) ? codes.First() : "";
        var said = token is null ? "Set HF_TOKEN to an access token if it is private." : "Check that HF_TOKEN may read it.";
        var page = $"{endpoint.AbsoluteUri.TrimEnd('/')}/{name}";
        return new ModelException((code, response.StatusCode) switch
        {
            ("GatedRepo", _) => $"{name} is gated: accept its terms at {page}, then set HF_TOKEN to a token of that account.",
            ("RevisionNotFound", _) => $"{name} has no such revision. Give a branch, a tag or a commit that it has; main is the usual branch.",
            ("EntryNotFound", _) => $"{name} has no such file any more. Start again.",
            (_, HttpStatusCode.NotFound) => $"There is no model {name} at {endpoint.Host}. {said}",
            // The hub does not tell strangers whether a repository is there.
            (_, HttpStatusCode.Unauthorized) => $"There is no model {name} at {endpoint.Host} that may be read without rights (401). {said}",
            (_, HttpStatusCode.Forbidden) => $"{name} may not be read (403). {said}",
            var (_, status) => $"{endpoint.Host} answers {((int)status).ToString(CultureInfo.InvariantCulture)} for {name}. Try again later.",
        });
    }

    private ModelException Strange(string name, Exception? inner = null) =>
        new($"{endpoint.Host} does not answer as the hub does for {name}. Check HF_ENDPOINT.", inner);

    private Uri At(string path) => new(endpoint, path);
}

/// <summary>A repository at one commit.</summary>
/// <param name="Origin">Its name, address, commit and licence.</param>
/// <param name="Files">All its files.</param>
internal sealed record HubRepository(ModelOrigin Origin, IReadOnlyList<HubFile> Files);

/// <summary>A file of a repository.</summary>
/// <param name="Path">In the repository, with /; safe to keep below a folder.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hexadecimal digits; null where <paramref name="GitHash"/> is known instead.</param>
/// <param name="GitHash">git's blob hash.</param>
internal sealed record HubFile(string Path, long Bytes, string? Sha256, string? GitHash);
