using System.Security.Cryptography;
using System.Text;

namespace TreasureMarkers.Data;

/// <summary>Hashes that are the same on every machine and in every version, for ids, splits and sampling.</summary>
internal static class StableHash
{
    /// <summary>64 well-mixed bits of the parts: FNV-1a over their UTF-16 code units, then a finalizer.</summary>
    public static ulong Of(params ReadOnlySpan<string> parts)
    {
        var hash = 14695981039346656037UL;
        foreach (var part in parts)
        {
            foreach (var c in part)
            {
                hash = (hash ^ c) * 1099511628211UL;
            }

            // Outside the range of a char, so that moving text from one part to the next changes the hash.
            hash = (hash ^ 0x10000) * 1099511628211UL;
        }

        return Mix(hash);
    }

    /// <summary>A 16-digit hexadecimal id of the parts, collision-free for any data set that fits on a disk in practice.</summary>
    public static string Id(params ReadOnlySpan<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001F', parts!)))[..8]);

    internal static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
