using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Models.Tests.Prompts;

public sealed class AnswerReaderTests
{
    [Theory]
    [InlineData("", "It rains.", "text It rains.")]
    [InlineData("Hermes", "It rains.\n\nA lot. <b>", "text It rains.\n\nA lot. <b>")]
    [InlineData("Hermes", "<think>\nLet me see.\n</think>\n\nTwelve.", "thinking Let me see.|text Twelve.")]
    [InlineData("Hermes", "<think>\n\n</think>\n\nTwelve.", "text Twelve.")]
    [InlineData("Hermes", "<think>\nNo end", "thinking No end")]
    [InlineData("Hermes", "A <think>is a tag</think>.", "text A <think>is a tag</think>.")]
    [InlineData("Hermes", "<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": \"}\\\"{\"}}\n</tool_call>", "call f {\"a\": \"}\\\"{\"}")]
    [InlineData("Hermes", "I look.\n<tool_call>\n{\"name\":\"f\",\"arguments\":{}}\n</tool_call>\n<tool_call>\n{\"name\":\"g\",\"arguments\":{}}\n</tool_call>", "text I look.|call f {}|call g {}")]
    [InlineData("Hermes", "<think>\nx\n</think>\n\n<tool_call>{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"}</tool_call> Done.", "thinking x|call f {\"a\":1}|text Done.")]
    [InlineData("Hermes", "Write <tool_call>nothing</tool_call>.", "text Write <tool_call>nothing</tool_call>.")]
    [InlineData("Hermes", "<tool_call>{\"name\":1}", "text <tool_call>{\"name\":1}")]
    [InlineData("Hermes", "<tool_call>{\"name\":\"f\",", "text <tool_call>{\"name\":\"f\",")]
    [InlineData("Llama 3", "{\"name\": \"f\", \"parameters\": {\"a\": [1]}}", "call f {\"a\": [1]}")]
    [InlineData("Llama 3", "<|python_tag|>{\"name\": \"f\", \"parameters\": {}}", "call f {}")]
    [InlineData("Llama 3", "<|python_tag|>brave_search.call(query=\"x\")", "text <|python_tag|>brave_search.call(query=\"x\")")]
    [InlineData("Llama 3", "{\"a\": 1} is JSON.", "text {\"a\": 1} is JSON.")]
    [InlineData("Llama 3", "An object: {\"name\": \"f\", \"parameters\": {}}", "text An object: {\"name\": \"f\", \"parameters\": {}}")]
    [InlineData("Mistral", "[TOOL_CALLS] [{\"name\": \"f\", \"arguments\": {}, \"id\": \"call00001\"}, {\"name\": \"g\", \"arguments\": {\"a\": null}}]", "call f {}|call g {\"a\": null}")]
    [InlineData("TreasureMarkers", "<|call|>{\"name\":\"f\",\"arguments\":{}}<|call|>{\"name\":\"g\",\"arguments\":{}}", "call f {}|call g {}")]
    public void Text_thinking_and_calls_come_apart_however_the_answer_arrives(string format, string answer, string expected)
    {
        for (var size = 1; size <= answer.Length; size += size < 8 ? 1 : 7)
        {
            Assert.Equal(expected, Describe(Read(format, answer, size)));
        }
    }

    [Fact]
    public void A_thought_that_the_prompt_opened_is_one() =>
        Assert.Equal("thinking So.|text 12", Describe(Read(new AnswerReader(null, beginsThinking: true), "So.\n</think>\n\n12", 3)));

    [Fact]
    public void Nothing_of_an_answer_is_lost_but_white_space_and_tags()
    {
        string[] pieces = ["<tool_call>", "</tool_call>", "{", "}", "\"name\":", "\"f\"", "\"arguments\":{}", "z", " ", "\n", ",", "[", "<think>", "</think>", "<", "\\", "\""];
        Prop.ForAll(Gen.Elements(pieces).ListOf().Select(string.Concat).ToArbitrary(), answer =>
        {
            var whole = Describe(Read("Hermes", answer, answer.Length + 1));

            Assert.Equal(whole, Describe(Read("Hermes", answer, 1)));
            Assert.Equal(answer.Count(c => c == 'z'), whole.Count(c => c == 'z'));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    private static List<AnswerPart> Read(string format, string answer, int size)
    {
        ToolCallFormat[] formats = [ToolCallFormat.Hermes, ToolCallFormat.Llama3, ToolCallFormat.Mistral, ToolCallFormat.House];
        return Read(new AnswerReader(formats.SingleOrDefault(form => form.Name == format)), answer, size);
    }

    private static List<AnswerPart> Read(AnswerReader reader, string answer, int size) =>
        [.. answer.Chunk(size).SelectMany(part => reader.Append(new string(part))), .. reader.Complete()];

    private static string Describe(IEnumerable<AnswerPart> parts)
    {
        var described = new List<(string Kind, string Text)>();
        foreach (var part in parts)
        {
            var (kind, text) = part switch
            {
                AnswerPart.Text read => ("text", read.Delta),
                AnswerPart.Thinking read => ("thinking", read.Delta),
                _ => ("call", $"{((AnswerPart.Call)part).Value.Name} {((AnswerPart.Call)part).Value.Arguments}"),
            };
            if (kind != "call" && described.Count > 0 && described[^1].Kind == kind)
            {
                described[^1] = (kind, described[^1].Text + text);
            }
            else
            {
                described.Add((kind, text));
            }
        }

        return string.Join('|', described.Select(part => $"{part.Kind} {part.Text}"));
    }
}
