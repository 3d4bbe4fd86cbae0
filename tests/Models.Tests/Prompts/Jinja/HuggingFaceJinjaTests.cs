using System.Text.Json;
using System.Text.Json.Nodes;
using TreasureMarkers.Models.Prompts.Jinja;
using TreasureMarkers.Models.Tests.Support;

namespace TreasureMarkers.Models.Tests.Prompts.Jinja;

/// <summary>Ours against Hugging Face's Jinja for JavaScript, over chat templates as their models carry them.</summary>
public sealed class HuggingFaceJinjaTests(ITestOutputHelper console)
{
    /// <summary>
    /// Templates for which JavaScript's is no judge: it has no <c>reject</c> by a test with arguments, goes neither over a text's characters
    /// nor selects of them, and prints booleans and lists as JSON, where Python and ours print True and ['a'].
    /// </summary>
    private static readonly string[] OursAlone =
        ["42 library/llama-guard3:1b", "48 library/llama3.2-vision:90b", "49 library/llama3.2-vision:latest", "80 library/qwen3-coder:30b"];

    private static readonly NpmProgram Program = new(Path.Combine("HuggingFace", "npm"));

    [Fact]
    public async Task Every_familys_template_gives_the_same_text()
    {
        NpmProgram.Require();
        var (compared, refused) = (0, 0);
        var different = new List<string>();
        var contexts = Contexts().ToArray();

        foreach (var (name, (source, texts)) in await RenderAsync("", ChatTemplates.All, contexts))
        {
            var template = JinjaTemplate.Parse(source);
            for (var i = 0; i < contexts.Length; i++)
            {
                var ours = Render(template, contexts[i]);
                compared++;
                refused += ours is null ? 1 : 0;
                // JavaScript's selectattr("tool_calls", "undefined") passes over messages that lack it, and so finds no two users in a row.
                if (ours != texts[i] && !(ours is null && Refusal(template, contexts[i]).Contains("must alternate", StringComparison.Ordinal)))
                {
                    different.Add($"{name}, {contexts[i].ToJsonString()}:\n{ours ?? Refusal(template, contexts[i])}\n---\n{texts[i]}");
                }
            }
        }

        console.WriteLine($"{compared} texts of {ChatTemplates.All.Count} templates, {refused} refused by both");
        Assert.True(different.Count == 0, string.Join("\n\n", different.GroupBy(text => text[..9]).Select(group => group.First())));
        Assert.True(refused < compared / 3, "Most conversations must be rendered.");
    }

    [Fact]
    public async Task A_hundred_other_models_templates_give_the_same_text_or_are_refused_by_name()
    {
        NpmProgram.Require();
        var contexts = Contexts().ToArray();
        var (equal, refusedByBoth) = (0, 0);
        var (different, unsupported) = (new List<string>(), new List<string>());

        foreach (var (name, (source, texts)) in await RenderAsync("packaged", new Dictionary<string, string>(), contexts))
        {
            JinjaTemplate template;
            try
            {
                template = JinjaTemplate.Parse(source);
            }
            catch (JinjaException e)
            {
                unsupported.Add($"{name}: {e.Message}");
                continue;
            }

            for (var i = 0; i < contexts.Length; i++)
            {
                var ours = Render(template, contexts[i]);
                equal += ours is not null && ours == texts[i] ? 1 : 0;
                refusedByBoth += ours is null && texts[i] is null ? 1 : 0;
                // JavaScript's joins text and a dictionary; Python's and ours refuse it.
                var differs = ours != texts[i] && texts[i]?.Contains("[object Map]", StringComparison.Ordinal) != true;
                if (differs && !OursAlone.Contains(name))
                {
                    different.Add($"{name}, {contexts[i].ToJsonString()}:\n{ours ?? Refusal(template, contexts[i])}\n---\n{texts[i]}");
                }
            }
        }

        console.WriteLine($"{equal} texts equal, {refusedByBoth} refused by both, {unsupported.Count} templates not supported");
        Assert.True(different.Count == 0, string.Join("\n\n", different.GroupBy(text => text[..9]).Select(group => group.First())));
        Assert.Empty(unsupported);
        Assert.True(equal > 7_000, "Most conversations must be rendered.");
    }

    private static string? Render(JinjaTemplate template, JsonObject context)
    {
        try
        {
            return template.Render(ToVariables(context), DateTimeOffset.Now).Value;
        }
        catch (JinjaException)
        {
            return null;
        }
    }

    private static string Refusal(JinjaTemplate template, JsonObject context) =>
        "refused: " + Assert.Throws<JinjaException>(() => template.Render(ToVariables(context), DateTimeOffset.Now)).Message;

    private static IEnumerable<KeyValuePair<string, JinjaValue>> ToVariables(JsonObject context) => context.Select(variable =>
        KeyValuePair.Create(variable.Key, JinjaValue.FromJson(JsonSerializer.SerializeToElement(variable.Value), JinjaOrigin.Content)));

    private static async Task<Dictionary<string, (string Source, string?[] Texts)>> RenderAsync(
        string packaged, IReadOnlyDictionary<string, string> templates, JsonObject[] contexts)
    {
        var answer = JsonNode.Parse(await Program.RunAsync("jinja.mjs", packaged, JsonSerializer.Serialize(new { templates, contexts })))!;
        return answer.AsObject().ToDictionary(
            entry => entry.Key,
            entry => ((string)entry.Value!["source"]!, entry.Value["texts"]!.AsArray().Select(text => (string?)text).ToArray()));
    }

    /// <summary>Conversations with and without a system message, of several turns, with functions, calls, results and thinking.</summary>
    private static IEnumerable<JsonObject> Contexts()
    {
        const string system = """{"role":"system","content":" Be kind.\n"}""";
        const string user = """{"role":"user","content":"  Wie spät ist es in \"Köln\"? 🙂 <b>&amp;</b>\t'x' \\ \n"}""";
        const string more = """{"role":"user","content":"And why?"}""";
        const string answer = """{"role":"assistant","content":"Zehn nach zwölf."}""";
        const string thought = """{"role":"assistant","content":"<think>\nLet me see.\n</think>\n\nTwelve."}""";
        const string reasoned = """{"role":"assistant","content":"Twelve.","reasoning_content":"Let me see."}""";
        const string call = """{"role":"assistant","content":"","tool_calls":[{"id":"call00001","type":"function","function":{"name":"get_time","arguments":{"place":"Köln \"x\"","exact":true,"list":[1,"b",2.5,null,{"a":{}}]}}}]}""";
        const string calls = """{"role":"assistant","content":"I look.","tool_calls":[{"id":"call00001","type":"function","function":{"name":"get_time","arguments":{}}},{"id":"call00002","type":"function","function":{"name":"get_time","arguments":{"place":"Rom"}}}]}""";
        const string result = """{"role":"tool","tool_call_id":"call00001","content":"{\"time\": \"12:10\"}"}""";
        const string other = """{"role":"tool","tool_call_id":"call00002","content":"13:10"}""";
        const string tools = """[{"type":"function","function":{"name":"get_time","description":"Tells the \"time\".","parameters":{"type":"object","properties":{"place":{"type":"string","enum":["Köln","Rom"]},"n":{"type":"integer","minimum":0}},"required":["place"]}}},{"type":"function","function":{"name":"list","description":"Zählt auf.","parameters":{"type":"object","properties":{}}}}]""";
        string[] conversations =
        [
            user, $"{system},{user}", $"{user},{answer},{more}", $"{system},{user},{answer},{more},{answer}", $"{user},{thought},{more}",
            $"{user},{thought}", $"{user},{reasoned},{more},{reasoned}", $"{user},{call},{result}", $"{system},{user},{call},{result},{answer},{more}",
            $"{user},{calls},{result},{other},{answer}", $"{system},{user},{call}", $"{user},{more}", $"{system}",
        ];
        foreach (var messages in conversations)
        {
            foreach (var offered in new[] { "null", tools })
            {
                foreach (var generates in new[] { "true", "false" })
                {
                    foreach (var extra in new[] { "", ",\"enable_thinking\":false" })
                    {
                        if (extra.Length == 0 || messages.Length < 400)
                        {
                            yield return JsonNode.Parse(
                                $$"""{"messages":[{{messages}}],"tools":{{offered}},"add_generation_prompt":{{generates}},"bos_token":"<s>","eos_token":"</s>"{{extra}}}""")!.AsObject();
                        }
                    }
                }
            }
        }
    }
}
