using System.Security.Cryptography;
using System.Text;
using TreasureMarkers.Models;

namespace TreasureMarkers.Evaluation;

/// <summary>Names a model by its content.</summary>
internal static class ModelHash
{
    /// <summary>SHA-256 over the names and contents of the folder's files, the first 16 hexadecimal digits.</summary>
    /// <exception cref="CommandException">The folder does not exist.</exception>
    public static async Task<string> OfAsync(string folder, CancellationToken ct)
    {
        if (!Directory.Exists(folder))
        {
            throw new CommandException($"'{folder}' is not a model folder: it does not exist.");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file)));
            await using FileStream content = File.OpenRead(file);
            hash.AppendData(await SHA256.HashDataAsync(content, ct));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
