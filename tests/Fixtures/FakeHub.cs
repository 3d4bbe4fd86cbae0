using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TreasureMarkers.Fixtures;

/// <summary>A server that speaks as much of the hub's API as a download needs, and a second one to which it sends for large files.</summary>
internal sealed class FakeHub : IAsyncDisposable
{
    public const string Name = "Maker/Tiny";
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";
    private readonly WebApplication _hub;
    private readonly WebApplication _store;

    private FakeHub(IReadOnlyDictionary<string, byte[]> files)
    {
        Files = files;
        (_hub, _store) = (Build(AnswerAsync), Build(context => SendAsync(context, context.Request.Path.Value![1..])));
    }

    public IReadOnlyDictionary<string, byte[]> Files { get; }

    public Uri Address => new(_hub.Urls.First() + "/");

    /// <summary>What each server was asked for, with the token and the range.</summary>
    public List<(string Path, string Token, string Range)> Hub { get; } = [];

    public List<(string Path, string Token, string Range)> Store { get; } = [];

    /// <summary>Answers before a request is served: status, headers; each is used once.</summary>
    public Queue<(int Status, string Header, string Value)> Refusals { get; } = [];

    /// <summary>How many bytes of a file come before the connection is cut; each is used once.</summary>
    public Queue<int> Cuts { get; } = [];

    public bool KnowsRanges { get; set; } = true;

    /// <summary>A file that arrives with other content than its hash says, so many times.</summary>
    public int Spoiled { get; set; }

    /// <summary>The only token that is let in; null for none.</summary>
    public string? Token { get; set; }

    public string? ErrorCode { get; set; }

    public string Listing { get; set; } = "";

    public static async Task<FakeHub> StartAsync(IReadOnlyDictionary<string, byte[]> files)
    {
        var hub = new FakeHub(files);
        await hub._hub.StartAsync();
        await hub._store.StartAsync();
        return hub;
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _store.DisposeAsync();
    }

    private static WebApplication Build(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(answer);
        return app;
    }

    private static (string Path, string Token, string Range) Seen(HttpContext context) =>
        (context.Request.Path.Value! + context.Request.QueryString, context.Request.Headers.Authorization.ToString(), context.Request.Headers.Range.ToString());

    private async Task AnswerAsync(HttpContext context)
    {
        lock (Hub)
        {
            Hub.Add(Seen(context));
        }

        var path = context.Request.Path.Value!;
        if (Refusals.TryDequeue(out var refusal))
        {
            context.Response.StatusCode = refusal.Status;
            context.Response.Headers[refusal.Header] = refusal.Value;
        }
        else if (Token is not null && context.Request.Headers.Authorization != $"Bearer {Token}")
        {
            context.Response.StatusCode = context.Request.Headers.Authorization.Count == 0 ? 401 : 403;
            context.Response.Headers["X-Error-Code"] = ErrorCode;
        }
        else if (path == $"/api/models/{Name}/revision/main")
        {
            await context.Response.WriteAsJsonAsync(new { id = Name, sha = Commit, cardData = new { license = "other", license_name = "tiny-licence", license_link = "https://example.org/licence" } });
        }
        else if (path == $"/api/models/{Name}/tree/{Commit}")
        {
            await ListAsync(context);
        }
        else if (path.StartsWith($"/{Name}/resolve/{Commit}/", StringComparison.Ordinal) && path[$"/{Name}/resolve/{Commit}/".Length..] is var file && Files.ContainsKey(file))
        {
            if (IsLarge(file))
            {
                context.Response.Redirect($"{_store.Urls.First()}/{file}");
            }
            else
            {
                await SendAsync(context, file);
            }
        }
        else
        {
            context.Response.StatusCode = 404;
            context.Response.Headers["X-Error-Code"] = path.Contains("/revision/", StringComparison.Ordinal) && path.Contains(Name, StringComparison.Ordinal) ? "RevisionNotFound" : "RepoNotFound";
        }
    }

    // Two pages, as the hub has them for many files.
    private Task ListAsync(HttpContext context)
    {
        if (Listing.Length > 0)
        {
            return context.Response.WriteAsync(Listing);
        }

        var half = Files.Count / 2;
        var isSecond = context.Request.Query.ContainsKey("cursor");
        if (!isSecond)
        {
            context.Response.Headers.Link = $"<{Address}api/models/{Name}/tree/{Commit}?recursive=true&cursor=x>; rel=\"next\"";
        }

        return context.Response.WriteAsJsonAsync(Files.Skip(isSecond ? half : 0).Take(isSecond ? Files.Count : half).Select(file => IsLarge(file.Key)
            ? (object)new { type = "file", path = file.Key, size = file.Value.Length, oid = "pointer", lfs = new { oid = Convert.ToHexStringLower(SHA256.HashData(file.Value)), size = file.Value.Length } }
            : new { type = "file", path = file.Key, size = file.Value.Length, oid = GitHash(file.Value) }));
    }

    private async Task SendAsync(HttpContext context, string file)
    {
        if (IsLarge(file))
        {
            lock (Store)
            {
                Store.Add(Seen(context));
            }
        }

        var content = Files[file].ToArray();
        if (IsLarge(file) && Spoiled > 0)
        {
            Spoiled--;
            content[content.Length / 2] ^= 1;
        }

        var from = 0;
        if (KnowsRanges && context.Request.GetTypedHeaders().Range?.Ranges.First().From is { } first)
        {
            from = (int)first;
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }

        context.Response.ContentLength = content.Length - from;
        if (IsLarge(file) && Cuts.TryDequeue(out var cut))
        {
            await context.Response.Body.WriteAsync(content.AsMemory(from, cut));
            await context.Response.Body.FlushAsync();
            await Task.Delay(100);
            context.Abort();
            return;
        }

        await context.Response.Body.WriteAsync(content.AsMemory(from));
    }

    private static bool IsLarge(string file) => file.EndsWith(".safetensors", StringComparison.Ordinal) || file.EndsWith(".gguf", StringComparison.Ordinal);

#pragma warning disable CA5350 // git's own hash, which the hub lists.
    private static string GitHash(byte[] content) => Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));
#pragma warning restore CA5350
}
