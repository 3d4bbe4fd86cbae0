namespace TreasureMarkers.Inference.Grammars;

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
