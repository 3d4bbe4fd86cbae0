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

    /// <summary>
    /// How many schemas may be followed one inside another, references and alternatives included; recursive schemas are followed as
    /// deep as documents go.
    /// </summary>
    public const int MaxLevels = 128;

    /// <summary>The parts of the automaton for all schemas of a request.</summary>
    public const int MaxStates = 100_000;

    /// <summary>
    /// In how many ways the beginning of a document may have to be read at the same time; what tells alternatives apart comes too
    /// late in such a schema.
    /// </summary>
    public const int MaxReadings = 320;

    /// <summary>Checks what can be said of a schema without understanding it.</summary>
    /// <exception cref="NotSupportedException">It is too long, too deep, or has too long a name.</exception>
    public static void Check(JsonElement schema)
    {
        var json = JsonMarshal.GetRawUtf8Value(schema);
        if (json.Length > MaxBytes)
        {
            throw new NotSupportedException(
                $"The JSON schema has {json.Length} bytes. Allowed: at most {MaxBytes}; leave out descriptions or split the "
                + "task.");
        }

        var lenient = new JsonReaderOptions { MaxDepth = int.MaxValue, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        var reader = new Utf8JsonReader(json, lenient);
        var depth = 0;
        while (reader.Read())
        {
            var opens = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
            depth = Math.Max(depth, opens ? reader.CurrentDepth + 1 : 0);
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                CheckName(reader.ValueSpan.Length);
            }
        }

        if (depth > MaxNesting)
        {
            throw new NotSupportedException(
                $"The JSON schema is nested {depth} levels deep. Allowed: at most {MaxNesting}; give inner parts a name under "
                + "$defs and refer to them.");
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
    public static void CheckCount(int count, int most, string keyword, SchemaPath path)
    {
        if (count > most)
        {
            throw new NotSupportedException(
                $"The JSON schema's '{keyword}' at {path} has {count} members. Allowed: at most {most}; leave some out.");
        }
    }
}

/// <summary>A place in a JSON schema, as a JSON pointer; messages show its end where it is long.</summary>
/// <param name="Pointer">The whole pointer.</param>
internal readonly record struct SchemaPath(string Pointer)
{
    private const int MaxShown = 200;

    /// <summary>The whole schema.</summary>
    public static SchemaPath Root { get; } = new("#");

    /// <summary>A member's place.</summary>
    public SchemaPath Child(string name) => new($"{Pointer}/{name.Replace("~", "~0").Replace("/", "~1")}");

    /// <inheritdoc />
    public override string ToString() => Pointer.Length <= MaxShown ? Pointer : "…" + Pointer[^MaxShown..];
}

/// <summary>Counts the parts of the automaton that the schemas of one request become.</summary>
internal sealed class SchemaBudget
{
    private long _states;

    /// <summary>Counts parts before they are made.</summary>
    /// <param name="states">How many.</param>
    /// <param name="path">The place in the schema that needs them.</param>
    /// <exception cref="NotSupportedException">They are too many.</exception>
    public void Spend(int states, SchemaPath path)
    {
        _states += states;
        if (_states > SchemaLimits.MaxStates)
        {
            throw new NotSupportedException(
                    $"The JSON schema needs {_states} states by {path}. Allowed: at most {SchemaLimits.MaxStates} in a request; "
                    + "use fewer properties and values, or fewer schemas that contain themselves.");
        }
    }
}

/// <summary>
/// In how many ways at most the beginning of a value may have to be read at the same time. Alternatives that begin alike are
/// read together until one of them fails, and where they lie in each other the numbers multiply.
/// </summary>
internal sealed class SchemaReadings
{
    /// <summary>The places within a character or a number where one reading of it can stand.</summary>
    public const int Scalar = 16;

    private static readonly string[] Kinds = ["object", "array", "string", "number", "boolean", "null"];
    private readonly int[] _byKind;
    private readonly string[]? _openings;

    private SchemaReadings(int[] byKind, string[]? openings = null) => (_byKind, _openings) = (byKind, openings);

    /// <summary>Those of no value.</summary>
    public static SchemaReadings None { get; } = new(new int[Kinds.Length]);

    /// <summary>Those of any value: its first byte tells the kind.</summary>
    public static SchemaReadings Any { get; } = new([.. Kinds.Select(_ => Scalar)]);

    /// <summary>Those of literal values, which are read as one.</summary>
    public static SchemaReadings Literal { get; } = new([.. Kinds.Select(_ => 1)]);

    /// <summary>The most of any kind.</summary>
    public int Most => _byKind.Max();

    /// <summary>Those of values of a type that is no object and no array.</summary>
    public static SchemaReadings Of(string type) => One(type == "integer" ? "number" : type, type is "boolean" or "null" ? 1 : Scalar);

    /// <summary>Those of arrays.</summary>
    public static SchemaReadings Array(SchemaReadings item) => One("array", Math.Max(1, item.Most));

    /// <summary>Those of objects.</summary>
    /// <param name="names">How many members may come next at most.</param>
    /// <param name="values">The members' values.</param>
    /// <param name="openings">The texts, one of which every such object begins with; null where it may begin otherwise.</param>
    public static SchemaReadings Object(int names, IEnumerable<SchemaReadings> values, string[]? openings) =>
        new(One("object", values.Select(value => value.Most).Append(names).Append(1).Max())._byKind, openings);

    /// <summary>Those of alternatives: objects that begin with different values are told apart there.</summary>
    public static SchemaReadings Of(IReadOnlyCollection<SchemaReadings> options)
    {
        var sums = new int[Kinds.Length];
        for (var kind = 0; kind < sums.Length; kind++)
        {
            sums[kind] = options.Sum(option => option._byKind[kind]);
        }

        var objects = options.Where(option => option._byKind[0] > 0).ToArray();
        var open = objects.Where(option => option._openings is null).Sum(option => option._byKind[0]);
        var told = objects.SelectMany(option => (option._openings ?? []).Select(opening => (Opening: opening, Count: option._byKind[0])))
            .GroupBy(part => part.Opening, part => part.Count)
            .Select(group => group.Sum())
            .Append(0)
            .Max();
        sums[0] = open + Math.Max(told, objects.Count(option => option._openings is not null));
        var openings = objects.Length > 0 && System.Array.TrueForAll(objects, option => option._openings is not null)
            ? objects.SelectMany(option => option._openings!).Distinct().ToArray()
            : null;
        return new(sums, openings);
    }

    private static SchemaReadings One(string kind, int count) => new([.. Kinds.Select(other => other == kind ? count : 0)]);
}
