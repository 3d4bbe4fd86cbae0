using System.Text.Json;

namespace TreasureMarkers.Plugin.Grammars;

/// <summary>The objects of a JSON schema.</summary>
/// <param name="compiler">Makes the rules of members' values.</param>
/// <param name="layout">How objects are written.</param>
/// <param name="keywords">What the schema says of the object.</param>
/// <param name="depth">How many objects and arrays are around a member's value.</param>
internal sealed class ObjectRules(JsonSchemaCompiler compiler, JsonLayout layout, SchemaKeywords keywords, int depth)
{
    /// <summary>The rule of the object.</summary>
    /// <exception cref="NotSupportedException">A member is required that may not be there, or a keyword is malformed.</exception>
    public GrammarNode Create()
    {
        var properties = keywords.Find("properties");
        var others = OtherValues(properties is null);
        var required = Required();
        (string Name, JsonElement? Schema)[] members = properties is { } declared
            ? [.. Members(declared).Select(member => (member.Name, (JsonElement?)member.Value))]
            : [];
        (string Name, JsonElement? Schema)[] undeclared = [.. required.Except(members.Select(member => member.Name)).Select(name => (name, (JsonElement?)null))];
        return layout.Object(Tail([.. members, .. undeclared], required, others));
    }

    /// <summary>From the last member to the first: what may follow when a member before stands already, and when none does.</summary>
    private GrammarNode Tail((string Name, JsonElement? Schema)[] members, string[] required, GrammarNode? others)
    {
        var (first, next) = Others(members, others);
        foreach (var (name, schema) in members.Reverse())
        {
            var member = layout.Member(JsonRules.Literal(JsonSerializer.SerializeToElement(name), layout.Compact), Value(name, schema, others));
            var (withFirst, withNext) = (Rule.Sequence(member, next), Rule.Sequence(layout.Comma, member, next));
            (first, next) = required.Contains(name)
                ? (withFirst, withNext)
                : (Rule.Choice(withFirst, first), Rule.Choice(withNext, next));
        }

        return first;
    }

    private (GrammarNode First, GrammarNode Next) Others((string Name, JsonElement? Schema)[] members, GrammarNode? others)
    {
        if (others is null)
        {
            return (Rule.Empty, Rule.Empty);
        }

        var name = members.Length == 0 ? JsonRules.String : OtherNames.Except(members.Select(member => member.Name));
        var member = layout.Member(name, others);
        return (layout.List(member), Rule.Repeat(Rule.Sequence(layout.Comma, member)));
    }

    private GrammarNode Value(string name, JsonElement? schema, GrammarNode? others) => schema is { } declared
        ? compiler.Compile(declared, $"{keywords.Path}/properties/{name.Replace("~", "~0").Replace("/", "~1")}", depth)
        : others ?? throw new NotSupportedException($"The JSON schema's 'required' at {keywords.Path} names '{name}', which 'properties' does not declare: declare it.");

    /// <summary>The values of undeclared members; null where there may be none.</summary>
    private GrammarNode? OtherValues(bool byDefault) => keywords.Find("additionalProperties") switch
    {
        null => byDefault ? compiler.Any(depth) : null,
        { ValueKind: JsonValueKind.False } => null,
        { } schema => compiler.Compile(schema, keywords.Path + "/additionalProperties", depth),
    };

    private JsonElement.ObjectEnumerator Members(JsonElement properties) => properties.ValueKind == JsonValueKind.Object
        ? properties.EnumerateObject()
        : throw new NotSupportedException($"The JSON schema's 'properties' at {keywords.Path} is a {properties.ValueKind}. Allowed: an object.");

    private string[] Required() => keywords.Find("required") is { } required
        ? [.. SchemaKeywords.Items(required, keywords.Path, "required").Select(name => name.ToString())]
        : [];
}
