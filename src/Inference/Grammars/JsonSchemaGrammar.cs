using System.Text.Json;

namespace TreasureMarkers.Inference.Grammars;

/// <summary>
/// JSON by a schema. Objects have the declared properties in the schema's order, the optional ones or not, and no others
/// unless <c>additionalProperties</c> says so or <c>properties</c> is absent.
/// </summary>
internal static class JsonSchemaGrammar
{
    /// <summary>The documents of a schema.</summary>
    /// <exception cref="NotSupportedException">The schema says something that answers cannot be held to; the message names it and its place.</exception>
    public static Grammar Create(JsonElement schema)
    {
        var value = Value(schema, new JsonLayout(compact: false), 0, new SchemaBudget());
        return new Grammar(value);
    }

    /// <summary>The values of a schema that lie in a number of objects already.</summary>
    /// <exception cref="NotSupportedException">The schema says something that answers cannot be held to; the message names it and its place.</exception>
    public static GrammarNode Value(JsonElement schema, JsonLayout layout, int depth, SchemaBudget budget)
    {
        SchemaLimits.Check(schema);
        var value = new JsonSchemaCompiler(schema, layout, budget).Compile(schema, "#", depth).Node;
        return value.Shortest < GrammarNode.Unreachable
            ? value
            : throw new NotSupportedException($"The JSON schema allows no document of at most {JsonRules.MaxDepth} levels: loosen what it requires.");
    }
}
