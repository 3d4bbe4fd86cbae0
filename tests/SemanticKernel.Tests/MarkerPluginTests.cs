using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using TreasureMarkers.Markers;
using TreasureMarkers.Plugin.Functions;
using TreasureMarkers.SemanticKernel.Tests.Support;

namespace TreasureMarkers.SemanticKernel.Tests;

/// <summary>
/// The random model would call nothing by itself: where a function is required, the call's grammar makes it, with arguments or, for some
/// seeds, without.
/// </summary>
public sealed class MarkerPluginTests
{
    private readonly List<string> _invoked = [];
    private readonly TinyModel _model;
    private readonly MarkerState _state;
    private readonly Kernel _kernel;
    private readonly IChatCompletionService _service;

    public MarkerPluginTests(TinyModel model)
    {
        _model = model;
        _state = new MarkerState(model.Caller.Taxonomy);
        _kernel = model.Kernel(model.Caller.AsBuilder().UseMarkerState(_state).Build());
        _kernel.Plugins.Add(MarkerPlugin.Create(_state, model.Caller));
        _service = _kernel.GetRequiredService<IChatCompletionService>();
    }

    [Fact]
    public void Its_functions_have_the_definitions_names_and_parameters()
    {
        var functions = _kernel.Plugins["markers"].GetFunctionsMetadata();
        Assert.Equal(
            ["clear_markers", "get_markers", "list_markers", "set_markers", "suggest_markers"], functions.Select(f => f.Name).Order());
        var set = functions.Single(f => f.Name == "set_markers");
        Assert.Equal(_state.Taxonomy.Categories.Select(c => c.Name), set.Parameters.Select(p => p.Name));
        Assert.Contains("German", set.Parameters.Single(p => p.Name == "lang").Schema!.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(MarkerPlugin.Create(_state), f => f.Name == "suggest_markers");
    }

    [Fact]
    public async Task The_kernel_invokes_them_and_answers_follow()
    {
        var result = await _kernel.InvokeAsync("markers", "set_markers", new() { ["lang"] = "German" });
        Assert.Equal("""{"markers":{"lang":"German"}}""", result.GetValue<JsonElement>().GetRawText());
        var answer = await _service.GetChatMessageContentAsync("Hello", new MarkerPromptExecutionSettings { MaxTokens = 5 }, _kernel);
        Assert.Equal("German", answer.Metadata.GetMarkers()!["lang"]);
        var wrong = await _kernel.InvokeAsync("markers", "set_markers", new() { ["lang"] = "Klingon" });
        Assert.Contains("Klingon", wrong.GetValue<JsonElement>().GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_by_the_model_is_carried_out_and_the_answer_is_under_its_markers(bool streaming)
    {
        ChatHistory history = [];
        MarkerSet? markers = null;
        for (var seed = 0; _state.Version == 0; seed++)
        {
            history = [new(AuthorRole.User, "Shorter, in German")];
            var settings = Required("set_markers", autoInvoke: true, seed);
            markers = streaming
                ? (await _service.GetStreamingChatMessageContentsAsync(history, settings, _kernel).ToListAsync())
                    .Select(p => p.Metadata.GetMarkers()).Last(m => m is not null)
                : (await _service.GetChatMessageContentsAsync(history, settings, _kernel))[0].Metadata.GetMarkers();
        }

        Assert.All(_state.Snapshot(), marker => Assert.Equal(marker.Value, markers![marker.Key]));
        Assert.Contains(history, message => message.Items.OfType<Microsoft.SemanticKernel.FunctionCallContent>().Any());
        Assert.Contains(history, message => message.Role == AuthorRole.Tool);
    }

    [Fact]
    public async Task A_call_is_handed_to_the_caller_who_invokes_it()
    {
        for (var seed = 0; _state.Version == 0; seed++)
        {
            var settings = Required("set_markers", autoInvoke: false, seed);
            var message = (await _service.GetChatMessageContentsAsync([new(AuthorRole.User, "Hello")], settings, _kernel))[0];
            Assert.Empty(_state.Snapshot());
            Assert.Equal("tool_calls", message.Metadata!["FinishReason"]);
            var call = Microsoft.SemanticKernel.FunctionCallContent.GetFunctionCalls(message).First();
            await call.InvokeAsync(_kernel);
            Assert.Equal(call.Arguments!.Keys.Order(), _state.Snapshot().Keys.Order());
        }
    }

    [Fact]
    public async Task Streamed_calls_are_put_together_by_the_kernels_builder_and_invoked()
    {
        var settings = Required("set_markers", autoInvoke: false, seed: 3);
        settings.FunctionChoiceBehavior = FunctionChoiceBehavior.Required(
            [_kernel.Plugins.GetFunction("markers", "set_markers")], autoInvoke: false);
        var whole = (await _service.GetChatMessageContentsAsync([new(AuthorRole.User, "Hello")], settings, _kernel))[0];
        var builder = new FunctionCallContentBuilder();
        await foreach (var piece in _service.GetStreamingChatMessageContentsAsync([new(AuthorRole.User, "Hello")], settings, _kernel))
        {
            builder.Append(piece);
        }

        var calls = builder.Build();
        Assert.Equal(Microsoft.SemanticKernel.FunctionCallContent.GetFunctionCalls(whole).Select(Describe), calls.Select(Describe));
        Assert.Equal("markers", calls[0].PluginName);
        await calls[0].InvokeAsync(_kernel);
        Assert.Equal(calls[0].Arguments!.Keys.Order(), _state.Snapshot().Keys.Order());
    }

    [Fact]
    public async Task The_model_sees_the_functions_as_in_training()
    {
        var settings = Required("set_markers", autoInvoke: false, seed: 3);
        settings.FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(autoInvoke: false);
        settings.MaxTokens = 1;
        var answer = (await _service.GetChatMessageContentsAsync([new(AuthorRole.User, "Hello")], settings, _kernel))[0];
        var trained = await _model.Caller.GetResponseAsync(
            "Hello", new ChatOptions { Tools = [.. MarkerFunctions.Create(_state, _model.Caller)], MaxOutputTokens = 1 });
        Assert.Equal(trained.Usage!.InputTokenCount, ((UsageDetails)answer.Metadata!["Usage"]!).InputTokenCount);
    }

    [Fact]
    public async Task Functions_of_the_same_name_keep_their_plugins()
    {
        KernelPlugin Counting(string plugin) =>
            KernelPluginFactory.CreateFromFunctions(
                plugin, [KernelFunctionFactory.CreateFromMethod(() => _invoked.Add(plugin), "count", "Counts.")]);
        _kernel.Plugins.Add(Counting("left"));
        _kernel.Plugins.Add(Counting("right"));
        var settings = Required("get_markers", autoInvoke: true, seed: 3);
        settings.FunctionChoiceBehavior = FunctionChoiceBehavior.Required(
            [_kernel.Plugins.GetFunction("left", "count"), _kernel.Plugins.GetFunction("right", "count")]);
        await _service.GetChatMessageContentsAsync([new(AuthorRole.User, "Hello")], settings, _kernel);
        Assert.NotEmpty(_invoked);
    }

    private static string Describe(Microsoft.SemanticKernel.FunctionCallContent call) =>
        $"{call.PluginName}.{call.FunctionName} "
        + string.Join(", ", call.Arguments!.OrderBy(argument => argument.Key).Select(argument => $"{argument.Key}={argument.Value}"));

    private MarkerPromptExecutionSettings Required(string function, bool autoInvoke, int seed) => new()
    {
        FunctionChoiceBehavior = FunctionChoiceBehavior.Required(
            [_kernel.Plugins.GetFunction("markers", function)], autoInvoke, new() { AllowParallelCalls = false }),
        Temperature = 1.5f,
        Seed = seed,
        MaxTokens = 300,
    };
}
