using System.Text;
using System.Text.Json;
using TreasureMarkers.Inference.Grammars;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Inference.Tests.Grammars;

public class ToolCallGrammarTests
{
    private static readonly IReadOnlyList<PromptTool> Tools = MarkerFunctionDefinitions.For(MarkerTaxonomy.Default);

    public static TheoryData<string> Formats => ["TreasureMarkers", "Hermes", "Llama 3", "Mistral"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Random_calls_name_an_offered_function_with_arguments_of_its_schema(string format)
    {
        var grammar = ToolCallGrammar.Create(Tools, Find(format));
        for (var seed = 0; seed < 120; seed++)
        {
            var text = RandomAnswer.Draw(grammar, seed, grammar.MinLength + (seed * 2));
            var call = ToolPrompt.ReadCall(text);
            var schema = Tools.Single(tool => tool.Name == call.Name).Parameters;
            Assert.True(SchemaChecker.IsValid(schema, schema, call.Arguments), text);
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Calls_are_accepted_as_chat_templates_write_them(string format)
    {
        var arguments = JsonElement.Parse("""{"length_tokens":12,"length_bucket":"concise","lang":"German"}""");
        var text = Find(format).Write(new PromptToolCall(MarkerFunctionDefinitions.Set, arguments));

        Assert.True(ToolCallGrammar.Create(Tools, Find(format)).Accepts(Encoding.UTF8.GetBytes(text)), text);
        Assert.Equal(format == "TreasureMarkers", !text.Contains(' ', StringComparison.Ordinal));
        Assert.Equal(format == "Llama 3", text.Contains("\"parameters\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(MarkerFunctionDefinitions.Set, """{"length_bucket":"concise","lang":"German"}""")]
    [InlineData(MarkerFunctionDefinitions.Get, "{}")]
    [InlineData(MarkerFunctionDefinitions.Suggest, """{"text":"<Straße> & \"水\" 😀"}""")]
    public void Calls_are_accepted_as_training_writes_them(string name, string arguments)
    {
        using var document = JsonDocument.Parse(arguments);
        var text = ToolPrompt.Call(new PromptToolCall(name, document.RootElement));
        Assert.True(ToolCallGrammar.Create(Tools, ToolCallFormat.House).Accepts(Encoding.UTF8.GetBytes(text)), text);
    }

    [Fact]
    public void A_required_function_is_the_only_one()
    {
        var grammar = ToolCallGrammar.Create(Tools, ToolCallFormat.House, MarkerFunctionDefinitions.Clear);
        Assert.True(grammar.Accepts("""{"name":"clear_markers","arguments":{}}"""u8));
        Assert.False(grammar.Accepts("""{"name":"get_markers","arguments":{}}"""u8));
        Assert.Contains("list_markers", Assert.Throws<ArgumentException>(() =>
            ToolCallGrammar.Create(Tools, ToolCallFormat.House, "none")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_that_cannot_be_followed_name_their_function()
    {
        using var schema = JsonDocument.Parse("""{"type":"object","patternProperties":{}}""");
        var error = Assert.Throws<NotSupportedException>(() =>
            ToolCallGrammar.Create([new PromptTool("look_up", "Looks up.", schema.RootElement)], ToolCallFormat.House));
        Assert.Contains("'look_up'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'patternProperties'", error.Message, StringComparison.Ordinal);
    }

    private static ToolCallFormat Find(string name)
    {
        ToolCallFormat[] all = [ToolCallFormat.House, ToolCallFormat.Hermes, ToolCallFormat.Llama3, ToolCallFormat.Mistral];
        return all.Single(format => format.Name == name);
    }
}
