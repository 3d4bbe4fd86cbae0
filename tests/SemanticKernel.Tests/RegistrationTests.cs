using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using TreasureMarkers.Models;
using TreasureMarkers.SemanticKernel.Tests.Support;

namespace TreasureMarkers.SemanticKernel.Tests;

public sealed class RegistrationTests(TinyModel model)
{
    [Fact]
    public async Task A_kernel_loads_the_model_of_a_folder()
    {
        var builder = Kernel.CreateBuilder().AddTreasureMarkersChatCompletion(options =>
        {
            options.ModelFolder = model.Folder;
            options.Threads = 1;
        });
        await using var provider = builder.Services.BuildServiceProvider();
        var service = provider.GetRequiredService<IChatCompletionService>();
        Assert.Same(service, provider.GetRequiredService<IChatCompletionService>());
        var message = await service.GetChatMessageContentAsync("Hello", new MarkerPromptExecutionSettings { MaxTokens = 3 });
        Assert.NotNull(message.Metadata.GetMarkers());
    }

    [Fact]
    public async Task Settings_choose_a_service_by_its_id()
    {
        var builder = Kernel.CreateBuilder();
        builder.AddTreasureMarkersChatCompletion(model.Client, "first").AddTreasureMarkersChatCompletion(model.Client, "second");
        var kernel = builder.Build();
        Assert.NotSame(
            kernel.GetRequiredService<IChatCompletionService>("first"), kernel.GetRequiredService<IChatCompletionService>("second"));
        var result = await kernel.InvokePromptAsync(
            "Hello", new(new MarkerPromptExecutionSettings { ServiceId = "second", MaxTokens = 3 }));
        Assert.NotNull(result.Metadata.GetMarkers());
        await Assert.ThrowsAsync<KernelException>(
            () => kernel.InvokePromptAsync("Hello", new(new MarkerPromptExecutionSettings { ServiceId = "third" })));
    }

    [Fact]
    public void Wrong_options_are_refused_with_what_to_do()
    {
        using var provider = new ServiceCollection().AddTreasureMarkersChatCompletion(options => options.Threads = -1)
            .BuildServiceProvider();
        var message = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IChatCompletionService>).Message;
        Assert.Contains("ModelFolder is empty", message, StringComparison.Ordinal);
        Assert.Contains("Threads must be", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_missing_is_refused()
    {
        using var provider = new ServiceCollection().AddTreasureMarkersChatCompletion(options => options.ModelFolder = "nowhere")
            .BuildServiceProvider();
        Assert.Throws<ModelException>(provider.GetRequiredService<IChatCompletionService>);
    }
}
