using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Snapshooter.Xunit3;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Tokenizers;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Tests.Support;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Tests.Prompts;

/// <summary>How each family's prompts, answers and calls are laid out, with its own template and control tokens over a small vocabulary.</summary>
public sealed class FamilyPromptTests
{
    private static readonly Dictionary<string, (string Begin, string End, string[] Controls)> Families = new()
    {
        ["smollm2"] = ("<|im_start|>", "<|im_end|>", ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]),
        ["llama2"] = ("<s>", "</s>", ["<s>", "</s>"]),
        ["llama3"] = ("<|begin_of_text|>", "<|eot_id|>", ["<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"]),
        ["llama3.2"] = ("<|begin_of_text|>", "<|eot_id|>", ["<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eom_id|>", "<|eot_id|>", "<|python_tag|>"]),
        ["tinyllama"] = ("<s>", "</s>", ["<s>", "</s>"]),
        ["mistral-7b"] = ("<s>", "</s>", ["<s>", "</s>"]),
        ["mistral-nemo"] = ("<s>", "</s>", ["<s>", "</s>", "[INST]", "[/INST]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]", "[TOOL_RESULTS]", "[/TOOL_RESULTS]", "[TOOL_CALLS]"]),
        ["qwen2.5"] = ("", "<|im_end|>", ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<tool_call>", "</tool_call>"]),
        ["qwen3"] = ("", "<|im_end|>", ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<tool_call>", "</tool_call>", "<think>", "</think>", "<tool_response>", "</tool_response>"]),
    };

    private static readonly PromptTool[] Tools = [new("get_time", "Tells the time.", Json("""{"type":"object","properties":{"place":{"type":"string"}}}"""))];
    private static readonly MarkerSet Asked = MarkerSet.Create(MarkerTaxonomy.Default, [new("lang", "German"), new("length_tokens", "12")]);

    private static readonly PromptMessage[] Conversation =
        [new("system", "Be kind."), new("user", "The first question"), new("assistant", "The answer"), new("user", "The list")];

    private static readonly PromptMessage[] Called =
    [
        new("user", "What time is it?"), new("assistant", "") { ToolCalls = [new("get_time", Json("""{"place":"Köln"}"""))] }, new("tool", "12:10"),
    ];

    public static TheoryData<string> Names => [.. Families.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Turns_lists_answers_and_calls_are_laid_out_as_the_family_does(string family)
    {
        var (layout, tokenizer) = Create(family);
        var controls = tokenizer.AddedTokens.Where(token => Families[family].Controls.Contains(token.Content)).Select(token => token.Id).ToHashSet();
        var text = new StringBuilder();
        Write("prompt", layout.EncodePrompt(Conversation, Asked));
        Write("answer", layout.EncodeCompletion(Asked, "Das ist es."));
        Write("with functions", layout.EncodePrompt(Called, Asked, Tools));
        Write("calls", layout.EncodeCompletion(Asked, [new("get_time", Json("""{"place":"Köln"}"""))]));
        text.Append($"calls as: {layout.Calls.Format.Name}, begun by a token: {layout.CallId is not null}\n");
        text.Append($"ends: {string.Join(' ', layout.EndIds.Select(id => tokenizer.Decode([id])))}\n");
        Snapshot.Match(text.ToString(), $"Prompts_{family}");

        // Controls in brackets, so that text that only looks like one shows.
        void Write(string what, int[] ids) => text.Append($"--- {what}\n").AppendJoin("", Pieces(ids)).Append('\n').AppendJoin(' ', ids).Append('\n');

        IEnumerable<string> Pieces(int[] ids)
        {
            var plain = new List<int>();
            foreach (var id in ids)
            {
                if (controls.Contains(id))
                {
                    yield return tokenizer.Decode(plain) + "⟦" + tokenizer.Decode([id]) + "⟧";
                    plain.Clear();
                }
                else
                {
                    plain.Add(id);
                }
            }

            yield return tokenizer.Decode(plain);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_list_changes_no_id_outside_of_it(string family)
    {
        var (layout, _) = Create(family);
        PromptMessage[][] conversations = [Conversation, [new("user", "")], [new("user", "  x \n")], [new("user", "one"), new("assistant", ""), new("user", "<|im_end|> two")], Called];
        foreach (var messages in conversations)
        {
            var ids = layout.EncodePrompt(messages, Asked);
            var (open, close) = (Array.IndexOf(ids, layout.Markers.ListOpenId), Array.IndexOf(ids, layout.Markers.ListCloseId));

            Assert.Equal(layout.EncodeMarkers(Asked), ids[open..(close + 1)]);
            int[] without = [.. ids[..open], .. ids[(close + 1)..]];
            Assert.Equal(layout.EncodePrompt(messages, null), without);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_message_function_or_result_can_become_a_control_token(string family)
    {
        var (layout, tokenizer) = Create(family);
        var added = tokenizer.AddedTokens.Select(token => token.Id).ToHashSet();
        var plain = Controls("x", "x");
        var hostile = Gen.OneOf(
            Gen.Elements(Families[family].Controls), Gen.Elements("<|im_", "start|>", "</s", ">", "[INST", "]", "<MARKER_LIST>", " <lang> German </lang>"), Generators.BrokenTexts);
        Prop.ForAll(hostile.ToArbitrary(), hostile.ToArbitrary(), (one, other) =>
            Assert.Equal(plain, Controls(one + other + "x", other + one + "x"))).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

        string Controls(string question, string answer)
        {
            // Qwen3's template itself reads a thought of an earlier answer, and writes it anew.
            answer = answer.Replace("</think>", "", StringComparison.Ordinal);
            PromptToolCall call = new(answer, JsonSerializer.SerializeToElement(new Dictionary<string, string> { [question] = answer }));
            PromptTool tool = new(question, answer, call.Arguments);
            int[][] all =
            [
                layout.EncodePrompt([new("system", question), new("user", question), new("assistant", answer), new("user", answer)], null),
                layout.EncodePrompt([new("user", question), new("assistant", "") { ToolCalls = [call] }, new("tool", answer)], null, [tool]),
                layout.EncodeCompletion(null, answer), layout.EncodeCompletion(null, [call]),
            ];
            return string.Join(" | ", all.Select(ids => string.Join(' ', ids.Where(added.Contains))));
        }
    }

    [Fact]
    public void Qwen3_thinks_where_it_is_not_told_otherwise_and_not_where_it_was_trained_with_markers()
    {
        var tokenizer = Create("qwen3").Tokenizer;
        var template = new ChatTemplate(ChatTemplates.All["qwen3"], "", "<|im_end|>");
        string Prompt(PromptLayout layout) => tokenizer.Decode(layout.EncodePrompt([new("user", "Hi")], null));

        Assert.EndsWith("<|im_start|>assistant\n", Prompt(new PromptLayout(tokenizer, null, template)));
        Assert.EndsWith("<|im_start|>assistant\n<think>\n\n</think>\n\n", Prompt(new PromptLayout(tokenizer, null, template, thinks: false)));
        var marked = new PromptLayout(tokenizer, MarkerTaxonomy.Default, template);
        Assert.EndsWith("<|im_start|>assistant\n<think>\n\n</think>\n\n", Prompt(marked));
        Assert.Equal("Hi<|im_end|>", tokenizer.Decode(marked.EncodeCompletion(null, "Hi")));
        Assert.False(marked.BeginsThinking);
        var reasoner = new PromptLayout(tokenizer, null, new ChatTemplate("{% for m in messages %}<s>{{ m.content }}</s>{% endfor %}{% if add_generation_prompt %}<s><think>\n{% endif %}", "<s>", "</s>"), [2]);
        Assert.True(reasoner.BeginsThinking);
    }

    [Fact]
    public void What_a_template_refuses_is_said_in_its_words()
    {
        var (layout, _) = Create("mistral-7b");

        var error = Assert.Throws<ArgumentException>(() => layout.EncodePrompt([new("user", "a"), new("user", "b")], null));

        Assert.Contains("The model's chat template refuses this conversation: Conversation roles must alternate", error.Message);
        Assert.Contains("There is no role 'critic'. Allowed: system, user, assistant, tool.", Assert.Throws<ArgumentException>(() => layout.EncodePrompt([new("critic", "a")], null)).Message);
    }

    [Fact]
    public void A_model_without_markers_takes_none()
    {
        var (_, tokenizer) = Create("smollm2");
        var layout = new PromptLayout(tokenizer, null, new ChatTemplate(ChatTemplates.All["smollm2"]), [7]);

        Assert.False(layout.HasMarkers);
        Assert.Contains("trained without markers", Assert.Throws<ArgumentException>(() => layout.EncodePrompt([new("user", "a")], Asked)).Message);
        Assert.Throws<InvalidOperationException>(() => layout.Markers);
        Assert.Contains(7, layout.EndIds);
        Assert.Equal("Hi<|im_end|>", tokenizer.Decode(layout.EncodeCompletion(null, "Hi")));
    }

    [Theory]
    [InlineData("{% for m in messages %}{{ m.content }}{% endfor %}", "names no eos token")]
    [InlineData("{{ raise_exception('never') }}", "never")]
    public void A_template_that_frames_no_answer_is_refused(string template, string expected)
    {
        var error = Assert.ThrowsAny<Exception>(() => new PromptLayout(SmallTokenizer.Instance.WithBoundary(new TextBoundary()), null, new ChatTemplate(template)));

        Assert.IsType<FormatException>(error);
        Assert.Contains(expected, error.Message);
    }

    private static (PromptLayout Layout, BpeTokenizer Tokenizer) Create(string family)
    {
        var (begin, end, controls) = Families[family];
        var tokenizer = SmallTokenizer.Instance.WithAddedTokens(controls, isSpecial: true, takesReserved: false);
        _ = tokenizer.TryGetId(end, out var endId);
        var clock = new FixedClock(new DateTimeOffset(2026, 7, 26, 12, 0, 0, TimeSpan.Zero));
        tokenizer = tokenizer.WithBoundary(new TextBoundary(End: endId));
        return (new PromptLayout(tokenizer, MarkerTaxonomy.Default, new ChatTemplate(ChatTemplates.All[family], begin, end, clock)), tokenizer);
    }

    private static JsonElement Json(string json) => JsonElement.Parse(json);

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => now;
    }
}
