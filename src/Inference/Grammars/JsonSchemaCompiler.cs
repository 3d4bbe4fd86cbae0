using System.Text;
using System.Text.Json;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Inference.Grammars;

/// <summary>
/// JSON by a schema. Objects have the declared properties in the schema's order, the optional ones or not, and no others
/// unless <c>additionalProperties</c> says so or <c>properties</c> is absent.
/// </summary>
internal static class JsonSchemaGrammar
{
    /// <summary>The documents of a schema.</summary>
    /// <exception cref="NotSupportedException">
    /// The schema says something that answers cannot be held to; the message names it and its place.
    /// </exception>
    public static Grammar Create(JsonElement schema)
    {
        var value = Value(schema, new JsonLayout(compact: false), 0, new SchemaBudget());
        return new Grammar(value);
    }

    /// <summary>The values of a schema that lie in a number of objects already.</summary>
    /// <exception cref="NotSupportedException">
    /// The schema says something that answers cannot be held to; the message names it and its place.
    /// </exception>
    public static GrammarNode Value(JsonElement schema, JsonLayout layout, int depth, SchemaBudget budget)
    {
        SchemaLimits.Check(schema);
        var value = new JsonSchemaCompiler(schema, layout, budget).Compile(schema, SchemaPath.Root, depth).Node;
        return value.MinLength < GrammarNode.Unreachable
            ? value
            : throw new NotSupportedException(
                $"The JSON schema allows no document of at most {JsonRules.MaxDepth} levels: loosen what it requires.");
    }
}

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
    private readonly Dictionary<(SchemaPath Path, int Depth), SchemaRule> _known = [];
    private readonly HashSet<(SchemaPath Path, int Depth)> _open = [];

    /// <summary>The values of a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="path">Its place in the whole schema.</param>
    /// <param name="depth">How many objects and arrays are around the value.</param>
    /// <exception cref="NotSupportedException">The schema says something that cannot be followed, or is above a limit.</exception>
    public SchemaRule Compile(JsonElement schema, SchemaPath path, int depth)
    {
        if (_known.TryGetValue((path, depth), out var known))
        {
            return known;
        }

        if (!_open.Add((path, depth)))
        {
            throw new NotSupportedException(
                $"The JSON schema refers to itself at {path} without an object or array between: remove the circle.");
        }

        // The only recursion over a schema: each step stands in the set of those that are open, and these are bounded.
        if (_open.Count > SchemaLimits.MaxLevels)
        {
            throw new NotSupportedException(
                $"The JSON schema has {_open.Count} schemas one inside another at {path}. Allowed: at most "
                + $"{SchemaLimits.MaxLevels}, references included; refer to schemas directly.");
        }

        budget.Spend(States, path);
        var rule = Create(schema, path, depth);
        _open.Remove((path, depth));
        return _known[(path, depth)] = rule.Node.MinLength < GrammarNode.Unreachable ? rule : SchemaRule.Nothing;
    }

    /// <summary>Any JSON value.</summary>
    public SchemaRule Any(int depth) => new(_any.Value[depth], SchemaReadings.Any);

    private SchemaRule Create(JsonElement schema, SchemaPath path, int depth)
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
            var members = SchemaKeywords.Items(options, path, "anyOf", SchemaLimits.MaxAlternatives);
            return OneOf(members.Select((option, i) => Compile(option, path.Child("anyOf").Child($"{i}"), depth)), path);
        }

        return keywords.Find("const") is { } single ? Literals([single], keywords, "const")
            : keywords.Find("enum") is { } values
                ? Literals(SchemaKeywords.Items(values, path, "enum", SchemaLimits.MaxValues), keywords, "enum")
            : ByType(keywords, depth);
    }

    private static SchemaRule OneOf(IEnumerable<SchemaRule> alternatives, SchemaPath path)
    {
        SchemaRule[] options = [.. alternatives];
        var readings = SchemaReadings.Of([.. options.Select(option => option.Readings)]);
        return readings.Most <= SchemaLimits.MaxReadings
            ? new SchemaRule(Rule.Choice(options.Select(option => option.Node)), readings)
            : throw new NotSupportedException(
                $"The JSON schema's alternatives at {path} may have to be read in {readings.Most} ways at once. "
                + $"Allowed: at most {SchemaLimits.MaxReadings}; "
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
        var item = keywords.Find("items") is { } items ? Compile(items, keywords.Path.Child("items"), depth) : Any(depth);
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
            ? throw new NotSupportedException(
                $"The JSON schema has the type '{MarkerCategory.Shorten(unknown)}' at {keywords.Path}. Allowed: "
                + $"{string.Join(", ", Types)}.")
            : types;
    }

    private static bool Is(string type, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.Number => type == "number" || (type == "integer" && value.TryGetDecimal(out var number) && decimal.IsInteger(number)),
        var kind => string.Equals(type, kind.ToString(), StringComparison.OrdinalIgnoreCase),
    };
}

/// <summary>What one schema says, without what only describes it.</summary>
internal sealed class SchemaKeywords
{
    private static readonly string[] Describing =
        ["title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "$schema", "$id", "$comment", "$defs",
            "definitions", "strict"];

    private static readonly Dictionary<string, string[]> ByType = new()
    {
        ["object"] = ["properties", "required", "additionalProperties"],
        ["array"] = ["items", "minItems", "maxItems"],
        ["string"] = ["minLength", "maxLength", "format"],
        ["integer"] = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
        ["number"] = ["minimum", "maximum"],
    };

    private readonly JsonElement _schema;
    private readonly string[] _names;

    /// <summary>Reads a schema.</summary>
    /// <exception cref="NotSupportedException">It is no JSON object.</exception>
    public SchemaKeywords(JsonElement schema, SchemaPath path)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw new NotSupportedException($"The JSON schema has a {schema.ValueKind} at {path}. Allowed: an object, true or false.");
        }

        (_schema, Path) = (schema, path);
        _names = [.. schema.EnumerateObject().Select(member => member.Name).Where(name => !Describing.Contains(name))];
    }

    /// <summary>The schema's place.</summary>
    public SchemaPath Path { get; }

    /// <summary>Whether it says nothing, so that any value is allowed.</summary>
    public bool IsEmpty => _names.Length == 0;

    /// <summary>What may be said of values of a type, beside the type.</summary>
    public static string[] Of(string type) => ByType.GetValueOrDefault(type, []);

    /// <summary>The items of a list.</summary>
    /// <exception cref="NotSupportedException">It is no list, or has too many.</exception>
    public static JsonElement[] Items(JsonElement list, SchemaPath path, string keyword, int most)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw new NotSupportedException($"The JSON schema's '{keyword}' at {path} is a {list.ValueKind}. Allowed: an array.");
        }

        SchemaLimits.CheckCount(list.GetArrayLength(), most, keyword, path);
        return [.. list.EnumerateArray()];
    }

    /// <summary>What a keyword says; null where it is absent.</summary>
    public JsonElement? Find(string keyword) => _schema.TryGetProperty(keyword, out var value) ? value : null;

    /// <summary>Refuses all other keywords.</summary>
    /// <exception cref="NotSupportedException">There is another one.</exception>
    public void AllowOnly(params IEnumerable<string> keywords)
    {
        if (_names.Except(keywords).FirstOrDefault() is { } other)
        {
            throw new NotSupportedException(
                $"The JSON schema's '{MarkerCategory.Shorten(other)}' at {Path} is not supported here. Supported: "
                + $"{string.Join(", ", keywords.Distinct())}.");
        }
    }

    /// <summary>Refuses some keywords.</summary>
    /// <exception cref="NotSupportedException">One of them is there.</exception>
    public void Refuse(params IEnumerable<string> keywords) => AllowOnly(_names.Except(keywords));

    /// <summary>The one type that the keywords are about, where none is named.</summary>
    public string[] Implied() => [.. ByType.Where(type => _names.Intersect(type.Value).Any()).Select(type => type.Key).Take(1)];

    /// <summary>Two counts; a missing least one is 0, a missing most one no limit.</summary>
    /// <exception cref="NotSupportedException">One is no count, or they contradict.</exception>
    public (int Least, int? Most) Limits(string least, string most)
    {
        var (low, high) = (Count(least) ?? 0, Count(most));
        return high < low ? throw new NotSupportedException($"The JSON schema's '{least}' at {Path} is above its '{most}'.") : (low, high);
    }

    private int? Count(string keyword) => Find(keyword) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var count) && count >= 0 => count,
        { } other => throw new NotSupportedException(
            $"The JSON schema's '{keyword}' at {Path} is {MarkerCategory.Shorten(other.ToString())}. Allowed: a whole number "
            + $"from 0 to {int.MaxValue}."),
    };
}

/// <summary>References of a JSON schema to its own parts.</summary>
internal static class SchemaReference
{
    /// <summary>What a reference points to and where that is.</summary>
    /// <exception cref="NotSupportedException">The reference leaves the schema, or there is nothing.</exception>
    public static (JsonElement Target, SchemaPath Path) Resolve(JsonElement root, JsonElement reference, SchemaPath path)
    {
        var text = reference.ToString();
        if (text != "#" && !text.StartsWith("#/", StringComparison.Ordinal))
        {
            throw new NotSupportedException(
                $"The JSON schema's '$ref' at {path} is '{MarkerCategory.Shorten(text)}'. Allowed: a reference into the same "
                + "schema, such as #/$defs/name.");
        }

        var target = root;
        foreach (var step in text.Split('/').Skip(1).Select(Uri.UnescapeDataString).Select(s => s.Replace("~1", "/").Replace("~0", "~")))
        {
            target = Step(target, step) ?? throw new NotSupportedException(
                $"The JSON schema's '$ref' at {path} is '{MarkerCategory.Shorten(text)}', but there is nothing at that place.");
        }

        return (target, new SchemaPath(text));
    }

    private static JsonElement? Step(JsonElement element, string step) => element.ValueKind switch
    {
        JsonValueKind.Object when element.TryGetProperty(step, out var member) => member,
        JsonValueKind.Array when int.TryParse(step, out var index) && index >= 0 && index < element.GetArrayLength() => element[index],
        _ => null,
    };
}

/// <summary>What a schema became.</summary>
/// <param name="Node">The rule of its values.</param>
/// <param name="Readings">In how many ways the beginning of a value may have to be read at the same time.</param>
/// <param name="Literals">The texts of its values where these are listed; null elsewhere.</param>
internal sealed record SchemaRule(GrammarNode Node, SchemaReadings Readings, string[]? Literals = null)
{
    /// <summary>No value.</summary>
    public static SchemaRule Nothing { get; } = new(Rule.Nothing, SchemaReadings.None);
}
