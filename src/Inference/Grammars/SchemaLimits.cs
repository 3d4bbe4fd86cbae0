using System.Runtime.InteropServices;
using System.Text.Json;

namespace TreasureMarkers.Inference.Grammars;

/// <summary>
/// How large a JSON schema may be. Anyone who reaches the server may send one, so that whatever it says must be compiled and
/// followed in a moment: what is above a limit is refused before any work is done for it.
/// </summary>
internal static class SchemaLimits
{
    /// <summary>The bytes of a schema.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>How deep the schema's own JSON may be nested.</summary>
    public const int MaxNesting = 64;

    /// <summary>The bytes of a name, as the schema writes it.</summary>
    public const int MaxNameBytes = 256;

    /// <summary>The properties of one object, the required ones that are not declared included.</summary>
    public const int MaxProperties = 256;

    /// <summary>The members of an anyOf.</summary>
    public const int MaxAlternatives = 128;

    /// <summary>The members of an enum.</summary>
    public const int MaxValues = 1_000;

    /// <summary>How many schemas may be followed one inside another, references and alternatives included; recursive schemas are followed as deep as documents go.</summary>
    public const int MaxLevels = 128;

    /// <summary>The parts of the automaton for all schemas of a request.</summary>
    public const int MaxStates = 100_000;

    /// <summary>In how many ways the beginning of a document may have to be read at the same time; what tells alternatives apart comes too late in such a schema.</summary>
    public const int MaxReadings = 320;

    /// <summary>Checks what can be said of a schema without understanding it.</summary>
    /// <exception cref="NotSupportedException">It is too long, too deep, or has too long a name.</exception>
    public static void Check(JsonElement schema)
    {
        var json = JsonMarshal.GetRawUtf8Value(schema);
        if (json.Length > MaxBytes)
        {
            throw new NotSupportedException($"The JSON schema has {json.Length} bytes. Allowed: at most {MaxBytes}; leave out descriptions or split the task.");
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var depth = 0;
        while (reader.Read())
        {
            depth = Math.Max(depth, reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? reader.CurrentDepth + 1 : 0);
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                CheckName(reader.ValueSpan.Length);
            }
        }

        if (depth > MaxNesting)
        {
            throw new NotSupportedException($"The JSON schema is nested {depth} levels deep. Allowed: at most {MaxNesting}; give inner parts a name under $defs and refer to them.");
        }
    }

    /// <summary>Checks a name's length.</summary>
    /// <exception cref="NotSupportedException">It is too long.</exception>
    public static void CheckName(int bytes)
    {
        if (bytes > MaxNameBytes)
        {
            throw new NotSupportedException($"The JSON schema has a name of {bytes} bytes. Allowed: at most {MaxNameBytes}; shorten it.");
        }
    }

    /// <summary>Checks how many members a keyword has.</summary>
    /// <exception cref="NotSupportedException">They are too many.</exception>
    public static void CheckCount(int count, int most, string keyword, string path)
    {
        if (count > most)
        {
            throw new NotSupportedException($"The JSON schema's '{keyword}' at {path} has {count} members. Allowed: at most {most}; leave some out.");
        }
    }
}
