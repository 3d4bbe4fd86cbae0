using System.Diagnostics;
using System.Text;
using TreasureMarkers.Models;

namespace TreasureMarkers.Evaluation;

/// <summary>The real server, in its own process, over one model folder: what is measured is what users get.</summary>
internal sealed class ServedModel : IAsyncDisposable
{
    private const string Announcement = "Listening on ";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private ServedModel(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts the server on a free loopback port and waits until it answers.</summary>
    /// <param name="modelFolder">The model folder.</param>
    /// <param name="ct">Stops the start.</param>
    /// <exception cref="CommandException">The server is not built or does not start; the message is the server's own.</exception>
    public static async Task<ServedModel> StartAsync(string modelFolder, CancellationToken ct)
    {
        var start = new ProcessStartInfo("dotnet", [ServerProgram.Find(), "--model", modelFolder, "--port", "0"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process = Process.Start(start)!;
        try
        {
            return new ServedModel(process, await ReadAddressAsync(process, ct));
        }
        catch
        {
            await StopAsync(process);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(_process);

    private static async Task<Uri> ReadAddressAsync(Process process, CancellationToken ct)
    {
        var address = new TaskCompletionSource<Uri?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, e) => errors.AppendLine(e.Data);
        process.OutputDataReceived += (_, e) =>
        {
            if (e.Data is null)
            {
                address.TrySetResult(null);
            }
            else if (e.Data.StartsWith(Announcement, StringComparison.Ordinal))
            {
                address.TrySetResult(new Uri(e.Data[Announcement.Length..]));
            }
        };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        try
        {
            if (await address.Task.WaitAsync(StartTimeout, ct) is { } uri)
            {
                return uri;
            }
        }
        catch (TimeoutException e)
        {
            throw new CommandException($"The server did not start within {StartTimeout.TotalMinutes} minutes.", e);
        }

        await process.WaitForExitAsync(ct);
        throw new CommandException($"The server did not start: {errors.ToString().Trim()}");
    }

    private static async Task StopAsync(Process process)
    {
        using (process)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }
}
