using System.Text.Json;

namespace TreasureMarkers.ChatServer.Requests;

/// <summary>
/// JSON may escape half of a surrogate pair, which is no character: it parses, and throws wherever it is read as text later, a
/// property's name included.
/// </summary>
internal static class JsonUnicode
{
    /// <summary>Whether every name and text of a JSON document is Unicode.</summary>
    /// <param name="json">JSON that was parsed before, in UTF-8.</param>
    public static bool IsValid(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.ValueIsEscaped)
                {
                    _ = reader.GetString();
                }
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
