using System.Text;
using System.Text.Json;

namespace TreasureMarkers.Inference.Grammars;

/// <summary>Makes rules of a JSON schema; nested objects and arrays become rules of their own for each depth.</summary>
/// <param name="root">The whole schema, into which references point.</param>
/// <param name="layout">How objects and arrays are written.</param>
/// <param name="budget">Counts what the rules need.</param>
internal sealed class JsonSchemaCompiler(JsonElement root, JsonLayout layout, SchemaBudget budget)
{
    /// <summary>The parts of one schema's rule, its texts apart, and of one with bounded numbers.</summary>
    private const int States = 32;
    private const int NumberStates = 200;

    private static readonly string[] Types = ["object", "array", "string", "integer", "number", "boolean", "null"];
    private readonly Lazy<GrammarNode[]> _any = new(() => JsonGrammar.Values(layout));
    private readonly Dictionary<(string Path, int Depth), SchemaRule> _known = [];
    private readonly HashSet<(string Path, int Depth)> _open = [];

    /// <summary>The values of a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="path">Its place, as a JSON pointer, for messages.</param>
    /// <param name="depth">How many objects and arrays are around the value.</param>
    /// <exception cref="NotSupportedException">The schema says something that cannot be followed, or is above a limit.</exception>
    public SchemaRule Compile(JsonElement schema, string path, int depth)
    {
        if (_known.TryGetValue((path, depth), out var known))
        {
            return known;
        }

        if (!_open.Add((path, depth)))
        {
            throw new NotSupportedException($"The JSON schema refers to itself at {path} without an object or array between: remove the circle.");
        }

        // The only recursion over a schema: each step stands in the set of those that are open, and these are bounded.
        if (_open.Count > SchemaLimits.MaxLevels)
        {
            throw new NotSupportedException(
                $"The JSON schema has {_open.Count} schemas one inside another at {path}. Allowed: at most {SchemaLimits.MaxLevels}, references included; refer to schemas directly.");
        }

        budget.Spend(States, path);
        var rule = Create(schema, path, depth);
        _open.Remove((path, depth));
        return _known[(path, depth)] = rule.Node.Shortest < GrammarNode.Unreachable ? rule : SchemaRule.Nothing;
    }

    /// <summary>Any JSON value.</summary>
    public SchemaRule Any(int depth) => new(_any.Value[depth], SchemaReadings.Any);

    private SchemaRule Create(JsonElement schema, string path, int depth)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return schema.GetBoolean() ? Any(depth) : SchemaRule.Nothing;
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
            return OneOf(SchemaKeywords.Items(options, path, "anyOf", SchemaLimits.MaxAlternatives).Select((option, i) => Compile(option, $"{path}/anyOf/{i}", depth)), path);
        }

        return keywords.Find("const") is { } single ? Literals([single], keywords, "const")
            : keywords.Find("enum") is { } values ? Literals(SchemaKeywords.Items(values, path, "enum", SchemaLimits.MaxValues), keywords, "enum")
            : ByType(keywords, depth);
    }

    private static SchemaRule OneOf(IEnumerable<SchemaRule> alternatives, string path)
    {
        SchemaRule[] options = [.. alternatives];
        var readings = SchemaReadings.Of([.. options.Select(option => option.Readings)]);
        return readings.Most <= SchemaLimits.MaxReadings
            ? new SchemaRule(Rule.Choice(options.Select(option => option.Node)), readings)
            : throw new NotSupportedException(
                $"The JSON schema's alternatives at {path} may have to be read in {readings.Most} ways at once. Allowed: at most {SchemaLimits.MaxReadings}; "
                + "use fewer, or let each begin with a required property whose const tells it from the others.");
    }

    private SchemaRule Literals(IEnumerable<JsonElement> values, SchemaKeywords keywords, string keyword)
    {
        keywords.AllowOnly(keyword, "type");
        var types = TypesOf(keywords);
        string[] texts = [.. values.Where(value => types.Length == 0 || Array.Exists(types, type => Is(type, value)))
            .SelectMany(value => JsonRules.Texts(value, layout.Compact))];
        budget.Spend(texts.Sum(Encoding.UTF8.GetByteCount), keywords.Path);
        return new SchemaRule(Rule.AnyText(texts), SchemaReadings.Literal, texts);
    }

    private SchemaRule ByType(SchemaKeywords keywords, int depth)
    {
        var types = TypesOf(keywords);
        if (types.Length == 0 && keywords.IsEmpty)
        {
            return Any(depth);
        }

        types = types.Length > 0 ? types : keywords.Implied();
        keywords.AllowOnly(["type", .. types.SelectMany(SchemaKeywords.Of)]);
        return OneOf(types.Select(type => OfType(type, keywords, depth)), keywords.Path);
    }

    private SchemaRule OfType(string type, SchemaKeywords keywords, int depth) => type switch
    {
        "object" => depth >= JsonRules.MaxDepth ? SchemaRule.Nothing : new ObjectRules(this, layout, budget, keywords, depth + 1).Create(),
        "array" => depth >= JsonRules.MaxDepth ? SchemaRule.Nothing : ArrayOf(keywords, depth + 1),
        _ => new SchemaRule(Scalar(type, keywords), SchemaReadings.Of(type)),
    };

    private GrammarNode Scalar(string type, SchemaKeywords keywords)
    {
        switch (type)
        {
            case "string":
                return ScalarRules.Text(keywords);
            case "integer":
                budget.Spend(NumberStates, keywords.Path);
                return ScalarRules.Integer(keywords);
            case "number":
                budget.Spend(NumberStates, keywords.Path);
                return ScalarRules.Number(keywords);
            default:
                return type == "boolean" ? JsonRules.Boolean : JsonRules.Null;
        }
    }

    private SchemaRule ArrayOf(SchemaKeywords keywords, int depth)
    {
        var (least, most) = keywords.Limits("minItems", "maxItems");
        var item = keywords.Find("items") is { } items ? Compile(items, keywords.Path + "/items", depth) : Any(depth);
        return new SchemaRule(layout.Array(item.Node, least, most), SchemaReadings.Array(item.Readings));
    }

    private static string[] TypesOf(SchemaKeywords keywords)
    {
        string[] types = keywords.Find("type") switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(type => type.ToString()).Distinct()],
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
