using System.Text;
using System.Text.Json;
using System.Text.Json.Schema;
using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Inference.Grammars;

namespace TreasureMarkers.Inference.Tests.Grammars;

public class JsonSchemaGrammarTests
{
    private static readonly JsonSerializerOptions Plain = new(JsonSerializerOptions.Default) { RespectNullableAnnotations = true };
    private static readonly JsonSerializerOptions Indented = new(Plain) { WriteIndented = true };

    public static TheoryData<string> Schemas =>
    [
        """{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer","minimum":0,"maximum":130}},"required":["name"],"additionalProperties":false}""",
        """{"type":"object","properties":{"a":{"type":["string","null"]},"b":{"type":"boolean"},"c":{"enum":["x","é","\"",3,null,{"y":[1]}]}}}""",
        """{"type":"array","items":{"type":"number","minimum":-12,"maximum":7},"minItems":2,"maxItems":4}""",
        """{"type":"integer","minimum":-1234,"maximum":98765}""",
        """{"type":"number","minimum":3,"maximum":3}""",
        """{"type":"string","minLength":2,"maxLength":5}""",
        """{"anyOf":[{"type":"object","properties":{"kind":{"const":"a"},"x":{"type":"integer"}},"required":["kind","x"]},{"type":"object","properties":{"kind":{"const":"b"}},"required":["kind"]},{"type":"null"}]}""",
        """{"$ref":"#/$defs/tree","$defs":{"tree":{"type":"object","properties":{"value":{"type":"string"},"children":{"type":"array","items":{"$ref":"#/$defs/tree"}}},"required":["value","children"],"additionalProperties":false}}}""",
        """{"type":"object","properties":{"ab":{"type":"integer"},"a":{"type":"null"},"é":{"type":"null"}},"additionalProperties":{"type":"boolean"},"required":["ab","more"]}""",
        """{"type":"object","additionalProperties":{"type":"string"}}""",
        """{"type":"object","properties":{"day":{"type":"string","format":"date"},"at":{"type":"string","format":"date-time"},"id":{"type":"string","format":"uuid"}},"required":["day","at","id"]}""",
        """{"type":"object"}""",
        """{"type":"object","properties":{}}""",
    ];

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Random_answers_are_valid(string schema)
    {
        using var document = JsonDocument.Parse(schema);
        var grammar = JsonSchemaGrammar.Create(document.RootElement);
        var walks = from seed in Gen.Choose(0, int.MaxValue) from extra in Gen.Choose(0, 60) select (seed, extra);
        Prop.ForAll(walks.ToArbitrary(), walk =>
        {
            var text = RandomAnswer.Draw(grammar, walk.seed, grammar.MinLength + walk.extra);
            using var value = JsonDocument.Parse(text);
            return SchemaChecker.IsValid(document.RootElement, document.RootElement, value.RootElement).Label(text);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [Fact]
    public void What_the_serializer_writes_of_a_type_is_accepted_by_the_types_schema()
    {
        var schema = JsonSerializer.SerializeToElement(Plain.GetJsonSchemaAsNode(typeof(Order)));
        var grammar = JsonSchemaGrammar.Create(schema);
        Prop.ForAll<NonNull<string>, int, bool>((text, number, flag) =>
        {
            var order = new Order(text.Get, number, flag ? [text.Get, "é😀"] : [], flag ? new Customer("\u2028<&>", null) : null);
            return Accepts(grammar, JsonSerializer.Serialize(order, Plain)) && Accepts(grammar, JsonSerializer.Serialize(order, Indented));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Bounded_integers_are_exactly_those_between()
    {
        Prop.ForAll<short, short, short>((a, b, value) =>
        {
            var (low, high) = (Math.Min(a, b), Math.Max(a, b));
            var grammar = new Grammar(IntegerRange.Create(low, high));
            return Accepts(grammar, value.ToString()) == (value >= low && value <= high)
                && Accepts(grammar, low.ToString()) && Accepts(grammar, high.ToString()) && !Accepts(grammar, (high + 1).ToString())
                    && !Accepts(grammar, (low - 1).ToString());
        }).QuickCheckThrowOnFailure();
        Assert.True(Accepts(new Grammar(IntegerRange.Create(long.MinValue, long.MaxValue)), long.MinValue.ToString()));
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","pattern":"x"}}}""", "'pattern' at #/properties/a")]
    [InlineData("""{"oneOf":[{"type":"string"}]}""", "'oneOf' at #")]
    [InlineData("""{"type":"text"}""", "'text' at #")]
    [InlineData("""{"type":"number","minimum":0.5}""", "'minimum' at #")]
    [InlineData("""{"type":"string","format":"ipv4"}""", "'format' at #")]
    [InlineData("""{"$ref":"#/$defs/none"}""", "nothing at that place")]
    [InlineData("""{"$ref":"other.json"}""", "'$ref' at #")]
    [InlineData("""{"$defs":{"a":{"$ref":"#/$defs/a"}},"$ref":"#/$defs/a"}""", "refers to itself at #/$defs/a")]
    [InlineData("""{"type":"object","properties":{},"required":["x"]}""", "names 'x'")]
    [InlineData("""{"$ref":"#","type":"object"}""", "'type' at #")]
    [InlineData("""{"$defs":{"a":{"type":"object","properties":{"a":{"$ref":"#/$defs/a"}},"required":["a"]}},"$ref":"#/$defs/a"}""", "no document")]
    [InlineData("""{"type":"array","minItems":3,"maxItems":2}""", "'minItems' at #")]
    [InlineData("""3""", "a Number at #")]
    public void What_cannot_be_followed_is_named(string schema, string expected)
    {
        using var document = JsonDocument.Parse(schema);
        Assert.Contains(expected, Assert.Throws<NotSupportedException>(() =>
            JsonSchemaGrammar.Create(document.RootElement)).Message, StringComparison.Ordinal);
    }

    private static bool Accepts(Grammar grammar, string text) => grammar.Accepts(Encoding.UTF8.GetBytes(text));

    private sealed record Order(string Name, int Count, string[] Tags, Customer? Customer);

    private sealed record Customer(string Name, double? Credit);
}
