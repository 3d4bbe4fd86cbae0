using System.Text.Json;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference.Grammars;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Inference.Tests.Generation;

/// <summary>A base that thinks before it answers, and was trained without markers.</summary>
public sealed class ThinkingTests
{
    private const string Template =
        "{% for m in messages %}{{ '<|' + m.role + '|>' + m.content + '<|end|>' }}{% endfor %}"
        + "{% if add_generation_prompt %}{{ '<|assistant|><think>\\n' }}{% endif %}";

    [Theory]
    [InlineData(-30, 60)]
    [InlineData(-30, 400)]
    [InlineData(30, 60)]
    public async Task A_format_is_kept_after_the_thinking_however_that_ends(float endBias, int tokens)
    {
        using var folder = new TemporaryFolder();
        using var generator = ModelFolders.LoadGenerator(Base(folder["model"], endBias));
        var request = generator.CreateRequest([new PromptMessage("user", "Hello")], MarkerSet.Empty(generator.Taxonomy)) with
        {
            MaxOutputTokens = tokens,
            Grammar = Grammar.Json,
            Sampling = SamplingSettings.Greedy with { Temperature = 1, Seed = 3 },
        };

        var events = await generator.GenerateAsync(request).ToListAsync();

        var text = string.Concat(events.OfType<GenerationEvent.Text>().Select(next => next.Delta));
        Assert.Contains(JsonDocument.Parse(text).RootElement.ValueKind, new[] { JsonValueKind.Object, JsonValueKind.Array });
        Assert.DoesNotContain("think>", text, StringComparison.Ordinal);
        Assert.Equal(endBias < 0, events.OfType<GenerationEvent.Thinking>().Any());
        Assert.InRange(Assert.IsType<GenerationEvent.Finished>(events[^1]).Usage.OutputTokens, 1, tokens);
    }

    [Fact]
    public async Task Without_a_format_the_answer_may_be_cut_inside_its_thinking()
    {
        using var folder = new TemporaryFolder();
        using var generator = ModelFolders.LoadGenerator(Base(folder["model"], endBias: -30));
        var request = generator.CreateRequest([new PromptMessage("user", "Hello")], MarkerSet.Empty(generator.Taxonomy)) with { MaxOutputTokens = 20 };

        var events = await generator.GenerateAsync(request).ToListAsync();

        Assert.NotEmpty(events.OfType<GenerationEvent.Thinking>());
        Assert.Empty(events.OfType<GenerationEvent.Text>());
        Assert.Equal(FinishReason.Length, Assert.IsType<GenerationEvent.Finished>(events[^1]).Reason);
    }

    private static string Base(string folder, float endBias)
    {
        new RandomModel(EndBias: endBias).WriteTo(folder);
        File.WriteAllText(Path.Combine(folder, "chat_template.jinja"), Template);
        File.WriteAllText(Path.Combine(folder, "taxonomy.json"), """{ "categories": [] }""");
        return folder;
    }
}
