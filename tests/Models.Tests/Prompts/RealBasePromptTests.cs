using System.Text.Json;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Tests.Support;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Tests.Prompts;

/// <summary>Prompts of a real base, SmolLM2-135M-Instruct, whose tokenizer and template are in its GGUF file.</summary>
public sealed class RealBasePromptTests
{
    private static readonly Lazy<IReadOnlyDictionary<string, object>> Metadata =
        new(() => GgufMetadata.Read(SharedFiles.Require("models", "SmolLM2-135M-Instruct.Q4_1.gguf")));

    private static readonly Lazy<BpeTokenizer> Tokenizer = new(() => BpeTokenizer.FromGguf(Metadata.Value));

    private static ChatTemplate Template => new((string)Metadata.Value["tokenizer.chat_template"]);

    [Fact]
    public void A_hundred_conversations_give_the_text_and_the_ids_of_transformers()
    {
        var layout = new PromptLayout(Tokenizer.Value, null, Template);

        foreach (var line in File.ReadLines(SharedFiles.Require("models", "greedy.jsonl")))
        {
            var row = JsonElement.Parse(line);
            PromptMessage[] messages =
                [.. row.GetProperty("messages").EnumerateArray().Select(m => new PromptMessage(m.GetProperty("role").GetString()!, m.GetProperty("content").GetString()!))];

            var ids = layout.EncodePrompt(messages, null);

            Assert.Equal(row.GetProperty("prompt").GetString(), Tokenizer.Value.Decode(ids));
            Assert.Equal(row.GetProperty("prompt_ids").EnumerateArray().Select(id => id.GetInt32()), ids);
        }

        Assert.Equal(2, layout.EndId);
        Assert.False(layout.HasMarkers);
        Assert.True(layout.CanCall);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_marker_list_stands_behind_the_users_text_and_before_the_answer_and_changes_no_other_id(bool asTokens)
    {
        var encoding = asTokens ? MarkerEncoding.Tokens : MarkerEncoding.Text;
        var tokenizer = Tokenizer.Value.WithAddedTokens([.. MarkerVocabulary.Contents(MarkerTaxonomy.Default, encoding)], isSpecial: false, takesReserved: false);
        var layout = new PromptLayout(tokenizer, MarkerTaxonomy.Default, Template);
        var markers = MarkerSet.Create(MarkerTaxonomy.Default, [new("lang", "German"), new("length_tokens", "120")]);
        PromptMessage[] messages = [new("user", "What is rain?")];

        var prompt = layout.EncodePrompt(messages, markers);
        var completion = layout.EncodeCompletion(markers, "Regen ist Wasser.");

        const string list = "<MARKER_LIST> <length_tokens> 120 </length_tokens> <lang> German </lang> </MARKER_LIST>";
        Assert.Equal(encoding, layout.Markers.Encoding);
        Assert.Equal(
            "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n"
            + $"<|im_start|>user\nWhat is rain?{list}<|im_end|>\n<|im_start|>assistant\n",
            tokenizer.Decode(prompt));
        Assert.Equal($"{list}Regen ist Wasser.<|im_end|>", tokenizer.Decode(completion));
        Assert.Equal(layout.EncodePrompt(messages, null), Without(prompt, layout));
        Assert.Equal([.. Tokenizer.Value.EncodeOrdinary("Regen ist Wasser."), 2], Without(completion, layout));
        Assert.Equal(asTokens ? 8 : 23, layout.EncodeMarkers(markers).Length);
    }

    private static int[] Without(int[] ids, PromptLayout layout)
    {
        var (open, close) = (Array.IndexOf(ids, layout.Markers.ListOpenId), Array.IndexOf(ids, layout.Markers.ListCloseId));
        return [.. ids[..open], .. ids[(close + 1)..]];
    }
}
