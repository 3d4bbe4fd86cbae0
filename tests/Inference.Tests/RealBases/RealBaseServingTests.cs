using System.Text.Json;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference.Generation;
using TreasureMarkers.Inference.Grammars;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Inference.Tests.RealBases;

/// <summary>A real base in the whole engine: it has no levers and everything else.</summary>
public sealed class RealBaseServingTests(RealBase model)
{
    private static readonly JsonElement Schema = JsonDocument.Parse(
        """{"type":"object","properties":{"city":{"type":"string","maxLength":20},"country":{"enum":["France","Italy"]}},"required":["city","country"]}""").RootElement;

    [Fact]
    public async Task Messages_become_the_references_prompt_and_answers_sharing_passes_are_its_texts()
    {
        var rows = RealBase.Conversations().Take(8).ToArray();
        using var generator = model.LoadGenerator(WeightPrecision.Fp32);

        var answers = await Task.WhenAll(rows.Select(row => AnswerAsync(generator, row.Messages, 32)));

        Assert.All(rows.Zip(answers), pair =>
        {
            var (row, (request, events)) = pair;
            Assert.Equal(row.Prompt, request.Prompt);
            Assert.Equal(row.Text, TextOf(events));
            Assert.Equal(row.Ended ? FinishReason.Stop : FinishReason.Length, Last(events).Reason);
        });
    }

    [Fact]
    public async Task Answers_in_blocks_are_those_of_the_runner_alone()
    {
        var rows = RealBase.Conversations().Take(8).ToArray();
        using var generator = model.LoadGenerator(WeightPrecision.Source);
        using var runner = model.Load(WeightPrecision.Source);
        var folder = model.Open(WeightPrecision.Source);

        var answers = await Task.WhenAll(rows.Select(row => AnswerAsync(generator, row.Messages, 32)));

        var alone = GreedyBatch.Write(runner, [.. rows.Select(row => row.Prompt)], 32, folder.Layout.EndId);
        Assert.Equal(alone.Select(answer => folder.Tokenizer.Decode(answer)), answers.Select(answer => TextOf(answer.Events)));
    }

    [Fact]
    public async Task No_list_is_written()
    {
        using var generator = model.LoadGenerator(WeightPrecision.Source);

        var (_, events) = await AnswerAsync(generator, [new PromptMessage("user", "What is the capital of France?")], 16);

        var markers = Assert.IsType<GenerationEvent.MarkersChosen>(events[0]);
        Assert.Empty(markers.Given);
        Assert.Empty(markers.Inferred);
        Assert.Equal(0, Last(events).Usage.MarkerTokens);
        Assert.NotEmpty(TextOf(events));
    }

    [Fact]
    public async Task The_next_turn_reads_only_what_is_new()
    {
        PromptMessage[] first = [new("user", "What is the capital of France?")];
        using var generator = model.LoadGenerator(WeightPrecision.Source);
        var (request, events) = await AnswerAsync(generator, first, 24);

        var (_, next) = await AnswerAsync(generator, [.. first, new("assistant", TextOf(events)), new("user", "And of Italy?")], 24);

        Assert.InRange(Last(next).Usage.CachedTokens, request.Prompt.Length, int.MaxValue);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task An_answer_keeps_to_a_schema(float temperature)
    {
        using var generator = model.LoadGenerator(WeightPrecision.Source);

        var (_, events) = await AnswerAsync(
            generator, [new PromptMessage("user", "Name a city in Italy, as JSON.")], 80,
            request => request with { Grammar = Grammar.ForJsonSchema(Schema), Sampling = request.Sampling with { Temperature = temperature, Seed = 1 } });

        using var json = JsonDocument.Parse(TextOf(events));
        Assert.Contains(json.RootElement.GetProperty("country").GetString(), new[] { "France", "Italy" });
        Assert.Equal(FinishReason.Stop, Last(events).Reason);
    }

    [Fact]
    public async Task A_function_that_must_be_called_is_called_with_arguments_of_its_schema()
    {
        using var generator = model.LoadGenerator(WeightPrecision.Source);
        var functions = new FunctionCalling([new PromptTool("look_up", "Looks a city up.", Schema)], required: true, allowMultiple: false);

        var (_, events) = await AnswerAsync(generator, [new PromptMessage("user", "Look up Rome.")], 120, functions: functions);

        var call = Assert.Single(events.OfType<GenerationEvent.FunctionCall>());
        Assert.Equal("look_up", call.Name);
        Assert.Contains(call.Arguments.GetProperty("country").GetString(), new[] { "France", "Italy" });
        Assert.Equal(FinishReason.FunctionCalls, Last(events).Reason);
    }

    private static async Task<(GenerationRequest Request, List<GenerationEvent> Events)> AnswerAsync(
        TextGenerator generator,
        IReadOnlyList<PromptMessage> messages,
        int tokens,
        Func<GenerationRequest, GenerationRequest>? change = null,
        FunctionCalling? functions = null)
    {
        var request = generator.CreateRequest(messages, MarkerSet.Empty(generator.Taxonomy), functions) with { MaxOutputTokens = tokens };
        request = change?.Invoke(request) ?? request;
        return (request, await generator.GenerateAsync(request).ToListAsync());
    }

    private static string TextOf(IEnumerable<GenerationEvent> events) => string.Concat(events.OfType<GenerationEvent.Text>().Select(text => text.Delta));

    private static GenerationEvent.Finished Last(List<GenerationEvent> events) => Assert.IsType<GenerationEvent.Finished>(events[^1]);
}
