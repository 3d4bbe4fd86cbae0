using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TreasureMarkers.ChatServer.Access;

/// <summary>
/// The text that a caller sends. It holds 256 random bits, so its SHA-256, which is all that is stored, cannot be guessed back
/// and needs neither salt nor slowness.
/// </summary>
internal static class ApiKeySecret
{
    /// <summary>How every key begins, so that scanners for leaked secrets can know it.</summary>
    public const string Prefix = "tm_";

    /// <summary>A new secret.</summary>
    public static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is stored of a secret: 64 hexadecimal digits.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
