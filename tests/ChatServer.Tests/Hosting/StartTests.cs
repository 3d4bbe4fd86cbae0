using System.Net;
using System.Net.Sockets;
using TreasureMarkers.ChatServer.Tests.Support;

namespace TreasureMarkers.ChatServer.Tests.Hosting;

/// <summary>What keeps the server from starting is said in one line, with exit code 1.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData("--prot 5080", "Unknown argument '--prot'. Allowed: --model, --port, --urls, --page, --database, --help.")]
    [InlineData("--model", "--model needs a value.")]
    [InlineData("--port http", "The port must be a number")]
    [InlineData("--port 70000", "--port 70000 is out of range: 0 to 65535")]
    [InlineData("--urls http://0.0.0.0:5080", "Refusing to listen on http://0.0.0.0:5080")]
    [InlineData("--urls http://*:5080", "Refusing to listen on http://*:5080")]
    [InlineData("--urls http://192.0.2.1:5080", "Refusing to listen on http://192.0.2.1:5080")]
    [InlineData("--urls http://127.0.0.1:0;http://[::]:0", "Refusing to listen on http://[::]:0")]
    [InlineData("--urls nonsense", "'nonsense' is not an address to listen on")]
    [InlineData("--Kestrel:Endpoints:A:Url http://0.0.0.0:1", "name the addresses with --urls")]
    [InlineData("--Inference:Backend cloud", "Inference:Backend must be local or openai")]
    [InlineData("--Inference:Backend openai", "Inference:OpenAI:BaseUrl must be")]
    [InlineData("--Inference:Backend openai --Inference:OpenAI:BaseUrl http://127.0.0.1:1/v1", "Inference:OpenAI:Model is missing")]
    [InlineData("--Inference:Local:Slots 0", "Slots must be from 1 to 256.")]
    [InlineData("--Inference:Local:Slots many", "Inference:Local: Threads, Slots, QueueLength")]
    [InlineData("--Server:RequestsPerMinute 0", "Server:RequestsPerMinute must be at least 1")]
    [InlineData("--Server:AllowedOrigins *", "'*' is not an origin")]
    [InlineData("--Server:ShutdownSeconds -1", "Server:ShutdownSeconds must be from 0 to 600")]
    [InlineData("--Server:RequireKey false --urls http://0.0.0.0:0", "Server:RequireKey is false")]
    public async Task Wrong_arguments_are_refused(string arguments, string expected) =>
        await AssertRefusedAsync(expected, arguments.Split(' '));

    [Fact]
    public async Task A_missing_model_folder_is_named()
    {
        string missing = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await AssertRefusedAsync(missing, "--model", missing, "--port", "0");
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("tokenizer.json")]
    [InlineData("taxonomy.json")]
    [InlineData("genai_config.json")]
    public async Task A_damaged_model_file_is_named(string file)
    {
        using var model = new ModelCopy();
        await File.WriteAllTextAsync(Path.Combine(model.Folder, file), "not a model");
        await AssertRefusedAsync(file, "--model", model.Folder, "--port", "0");
    }

    [Fact]
    public async Task A_taken_port_is_said()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;
        await AssertRefusedAsync($"127.0.0.1:{port}: address already in use", "--model", TinyModelFolder.Path, "--port", $"{port}");
    }

    private static async Task AssertRefusedAsync(string expected, params string[] args)
    {
        var (code, errors, output) = await ServerProcess.RunAsync(args);
        Assert.Equal(1, code);
        string line = Assert.Single(errors.Split('\n'), line => line.StartsWith("error: ", StringComparison.Ordinal));
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors + output, StringComparison.Ordinal);
    }
}
