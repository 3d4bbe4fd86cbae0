using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using TreasureMarkers.Markers;
using TreasureMarkers.Plugin;
using TreasureMarkers.SemanticKernel.Tests.Support;

namespace TreasureMarkers.SemanticKernel.Tests;

public sealed class MarkerChatCompletionServiceTests(TinyModel model)
{
    private readonly MarkerChatCompletionService _service = new(model.Client);

    [Fact]
    public async Task It_answers_as_the_chat_client_does()
    {
        var settings = InLanguage("German", maxTokens: 30);
        var message = await _service.GetChatMessageContentAsync("Hello", settings);
        var response = await model.Client.GetResponseAsync(
            "Hello", new ChatOptions { MaxOutputTokens = 30 }.WithMarkers(("lang", "German")));
        Assert.Equal(response.Text, message.Content);
        Assert.Equal(AuthorRole.Assistant, message.Role);
        Assert.Equal((model.Client.Model.Name, model.Client.Model.Name), (message.ModelId, _service.Attributes["ModelId"]));
        Assert.Equal(response.Usage!.OutputTokenCount, Assert.IsType<UsageDetails>(message.Metadata!["Usage"]).OutputTokenCount);
        Assert.Equal(response.FinishReason!.Value.Value, message.Metadata[MarkerMetadata.FinishReason]);
    }

    [Fact]
    public async Task The_metadata_has_markers_adherence_and_timings()
    {
        var settings = new MarkerPromptExecutionSettings
        {
            Markers = new Dictionary<string, string> { ["length_tokens"] = "7" },
            Enforce = ["length_tokens"],
        };
        var metadata = (await _service.GetChatMessageContentAsync("Hello", settings)).Metadata;
        Assert.Equal("7", metadata.GetMarkers()!["length_tokens"]);
        Assert.DoesNotContain("length_tokens", metadata.GetInferredMarkers()!.Keys);
        Assert.Equal(metadata.GetMarkers()!.Keys.Order(), metadata.GetInferredMarkers()!.Keys.Append("length_tokens").Order());
        Assert.All(metadata.GetInferredMarkers()!.Values, marker => Assert.InRange(marker.Probability, 0, 1));
        Assert.True(metadata.GetAdherence()!.Single(entry => entry.Category == "length_tokens").Met);
        Assert.True(metadata.GetTimings()!.DecodeTokens > 0);
    }

    [Fact]
    public async Task Streaming_gives_the_same_as_not_streaming()
    {
        var settings = new MarkerPromptExecutionSettings { Temperature = 1.2f, Seed = 5, MaxTokens = 60 };
        var whole = await _service.GetChatMessageContentAsync("Hello", settings);
        var pieces = await _service.GetStreamingChatMessageContentsAsync("Hello", settings).ToListAsync();
        Assert.Equal(whole.Content, string.Concat(pieces.Select(piece => piece.Content)));
        Assert.Equal(whole.Metadata.GetMarkers(), pieces[0].Metadata.GetMarkers());
        Assert.Equal(whole.Metadata.GetInferredMarkers()!.Keys, pieces[0].Metadata.GetInferredMarkers()!.Keys);
        Assert.Equal(whole.Metadata.GetAdherence(), pieces[^1].Metadata.GetAdherence());
        Assert.Equal(whole.Metadata!["FinishReason"], pieces[^1].Metadata!["FinishReason"]);
        Assert.True(pieces.Count > 3);
    }

    [Fact]
    public async Task An_answer_is_part_of_the_next_request_also_after_it_was_stored_as_json()
    {
        var settings = new MarkerPromptExecutionSettings { MaxTokens = 5 };
        ChatHistory history = new("Be brief.");
        history.AddUserMessage("Hello");
        history.Add((await _service.GetChatMessageContentsAsync(history, settings))[0]);
        history.AddUserMessage("And then?");
        var stored = JsonSerializer.Deserialize<ChatHistory>(JsonSerializer.Serialize(history))!;
        Assert.Null(stored[2].Metadata.GetMarkers());
        Assert.Equal(
            (await _service.GetChatMessageContentAsync(history, settings)).Content,
            (await _service.GetChatMessageContentAsync(stored, settings)).Content);
    }

    [Fact]
    public async Task A_json_schema_holds()
    {
        var schema = JsonElement.Parse("""
            {"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"],"additionalProperties":false}
            """);
        var message = await _service.GetChatMessageContentAsync(
            "Hello", new MarkerPromptExecutionSettings { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema), MaxTokens = 100 });
        Assert.Contains(
            JsonDocument.Parse(message.Content!).RootElement.GetProperty("ok").ValueKind,
            new[] { JsonValueKind.True, JsonValueKind.False });
    }

    [Fact]
    public async Task A_kernel_fills_in_a_prompt_and_gives_the_metadata_on()
    {
        var kernel = model.Kernel();
        var arguments = new KernelArguments(InLanguage("French", maxTokens: 8)) { ["tool"] = "htop" };
        var result = await kernel.InvokePromptAsync("Explain {{$tool}}.", arguments);
        Assert.Equal("French", result.Metadata.GetMarkers()!["lang"]);
        var pieces = await kernel.InvokePromptStreamingAsync<StreamingChatMessageContent>("Explain {{$tool}}.", arguments).ToListAsync();
        Assert.Equal(result.ToString(), string.Concat(pieces.Select(piece => piece.Content)));
    }

    [Fact]
    public async Task A_prompt_file_sets_markers()
    {
        var function = KernelFunctionFactory.CreateFromPrompt(PromptTemplateConfig.FromJson("""
            {
              "template": "Hello",
              "execution_settings": {
                "default": {
                  "markers": { "lang": "German", "length_tokens": 9 },
                  "enforce": ["length_tokens"],
                  "max_tokens": 20,
                  "stop_sequences": ["END"]
                }
              }
            }
            """));
        var metadata = (await model.Kernel().InvokeAsync(function)).Metadata;
        Assert.Equal(("German", "9"), (metadata.GetMarkers()!["lang"], metadata.GetMarkers()!["length_tokens"]));
        Assert.InRange(metadata.GetTimings()!.DecodeTokens, 1, 20);
    }

    [Fact]
    public async Task What_the_model_refuses_says_why()
    {
        Task<ChatMessageContent> AskAsync(PromptExecutionSettings settings) => _service.GetChatMessageContentAsync("Hello", settings);
        var value = await Assert.ThrowsAsync<MarkerException>(
            () => AskAsync(InLanguage("Klingon", maxTokens: 8)));
        Assert.Contains("German", value.Allowed);
        var enforce = await Assert.ThrowsAsync<MarkerException>(
            () => AskAsync(new MarkerPromptExecutionSettings { Enforce = ["quality"] }));
        Assert.Contains("length_bucket", enforce.Message, StringComparison.Ordinal);
        var range = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => AskAsync(new MarkerPromptExecutionSettings { TopP = 7 }));
        Assert.Contains("TopP is 7", range.Message, StringComparison.Ordinal);
        var loose = new PromptExecutionSettings { ExtensionData = new Dictionary<string, object> { ["temperature"] = "hot" } };
        var type = await Assert.ThrowsAsync<ArgumentException>(() => AskAsync(loose));
        Assert.Contains("temperature", type.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_ends_a_stream()
    {
        using var cancelling = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            var settings = new MarkerPromptExecutionSettings { MaxTokens = 4000 };
            var pieces = _service.GetStreamingChatMessageContentsAsync("Hello", settings, cancellationToken: cancelling.Token);
            await foreach (var piece in pieces)
            {
                await cancelling.CancelAsync();
            }
        });
    }

    private static MarkerPromptExecutionSettings InLanguage(string language, int maxTokens) => new()
    {
        Markers = new Dictionary<string, string> { ["lang"] = language },
        MaxTokens = maxTokens,
    };
}
