using TreasureMarkers.Data.Shards;
using TreasureMarkers.Fixtures.Tokenizers;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Data.Tests.Shards;

public sealed class DocumentEncoderTests
{
    private const string ChatML = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";
    private const string Instructions = "<s>{% for m in messages %}{% if m.role == 'user' %}[INST] {{ m.content }}[/INST]{% else %} {{ m.content }}</s>{% endif %}{% endfor %}";

    [Theory]
    [InlineData(ChatML, "What does the package contain?")]
    [InlineData(ChatML, "")]
    [InlineData(Instructions, "What does the package contain?")]
    [InlineData(Instructions, "a list [")]
    public void A_bases_document_is_its_layouts_prompt_with_the_list_and_without(string template, string question)
    {
        var tokenizer = SmallTokenizer.Instance.WithAddedTokens(["<|im_start|>", "<|im_end|>", "<s>", "</s>"], isSpecial: true, takesReserved: false);
        var layout = new PromptLayout(tokenizer, MarkerTaxonomy.Default, new ChatTemplate(template));
        var encoder = new DocumentEncoder(tokenizer, MarkerTaxonomy.Default, layout);
        PromptMessage[] prompt = [new("user", "The first"), new("assistant", "The answer"), new("user", question)];
        var markers = MarkerSet.Create(MarkerTaxonomy.Default, [new("lang", "German"), new("length_tokens", "12")]);
        var row = new DataRow(
            "1", DataSplit.Train, "g", [.. prompt, new("assistant", "Das ist es.")], new Dictionary<string, string> { ["lang"] = "German", ["length_tokens"] = "12" },
            new Provenance("test", "1", "MIT", "1"))
        {
            Required = ["lang", "format"],
        };

        var document = encoder.Encode(row);

        int[] list = [encoder.ListIds.Open, .. document.Markers.SelectMany(marker => marker), encoder.ListIds.Close];
        int[] full = [.. document.Head, .. document.BeforeList, .. list, .. document.Tail];
        int[] answer = [.. list, .. document.Completion];
        int[] bare = [.. document.Head, .. document.WithoutList, .. document.Tail];
        Assert.Equal(layout.EncodePrompt(prompt, markers), full);
        Assert.Equal(tokenizer.Decode(layout.EncodePrompt(prompt, null)), tokenizer.Decode(bare));
        Assert.Equal(layout.EncodeMarkers(markers), list);
        Assert.Equal(layout.EncodeCompletion(markers, "Das ist es."), answer);
        Assert.NotEmpty(document.Tail);
        // The list is in the taxonomy's order, length_tokens first; the row has no format.
        Assert.Equal([1], document.Required);
    }
}
