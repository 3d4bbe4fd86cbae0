using System.Diagnostics;
using TorchSharp;

namespace TreasureMarkers.Training.Tests;

/// <summary>The build's copy of TorchSharp's native library: build/TorchSharpOnOlderLinux.targets.</summary>
public sealed class TorchSharpOnOlderLinuxTests
{
    private const string Missing = "GLIBCXX_3.4.32";

    [Fact]
    public void TorchSharp_loads_its_copy_in_which_the_newest_symbol_version_is_weak()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The library is an ELF file on Linux alone.");
        using var tensor = torch.ones(2, 3);
        Assert.Equal(6, tensor.sum().item<float>());

        using var self = Process.GetCurrentProcess();
        var loaded = self.Modules.Cast<ProcessModule>().Single(module => module.ModuleName == "libLibTorchSharp.so");
        var flags = VersionFlags(File.ReadAllBytes(loaded.FileName));

        Assert.Equal(2, flags[Missing]);
        Assert.All(flags.Where(version => version.Key != Missing), version => Assert.Equal(0, version.Value));
    }

    // Flags by name of the versions that an ELF64 file needs: section .gnu.version_r, a list of Verneed, each with a list of Vernaux.
    private static Dictionary<string, int> VersionFlags(byte[] file)
    {
        var flags = new Dictionary<string, int>();
        var sections = BitConverter.ToInt64(file, 0x28);
        int Header(int section) => checked((int)sections + (section * BitConverter.ToUInt16(file, 0x3a)));
        var section = Enumerable.Range(0, BitConverter.ToUInt16(file, 0x3c))
            .Single(i => BitConverter.ToUInt32(file, Header(i) + 4) == 0x6ffffffe);
        var names = (int)BitConverter.ToInt64(file, Header(BitConverter.ToInt32(file, Header(section) + 0x28)) + 0x18);
        var need = (int)BitConverter.ToInt64(file, Header(section) + 0x18);
        for (var n = BitConverter.ToInt32(file, Header(section) + 0x2c); n > 0; n--)
        {
            var version = need + BitConverter.ToInt32(file, need + 8);
            for (var a = BitConverter.ToUInt16(file, need + 2); a > 0; a--)
            {
                var name = names + BitConverter.ToInt32(file, version + 8);
                var length = Array.IndexOf(file, (byte)0, name) - name;
                flags[System.Text.Encoding.ASCII.GetString(file, name, length)] = BitConverter.ToUInt16(file, version + 4);
                version += BitConverter.ToInt32(file, version + 12);
            }

            need += BitConverter.ToInt32(file, need + 12);
        }

        return flags;
    }
}
