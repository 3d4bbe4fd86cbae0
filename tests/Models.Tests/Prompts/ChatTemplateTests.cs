using System.Text.Json;
using TreasureMarkers.Fixtures.Trained;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Tests.Support;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Tests.Prompts;

public sealed class ChatTemplateTests
{
    private const string Messages =
        """
        [{"role":"system","content":"Be kind."},
         {"role":"user","content":"Wie spät ist es in \"Köln\"?"},
         {"role":"assistant","content":"","tool_calls":[{"type":"function","function":{"name":"get_time","arguments":{"place":"Köln","exact":true,"list":[1,"b"]}}},{"type":"function","function":{"name":"get_time","arguments":{}}}]},
         {"role":"tool","content":"12:10"},
         {"role":"assistant","content":"Zehn nach zwölf."},
         {"role":"user","content":"Thanks"}]
        """;

    // Bare: of the wrapped form this runtime rewrites the schema before a template sees it.
    private const string Tools =
        """[{"name":"get_time","description":"Tells the time.","parameters":{"type":"object","properties":{"place":{"type":"string"},"zone":{"enum":["a","b"]}},"required":["place"]}}]""";

    [Theory]
    [InlineData(Messages, Tools)]
    [InlineData(Messages, "")]
    [InlineData("""[{"role":"user","content":"Hi"}]""", Tools)]
    [InlineData("""[{"role":"user","content":"Hi"}]""", "")]
    public async Task The_exported_template_writes_the_layouts_text(string messages, string tools)
    {
        var folder = await TinyModel.GetFolderAsync();
        using var model = GenAI.LoadModel(folder);
        using var runtime = new Microsoft.ML.OnnxRuntimeGenAI.Tokenizer(model);
        var ours = BpeTokenizer.Load(Path.Combine(folder, "tokenizer.json"));
        var layout = new PromptLayout(ours, MarkerTaxonomy.Default);

        var wanted = ours.Decode(layout.EncodePrompt(ReadMessages(messages), MarkerSet.Empty(MarkerTaxonomy.Default), ReadTools(tools)));

        var template = await File.ReadAllTextAsync(Path.Combine(folder, "chat_template.jinja"));
        Assert.Equal(wanted, runtime.ApplyChatTemplate(template, messages, tools, add_generation_prompt: true));
    }

    private static PromptMessage[] ReadMessages(string json) =>
    [
        .. JsonDocument.Parse(json).RootElement.EnumerateArray().Select(message => new PromptMessage(Text(message, "role"), Text(message, "content"))
        {
            ToolCalls = !message.TryGetProperty("tool_calls", out var calls) ? null :
                [
                    .. calls.EnumerateArray().Select(item => item.GetProperty("function"))
                        .Select(call => new PromptToolCall(Text(call, "name"), call.GetProperty("arguments"))),
                ],
        }),
    ];

    private static PromptTool[] ReadTools(string json) => json.Length == 0 ? [] :
    [
        .. JsonDocument.Parse(json).RootElement.EnumerateArray()
            .Select(tool => new PromptTool(Text(tool, "name"), Text(tool, "description"), tool.GetProperty("parameters"))),
    ];

    private static string Text(JsonElement json, string property) => json.GetProperty(property).GetString()!;
}
