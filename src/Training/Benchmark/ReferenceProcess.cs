using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using TreasureMarkers.Models;

namespace TreasureMarkers.Training.Benchmark;

/// <summary>bench/train/reference.py in Debian's Python, which waits silently between measurements.</summary>
internal sealed class ReferenceProcess : IDisposable
{
    // The interpreter that the distribution's packages belong to; one found on the path may be another.
    private const string Interpreter = "/usr/bin/python3";
    private readonly Process _process;

    private ReferenceProcess(Process process) => _process = process;

    /// <summary>Starts it.</summary>
    /// <param name="script">The script's path.</param>
    /// <param name="setting">One line of JSON that describes the work.</param>
    /// <exception cref="CommandException">Python or its torch is missing, or the script failed.</exception>
    public static ReferenceProcess Start(string script, string setting)
    {
        var start = new ProcessStartInfo(Interpreter, [script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        // What NativeRuntime gives training itself.
        start.Environment["MALLOC_MMAP_THRESHOLD_"] = $"{1 << 30}";
        start.Environment["MALLOC_TRIM_THRESHOLD_"] = $"{int.MaxValue}";
        start.Environment.TryAdd("GOMP_SPINCOUNT", "1000");
        try
        {
            var reference = new ReferenceProcess(Process.Start(start)!);
            if (reference.Ask(setting) == "ready")
            {
                return reference;
            }

            reference.Dispose();
        }
        catch (Win32Exception)
        {
            // Said below, as for a Python without torch.
        }

        throw new CommandException($"The reference did not start: install python3-torch (apt-get install python3-torch) so that '{Interpreter} -c \"import torch\"' works.");
    }

    /// <summary>Seconds that some updates take.</summary>
    public double Measure(int updates) => double.TryParse(Ask($"{updates}"), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
        ? seconds
        : throw new CommandException("The reference stopped; its message is above.");

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private string? Ask(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            return null;
        }

        return _process.StandardOutput.ReadLine();
    }
}
