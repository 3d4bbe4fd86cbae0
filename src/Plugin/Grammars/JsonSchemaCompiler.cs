using System.Text.Json;

namespace TreasureMarkers.Plugin.Grammars;

/// <summary>Makes rules of a JSON schema; nested objects and arrays become rules of their own for each depth.</summary>
/// <param name="root">The whole schema, into which references point.</param>
/// <param name="layout">How objects and arrays are written.</param>
internal sealed class JsonSchemaCompiler(JsonElement root, JsonLayout layout)
{
    private static readonly string[] Types = ["object", "array", "string", "integer", "number", "boolean", "null"];
    private readonly GrammarNode[] _any = JsonGrammar.Values(layout);
    private readonly Dictionary<(string Path, int Depth), GrammarNode> _known = [];
    private readonly HashSet<(string Path, int Depth)> _open = [];

    /// <summary>The values of a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="path">Its place, as a JSON pointer, for messages.</param>
    /// <param name="depth">How many objects and arrays are around the value.</param>
    /// <exception cref="NotSupportedException">The schema says something that cannot be followed.</exception>
    public GrammarNode Compile(JsonElement schema, string path, int depth)
    {
        if (_known.TryGetValue((path, depth), out var known))
        {
            return known;
        }

        if (!_open.Add((path, depth)))
        {
            throw new NotSupportedException($"The JSON schema refers to itself at {path} without an object or array between: remove the circle.");
        }

        var rule = Create(schema, path, depth);
        _open.Remove((path, depth));
        return _known[(path, depth)] = rule;
    }

    /// <summary>Any JSON value.</summary>
    public GrammarNode Any(int depth) => _any[depth];

    private GrammarNode Create(JsonElement schema, string path, int depth)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return schema.GetBoolean() ? Any(depth) : Rule.Nothing;
        }

        var keywords = new SchemaKeywords(schema, path);
        if (keywords.Find("$ref") is { } reference)
        {
            keywords.AllowOnly("$ref");
            var (target, place) = SchemaReference.Resolve(root, reference, path);
            return Compile(target, place, depth);
        }

        if (keywords.Find("anyOf") is { } options)
        {
            keywords.AllowOnly("anyOf");
            return Rule.Choice([.. SchemaKeywords.Items(options, path, "anyOf").Select((option, i) => Compile(option, $"{path}/anyOf/{i}", depth))]);
        }

        return keywords.Find("const") is { } single ? Literals([single], keywords, "const")
            : keywords.Find("enum") is { } values ? Literals(SchemaKeywords.Items(values, path, "enum"), keywords, "enum")
            : ByType(keywords, depth);
    }

    private GrammarNode Literals(IEnumerable<JsonElement> values, SchemaKeywords keywords, string keyword)
    {
        keywords.AllowOnly(keyword, "type");
        var types = TypesOf(keywords);
        return Rule.Choice([.. values.Where(value => types.Length == 0 || Array.Exists(types, type => Is(type, value)))
            .Select(value => JsonRules.Literal(value, layout.Compact))]);
    }

    private GrammarNode ByType(SchemaKeywords keywords, int depth)
    {
        var types = TypesOf(keywords);
        if (types.Length == 0 && keywords.IsEmpty)
        {
            return Any(depth);
        }

        types = types.Length > 0 ? types : keywords.Implied();
        keywords.AllowOnly(["type", .. types.SelectMany(SchemaKeywords.Of)]);
        return Rule.Choice([.. types.Select(type => OfType(type, keywords, depth))]);
    }

    private GrammarNode OfType(string type, SchemaKeywords keywords, int depth) => type switch
    {
        "object" => depth >= JsonRules.MaxDepth ? Rule.Nothing : new ObjectRules(this, layout, keywords, depth + 1).Create(),
        "array" => depth >= JsonRules.MaxDepth ? Rule.Nothing : ArrayOf(keywords, depth + 1),
        "string" => ScalarRules.Text(keywords),
        "integer" => ScalarRules.Integer(keywords),
        "number" => ScalarRules.Number(keywords),
        "boolean" => JsonRules.Boolean,
        _ => JsonRules.Null,
    };

    private GrammarNode ArrayOf(SchemaKeywords keywords, int depth)
    {
        var (least, most) = keywords.Limits("minItems", "maxItems");
        var item = keywords.Find("items") is { } items ? Compile(items, keywords.Path + "/items", depth) : Any(depth);
        return layout.Array(item, least, most);
    }

    private static string[] TypesOf(SchemaKeywords keywords)
    {
        string[] types = keywords.Find("type") switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(type => type.ToString())],
            { } one => [one.ToString()],
        };
        return Array.Find(types, type => !Types.Contains(type)) is { } unknown
            ? throw new NotSupportedException($"The JSON schema has the type '{unknown}' at {keywords.Path}. Allowed: {string.Join(", ", Types)}.")
            : types;
    }

    private static bool Is(string type, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.Number => type == "number" || (type == "integer" && value.TryGetDecimal(out var number) && decimal.IsInteger(number)),
        var kind => string.Equals(type, kind.ToString(), StringComparison.OrdinalIgnoreCase),
    };
}
