using System.Diagnostics;
using Npgsql;

namespace TreasureMarkers.ChatServer.Tests.Support;

/// <summary>A real PostgreSQL in a folder of its own, on a socket in it; none where it is not installed.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Programs = "/usr/lib/postgresql";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "tm-pg-" + Path.GetRandomFileName());
    private string? _bin;
    private int _databases;

    public async ValueTask InitializeAsync()
    {
        _bin = Directory.Exists(Programs)
            ? Directory.EnumerateDirectories(Programs).Select(version => Path.Combine(version, "bin")).LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
            : null;
        if (_bin is null || (Environment.IsPrivilegedProcess && !File.Exists("/usr/sbin/runuser")))
        {
            _bin = null;
            return;
        }

        Directory.CreateDirectory(_folder);
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", "postgres", _folder);
        }

        await RunAsServerUserAsync("initdb", "-D", Data, "-A", "trust", "-U", "tm", "--no-sync");
        await RunAsServerUserAsync("pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_folder, "log"), "-o", $"-k {_folder} -h ''", "start");
    }

    /// <summary>The connection string of a new, empty database; the test is skipped where there is no PostgreSQL.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        Assert.SkipWhen(_bin is null, "PostgreSQL is not installed; apt-get install postgresql.");
        string name = $"test{Interlocked.Increment(ref _databases)}";
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
        await using NpgsqlCommand create = source.CreateCommand($"CREATE DATABASE {name}");
        await create.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        if (_bin is not null)
        {
            await RunAsServerUserAsync("pg_ctl", "-D", Data, "-m", "immediate", "stop");
            Directory.Delete(_folder, recursive: true);
        }
    }

    private string Data => Path.Combine(_folder, "data");

    private string ConnectionString(string database) => $"Host={_folder};Username=tm;Database={database}";

    // PostgreSQL refuses to run as root.
    private Task RunAsServerUserAsync(string program, params string[] arguments) =>
        Environment.IsPrivilegedProcess
            ? RunAsync("runuser", ["-u", "postgres", "--", Path.Combine(_bin!, program), .. arguments])
            : RunAsync(Path.Combine(_bin!, program), arguments);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // The server inherits its starter's output, so that is not redirected: its end would never come.
        using Process process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program, .. arguments])
        {
            WorkingDirectory = "/",
        })!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
