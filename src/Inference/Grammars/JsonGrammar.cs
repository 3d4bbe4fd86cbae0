namespace TreasureMarkers.Inference.Grammars;

/// <summary>JSON of any shape.</summary>
internal static class JsonGrammar
{
    /// <summary>An object or an array, nested to <see cref="JsonRules.MaxDepth"/>.</summary>
    public static Grammar Instance { get; } = new(Container(new JsonLayout(compact: false), 1));

    /// <summary>Any value that lies in a number of objects and arrays; null where these are already as many as there may be.</summary>
    public static GrammarNode[] Values(JsonLayout layout)
    {
        var values = new GrammarNode[JsonRules.MaxDepth + 1];
        values[^1] = Scalar();
        for (var depth = JsonRules.MaxDepth - 1; depth >= 0; depth--)
        {
            values[depth] = Rule.Choice(Scalar(), Object(layout, values[depth + 1]), layout.Array(values[depth + 1]));
        }

        return values;
    }

    /// <summary>An object of any members with such values.</summary>
    public static GrammarNode Object(JsonLayout layout, GrammarNode value) =>
        layout.Object(layout.List(layout.Member(JsonRules.String, value)));

    private static GrammarNode Container(JsonLayout layout, int depth)
    {
        var value = Values(layout)[depth];
        return Rule.Choice(Object(layout, value), layout.Array(value));
    }

    private static GrammarNode Scalar() => Rule.Choice(JsonRules.String, JsonRules.Number, JsonRules.Boolean, JsonRules.Null);
}
