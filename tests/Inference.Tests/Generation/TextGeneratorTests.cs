using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference.Generation;
using TreasureMarkers.Inference.Grammars;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Inference.Tests.Generation;

/// <summary>The engine as a .NET user without Microsoft.Extensions.AI sees it.</summary>
public class TextGeneratorTests(ModelFolders folders)
{
    private static readonly PromptMessage[] Hello = [new("user", "Hello")];

    [Fact]
    public async Task MarkersComeFirstThenTextThenTheEnd()
    {
        using var generator = ModelFolders.LoadGenerator(folders.Small);
        var request = generator.CreateRequest(Hello,
            MarkerSet.Empty(generator.Taxonomy).With("lang", "German")) with
        { MaxOutputTokens = 20 };
        var events = await ListAsync(generator, request);

        var markers = Assert.IsType<GenerationEvent.MarkersChosen>(events[0]);
        Assert.Equal("German", markers.Given["lang"]);
        Assert.Equal("German", markers.All["lang"]);
        Assert.DoesNotContain("lang", markers.Inferred.Keys);
        Assert.All(events[1..^1], next => Assert.NotEmpty(Assert.IsType<GenerationEvent.Text>(next).Delta));
        var end = Assert.IsType<GenerationEvent.Finished>(events[^1]);
        Assert.Equal(request.Prompt.Length, end.Usage.PromptTokens);
        Assert.InRange(end.Usage.OutputTokens, 1, 20);
        Assert.Equal(end.Usage.OutputTokens, end.Timings.DecodeTokens);
        Assert.Equal(0, generator.RunningRequests);
    }

    [Fact]
    public async Task ARequestThatCannotBeAnsweredSaysWhatIsAllowed()
    {
        using var generator = ModelFolders.LoadGenerator(folders.Small);
        var request = generator.CreateRequest(Hello, MarkerSet.Empty(generator.Taxonomy));
        await RefusesAsync<ArgumentException>(request with { Prompt = [] }, "at least one");
        await RefusesAsync<ArgumentException>(request with { Prompt = [-1] }, "from 0 to");
        await RefusesAsync<ArgumentException>(request with { Prompt = [generator.Model.VocabularySize] }, "from 0 to");
        await RefusesAsync<ArgumentOutOfRangeException>(request with { MaxOutputTokens = 0 }, "MaxOutputTokens");
        await RefusesAsync<PromptTooLongException>(request with { Prompt = new int[generator.Model.ContextLength] }, "512");
        await RefusesAsync<OutputLimitException>(request with { MaxOutputTokens = 2, Grammar = Grammar.Json }, "may take 3");

        async Task RefusesAsync<T>(GenerationRequest refused, string expected)
            where T : Exception => Assert.Contains(expected,
                (await Assert.ThrowsAsync<T>(() => ListAsync(generator, refused))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheTextKeepsToItsGrammarAndTheCallsToTheirSchemas()
    {
        using var generator = ModelFolders.LoadGenerator(folders.Small);
        using var schema = JsonDocument.Parse("""{"type":"object","properties":{"city":{"enum":["Rome","Oslo"]}},"required":["city"]}""");
        var none = MarkerSet.Empty(generator.Taxonomy);
        var json = await ListAsync(generator,
            generator.CreateRequest(Hello, none) with { Grammar = Grammar.ForJsonSchema(schema.RootElement) });
        using var document = JsonDocument.Parse(string.Concat(json.OfType<GenerationEvent.Text>().Select(text => text.Delta)));
        Assert.Contains(document.RootElement.GetProperty("city").GetString(), new[] { "Rome", "Oslo" });

        var weather = new FunctionCalling([new PromptTool("weather", "The weather.", schema.RootElement)], required: true,
            allowMultiple: false);
        var events = await ListAsync(generator, generator.CreateRequest(Hello, none, weather));
        var call = Assert.Single(events.OfType<GenerationEvent.FunctionCall>());
        Assert.Equal("weather", call.Name);
        Assert.Contains(call.Arguments.GetProperty("city").GetString(), new[] { "Rome", "Oslo" });
        Assert.Equal(FinishReason.FunctionCalls, Assert.IsType<GenerationEvent.Finished>(events[^1]).Reason);
    }

    [Fact]
    public async Task WhoeverStopsListeningEndsTheGeneration()
    {
        using var generator = ModelFolders.LoadGenerator(folders.Slow);
        await foreach (var next in generator.GenerateAsync(
            generator.CreateRequest(Hello, MarkerSet.Empty(generator.Taxonomy)) with { MaxOutputTokens = 30_000 }))
        {
            if (next is GenerationEvent.Text)
            {
                break;
            }
        }

        Assert.Equal(0, generator.RunningRequests);
    }

    [Fact]
    public async Task ADisposedGeneratorRefuses()
    {
        var generator = ModelFolders.LoadGenerator(folders.Small);
        var request = generator.CreateRequest(Hello, MarkerSet.Empty(generator.Taxonomy));
        generator.Dispose();
        generator.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ListAsync(generator, request));
    }

    [Fact]
    public async Task TheRuntimeIsASetting()
    {
        var answers = new List<string>();
        foreach (var runtime in new[] { ModelRuntime.Auto, ModelRuntime.OnnxRuntime, ModelRuntime.GenAI })
        {
            using var generator = TextGenerator.Load(
                new MarkerModelOptions { ModelFolder = folders.Small, Device = ModelDevice.Cpu, Runtime = runtime });
            Assert.Equal(runtime == ModelRuntime.Auto ? ModelRuntime.OnnxRuntime : runtime, generator.Model.Runtime);
            Assert.Equal("cpu", generator.Model.Device);
            var events = await ListAsync(generator, generator.CreateRequest(Hello, MarkerSet.Empty(generator.Taxonomy)));
            answers.Add(string.Concat(events.OfType<GenerationEvent.Text>().Select(text => text.Delta)));
        }

        Assert.Single(answers.Distinct());
        var both = new MarkerModelOptions { ModelFolder = folders.Small, Device = ModelDevice.Cuda, Runtime = ModelRuntime.OnnxRuntime };
        Assert.Contains("CPU", Assert.Throws<ValidationException>(() =>
            Validator.ValidateObject(both, new ValidationContext(both), true)).Message, StringComparison.Ordinal);
    }

    private static async Task<List<GenerationEvent>> ListAsync(TextGenerator generator, GenerationRequest request)
    {
        var events = new List<GenerationEvent>();
        await foreach (var next in generator.GenerateAsync(request))
        {
            events.Add(next);
        }

        return events;
    }
}
