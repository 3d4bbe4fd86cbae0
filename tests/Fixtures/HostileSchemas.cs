using System.Text;

namespace TreasureMarkers.Fixtures;

/// <summary>JSON schemas that would take a server's memory, time or stack, and those that are just small enough.</summary>
public static class HostileSchemas
{
    /// <summary>By name: the schema, and what the refusal must say.</summary>
    public static IReadOnlyDictionary<string, (string Schema, string[] Expected)> Refused { get; } = new Dictionary<string, (string, string[])>
    {
        ["a name of 30,000 characters"] = (Object([new string('n', 30_000)]), ["30000 bytes", "256"]),
        ["a required name of 30,000 characters"] = ($$"""{"type":"object","required":["{{new string('n', 30_000)}}"]}""", ["30000 bytes", "256"]),
        ["a name just too long"] = (Object([new string('n', 257)]), ["257 bytes", "256"]),
        ["20,000 optional properties"] = (Object(Names(20_000)), ["bytes", "65536"]),
        ["optional properties just too many"] = (Object(Names(257)), ["'properties' at #", "257", "256"]),
        ["50,000 required properties"] = (Object(Names(50_000), required: true), ["bytes", "65536"]),
        ["required names just too many"] = ($$"""{"type":"object","required":[{{Texts(257)}}]}""", ["'required' at #", "257", "256"]),
        ["declared and undeclared properties just too many"] = ($$"""{"type":"object","properties":{"x":true},"required":[{{Texts(256)}}],"additionalProperties":true}""", ["'properties' at #", "257", "256"]),
        ["an anyOf of 1,000 texts"] = (AnyOf(1_000, _ => """{"type":"string"}"""), ["'anyOf' at #", "1000", "128"]),
        ["an anyOf of 1,000 constant texts"] = (AnyOf(1_000, i => $$"""{"const":"text {{i}}"}"""), ["'anyOf' at #", "1000", "128"]),
        ["alternatives just too many"] = (AnyOf(129, i => $$"""{"const":{{i}}}"""), ["'anyOf' at #", "129", "128"]),
        ["alternatives that begin alike"] = (AnyOf(21, i => $$"""{"type":"string","maxLength":{{i + 10}}}"""), ["336 ways", "320"]),
        ["alternatives that multiply"] = (Multiplying(""), ["ways at once", "320"]),
        ["alternatives that multiply in lists"] = ("""{"$defs":{"t":{"anyOf":[{"type":"array","items":{"$ref":"#/$defs/t"}},{"type":"array","items":{"$ref":"#/$defs/t"},"minItems":1},{"type":"null"}]}},"$ref":"#/$defs/t"}""", ["ways at once", "320"]),
        ["an enum of 1 MB"] = ($$"""{"enum":["{{new string('v', 1_000_000)}}"]}""", ["bytes", "65536"]),
        ["values just too many"] = ($$"""{"enum":[{{Texts(1_001)}}]}""", ["'enum' at #", "1001", "1000"]),
        ["bytes just too many"] = (OfBytes(64 * 1024 + 1), ["65537 bytes", "65536"]),
        ["schemas 10,000 deep"] = (Nested("""{"a":""", 10_000), ["10000 levels", "64"]),
        ["values 10,000 deep"] = ("""{"const":""" + new string('[', 10_000) + new string(']', 10_000) + "}", ["10001 levels", "64"]),
        ["alternatives 10,000 deep"] = (Nested("""{"anyOf":[""", 10_000), ["bytes", "65536"]),
        ["nesting just too deep"] = (Nested("""{"items":""", 65), ["65 levels", "64"]),
        ["1,000 references in a row"] = (References(1_000), ["129 schemas", "128"]),
        ["references just too many"] = (References(128), ["129 schemas", "128"]),
        ["a schema that unfolds"] = (Unfolding(256), ["states", "100000"]),
    };

    /// <summary>By name: a schema at a limit.</summary>
    public static IReadOnlyDictionary<string, string> Allowed { get; } = new Dictionary<string, string>
    {
        ["the longest name"] = Object([new string('n', 256)]),
        ["the most optional properties"] = Object(Names(256)),
        ["the most required properties"] = Object(Names(256), required: true),
        ["the most properties and others"] = Object(Names(256), """,  "additionalProperties":{"type":"string"}"""),
        ["the most alternatives"] = AnyOf(128, i => $$$"""{"type":"object","properties":{"kind":{"const":"{{{i}}}"},"a":{"type":"string","maxLength":{{{i + 1}}}},"b":{"type":"integer"}},"required":["kind","a"]}"""),
        ["the most alternatives that begin alike"] = AnyOf(20, i => $$"""{"type":"string","maxLength":{{i + 10}}}"""),
        ["the most values"] = $$"""{"enum":[{{Texts(1_000)}}]}""",
        ["the most bytes"] = OfBytes(64 * 1024),
        ["the deepest nesting"] = Nested("""{"items":""", 64),
        ["the most references"] = References(127),
        ["a tree of alternatives told apart by a constant"] = Multiplying(""" "kind":{"const":"?"},"""),
        ["50 properties with values"] = Object(Names(50), "", $$"""{"enum":[{{Texts(20)}}]}"""),
        ["a schema that unfolds, of nearly the most states"] = Unfolding(110),
        ["numbers from 0"] = """{"type":"array","items":{"anyOf":[{"type":"integer","minimum":0},{"type":"number","maximum":0}]}}""",
    };

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(i => $"n{i}")];

    private static string Texts(int count) => string.Join(',', Enumerable.Range(0, count).Select(i => $"\"t{i}\""));

    private static string AnyOf(int count, Func<int, string> option) =>
        $$"""{"anyOf":[{{string.Join(',', Enumerable.Range(0, count).Select(option))}}]}""";

    private static string Object(string[] names, string more = "", string value = """{"type":"string"}""", bool required = false)
    {
        var properties = string.Join(',', names.Select(name => $"\"{name}\":{value}"));
        var all = required ? $",\"required\":[{string.Join(',', names.Select(name => $"\"{name}\""))}]" : "";
        return "{\"type\":\"object\",\"properties\":{" + properties + "}" + all + more + "}";
    }

    private static string Nested(string open, int depth)
    {
        var text = new StringBuilder();
        for (var i = 1; i < depth; i++)
        {
            text.Append(open);
        }

        text.Append("{}");
        for (var i = 1; i < depth; i++)
        {
            text.Append(open[^1] == '[' ? "]}" : "}");
        }

        return text.ToString();
    }

    private static string OfBytes(int bytes)
    {
        const string Start = """{"type":"string","description":" """;
        return Start + new string('d', bytes - Start.Length - 2) + "\"}";
    }

    private static string References(int count)
    {
        var references = string.Concat(Enumerable.Range(1, count - 1).Select(i => $",\"r{i}\":{{\"$ref\":\"#/$defs/r{i + 1}\"}}"));
        return "{\"$ref\":\"#/$defs/r1\",\"$defs\":{\"r" + count + "\":{\"type\":\"string\"}" + references + "}}";
    }

    /// <summary>Three alternatives at each of the document's levels; a question mark becomes another letter in each.</summary>
    private static string Multiplying(string first) => "{\"$ref\":\"#/$defs/t\",\"$defs\":{\"t\":{\"anyOf\":[" + string.Join(',', "abc".Select(letter =>
        "{\"type\":\"object\",\"properties\":{" + first.Replace('?', letter) + "\"x\":{\"$ref\":\"#/$defs/t\"},\"y\":{\"type\":\"integer\",\"minimum\":" + (letter - 'a') + "}},"
        + (first.Length > 0 ? "\"required\":[\"kind\"]," : "") + "\"additionalProperties\":false}")) + "]}}}";

    /// <summary>Few bytes that become a rule for each of many names at each of the document's levels.</summary>
    private static string Unfolding(int names) => Object(Names(names), ""","additionalProperties":{"type":"object","additionalProperties":{"$ref":"#"}}""", """{"$ref":"#"}""");
}
