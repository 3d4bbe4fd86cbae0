// A marker model as a kernel's chat completion service: markers are set by the settings, or by the kernel's plugin, and the
// ones that the model inferred stand in the metadata.
//   dotnet run -c Release --project samples/SemanticKernel -- models/default
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using TreasureMarkers.Inference;
using TreasureMarkers.Plugin;
using TreasureMarkers.Plugin.Functions;
using TreasureMarkers.SemanticKernel;

using var client = MarkerChatClient.Load(new MarkerModelOptions { ModelFolder = args is [var folder, ..] ? folder : "models/default" });
var state = new MarkerState(client.Taxonomy);
var kernel = Kernel.CreateBuilder().AddTreasureMarkersChatCompletion(client.AsBuilder().UseMarkerState(state).Build()).Build();
kernel.Plugins.Add(MarkerPlugin.Create(state, client));

var settings = new MarkerPromptExecutionSettings
{
    Markers = new Dictionary<string, string> { ["lang"] = "German", ["length_bucket"] = "concise" },
    Enforce = ["length_bucket"],
    Temperature = 0,
};
var answer = await kernel.InvokePromptAsync("Explain what the package {{$name}} does.", new(settings) { ["name"] = "htop" });
Console.WriteLine($"German, concise: {answer}");
Print(answer.Metadata);

// The plugin's functions change the conversation's markers; an agent's model can call them just as this line does.
await kernel.InvokeAsync("markers", "set_markers", new() { ["lang"] = "French" });
Console.Write("French, by the plugin, streamed: ");
var arguments = new KernelArguments(new MarkerPromptExecutionSettings { Temperature = 0 });
var pieces = kernel.InvokePromptStreamingAsync<StreamingChatMessageContent>("Explain what the package htop does.", arguments);
await foreach (var piece in pieces)
{
    Console.Write(piece.Content);
}

Console.WriteLine();

static void Print(IReadOnlyDictionary<string, object?>? metadata)
{
    foreach (var (category, marker) in metadata.GetInferredMarkers() ?? new Dictionary<string, InferredMarker>())
    {
        Console.WriteLine($"  inferred {category} = {marker.Value} ({marker.Probability:P0})");
    }

    foreach (var entry in metadata.GetAdherence() ?? [])
    {
        Console.WriteLine($"  measured {entry}");
    }
}
