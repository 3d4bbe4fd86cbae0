using System.Globalization;
using System.Text;

namespace TreasureMarkers.Models.Tokenization;

/// <summary>
/// The one-character-per-byte alphabet in which byte-level BPE files spell tokens (GPT-2's bytes_to_unicode): printable
/// Latin-1 bytes stand for themselves, the others for the characters from U+0100 on.
/// </summary>
internal static class ByteLevelAlphabet
{
    private static readonly char[] Characters = Build();
    private static readonly Dictionary<char, byte> Bytes =
        Characters.Select((c, b) => (c, b)).ToDictionary(pair => pair.c, pair => (byte)pair.b);

    /// <summary>The character that stands for a byte.</summary>
    public static char ToCharacter(byte value) => Characters[value];

    /// <summary>The spelling of bytes, one character each.</summary>
    public static string Spell(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var value in bytes)
        {
            text.Append(Characters[value]);
        }

        return text.ToString();
    }

    /// <summary>The bytes that a spelling stands for.</summary>
    /// <returns>False when the spelling has a character outside the alphabet.</returns>
    public static bool TryRead(string spelling, out byte[] bytes)
    {
        bytes = new byte[spelling.Length];
        for (var i = 0; i < spelling.Length; i++)
        {
            if (!Bytes.TryGetValue(spelling[i], out bytes[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static char[] Build()
    {
        var characters = new char[256];
        var next = 256;
        for (var value = 0; value < 256; value++)
        {
            var isPrintable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            characters[value] = isPrintable ? (char)value : (char)next++;
        }

        return characters;
    }
}

/// <summary>How tokens are spelled where bytes have tokens of their own: ▁ for a space, and &lt;0xXX&gt; for a byte.</summary>
internal static class ByteFallbackTokens
{
    /// <summary>Stands for a space.</summary>
    public const char Space = '\u2581';

    /// <summary>The token of a byte.</summary>
    public static string Spell(byte value) => $"<0x{value:X2}>";

    /// <summary>The bytes of a token.</summary>
    public static byte[] Read(string token) =>
        token is ['<', '0', 'x', _, _, '>']
            && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            && token == Spell(value)
                ? [value]
                : Encoding.UTF8.GetBytes(token.Replace(Space, ' '));
}
