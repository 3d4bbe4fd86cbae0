using System.Text.Json;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Tests.Support;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Models.Weights;
using TreasureMarkers.Training;

namespace TreasureMarkers.Models.Tests.HuggingFace;

/// <summary>The exported tokenizer and chat template, read by Hugging Face's own libraries.</summary>
public sealed class HuggingFaceTokenizerTests
{
    [Fact]
    public async Task Hugging_Faces_tokenizers_give_our_ids_in_every_language()
    {
        NpmProgram.Require();
        using var folder = await ExportAsync();
        var tokenizer = BpeTokenizer.Load(Path.Combine(folder["hf"], "tokenizer.json"));
        var sentences = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Excerpts", "held-out-sentences.tsv"))
            .Select(line => line.Split('\t')).GroupBy(line => line[0]).Select(group => group.Take(8).Select(line => line[1]).ToArray()).ToArray();
        Assert.Equal(23, sentences.Length);
        string[] texts =
        [
            .. sentences.SelectMany(language => language),
            .. sentences.Select(language => string.Join("\n- ", language) + "\n\n <MARKER_LIST> <lang> German </lang> </MARKER_LIST>"),
            .. sentences.Zip(sentences.Skip(1), (a, b) => $"{a[0]}  {b[1]}\t<|user|>{a[2]}|{b[3]} 12,345 it's \"x\"<|end|>"),
            "", " ", "\r\n  if (a[0] == 'b')\n    return;\n", "🙂👩‍🔬 é e\u0301",
        ];

        var answer = await HuggingFaceProgram.LoadAsync(folder["hf"], texts);

        Assert.Equal([.. texts.Select(tokenizer.Encode)], answer.Native);
        Assert.Equal([.. texts.Select(tokenizer.Encode)], answer.Script);
    }

    [Fact]
    public async Task Its_chat_template_writes_our_prompt_functions_included()
    {
        NpmProgram.Require();
        using var folder = await ExportAsync();
        var tokenizer = BpeTokenizer.Load(Path.Combine(folder["hf"], "tokenizer.json"));
        var schema = JsonElement.Parse("""{"type":"object","properties":{"place":{"type":"string"}}}""");
        var conversation = JsonElement.Parse(
            """
            {"messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"Wie spät ist es in \"Köln\"?"},
             {"role":"assistant","content":"","tool_calls":[{"type":"function","function":{"name":"get_time","arguments":{"place":"Köln"}}}]},
             {"role":"tool","content":"12:10"}],
             "tools":[{"type":"function","function":{"name":"get_time","description":"Tells the time.","parameters":{"type":"object","properties":{"place":{"type":"string"}}}}}]}
            """);
        PromptMessage[] messages =
        [
            new("system", "Be kind."), new("user", "Wie spät ist es in \"Köln\"?"),
            new("assistant", "") { ToolCalls = [new PromptToolCall("get_time", JsonElement.Parse("""{"place":"Köln"}"""))] }, new("tool", "12:10"),
        ];

        var answer = await HuggingFaceProgram.LoadAsync(folder["hf"], [], conversation);

        var wanted = new PromptLayout(tokenizer, MarkerTaxonomy.Default).EncodePrompt(
            messages, MarkerSet.Empty(MarkerTaxonomy.Default), [new PromptTool("get_time", "Tells the time.", schema)]);
        Assert.Equal(tokenizer.Decode(wanted), Assert.Single(answer.Prompts));
    }

    private static async Task<TemporaryFolder> ExportAsync()
    {
        var folder = new TemporaryFolder();
        ModelExport.ToHuggingFace(RunExport.FromRun(await TinyModel.GetRunFolderAsync()), folder["hf"], SafeTensorType.Bf16);
        return folder;
    }
}
