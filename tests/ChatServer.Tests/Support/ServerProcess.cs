using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace TreasureMarkers.ChatServer.Tests.Support;

/// <summary>The real server in its own process.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const string Announcement = "Listening on ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<Uri?> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(string[] args)
    {
        string assembly = Path.Combine(AppContext.BaseDirectory, "TreasureMarkers.ChatServer.dll");
        _process = Process.Start(new ProcessStartInfo("dotnet", [assembly, .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
        _process.OutputDataReceived += (_, e) => Read(e.Data);
        _process.ErrorDataReceived += (_, e) => _errors.Enqueue(e.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Uri Address { get; private set; } = null!;

    public HttpClient Http { get; } = new() { Timeout = Patience };

    public int Id => _process.Id;

    public string Errors => string.Join('\n', _errors).Trim();

    public string Output => string.Join('\n', _output);

    /// <summary>Starts a server and waits until it listens on a free port.</summary>
    public static async Task<ServerProcess> StartAsync(params string[] args)
    {
        string[] database = args.Contains("--database") ? [] : ["--database", TestDatabases.NewFile()];
        var server = new ServerProcess([.. args, .. database, "--port", "0"]);
        server.Address = await server._address.Task.WaitAsync(Patience)
            ?? throw new InvalidOperationException($"The server ended instead of listening: {server.Errors}\n{server.Output}");
        server.Http.BaseAddress = server.Address;
        return server;
    }

    /// <summary>Runs a server that is expected to refuse to start.</summary>
    public static async Task<(int ExitCode, string Errors, string Output)> RunAsync(params string[] args)
    {
        string[] database = args[0] == "keys" || args.Contains("--database") ? [] : ["--Server:Database", TestDatabases.NewFile()];
        await using var server = new ServerProcess([.. database, .. args]);
        int code = await server.WaitForExitAsync();
        return (code, server.Errors, server.Output);
    }

    public async Task<int> WaitForExitAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    /// <summary>Runs <c>keys</c> and gives what it prints.</summary>
    public static async Task<string> KeysAsync(string database, params string[] words)
    {
        await using var server = new ServerProcess(["keys", .. words, "--database", database]);
        Assert.True(await server.WaitForExitAsync() == 0, server.Errors);
        return server.Output;
    }

    /// <summary>Asks the system to end the server as a service manager does.</summary>
    public void Terminate() => Process.Start("kill", ["-TERM", $"{_process.Id}"]).WaitForExit();

    /// <summary>Ends the server at once, as a crash does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async Task<ServerStatus> StatusAsync() =>
        JsonSerializer.Deserialize<ServerStatus>(await Http.GetStringAsync("/api/status"), JsonSerializerOptions.Web)!;

    /// <summary>Waits until the status is as wanted, and gives it.</summary>
    public async Task<ServerStatus> WaitForAsync(Func<ServerStatus, bool> wanted)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            ServerStatus status = await StatusAsync();
            if (wanted(status))
            {
                return status;
            }

            Assert.True(watch.Elapsed < Patience, $"The status stayed {status}");
            await Task.Delay(10);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            _address.TrySetResult(null);
            return;
        }

        _output.Enqueue(line);
        if (line.StartsWith(Announcement, StringComparison.Ordinal))
        {
            _address.TrySetResult(new Uri(line[Announcement.Length..]));
        }
    }
}

/// <summary>What <c>GET /api/status</c> answers.</summary>
public sealed record ServerStatus(int Active, int Queued, long Completed, long Cancelled, long Failed, double? LastStopMilliseconds);
