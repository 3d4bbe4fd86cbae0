// An agent of Agent Framework over a marker model, which needs no adapter: the model is an IChatClient.
//   dotnet run -c Release --project samples/AgentFramework -- models/default
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using TreasureMarkers.Inference;
using TreasureMarkers.Plugin;

using var client = MarkerChatClient.Load(new MarkerModelOptions { ModelFolder = args is [var folder, ..] ? folder : "models/default" });
var agent = new ChatClientAgent(client, name: "Packages");
var session = await agent.CreateSessionAsync();

foreach (var language in new[] { "German", "French" })
{
    var options = new ChatOptions { Temperature = 0 }
        .WithMarkers(("lang", language), ("length_bucket", "concise"))
        .WithEnforcement("length_bucket");
    var response = await agent.RunAsync("Explain what the package htop does.", session, new ChatClientAgentRunOptions(options));
    Console.WriteLine($"{language}: {response.Text}");
    foreach (var (category, marker) in response.AsChatResponse().GetMarkers()!.Inferred)
    {
        Console.WriteLine($"  inferred {category} = {marker.Value} ({marker.Probability:P0})");
    }
}

// Streamed, and nothing set: the markers come before the first word.
var greedy = new ChatClientAgentRunOptions(new ChatOptions { Temperature = 0 });
await foreach (var update in agent.RunStreamingAsync("Give me a list of German cities as JSON.", options: greedy))
{
    foreach (var markers in update.Contents.OfType<MarkerContent>())
    {
        Console.WriteLine($"Nothing set: {string.Join(", ", markers.Inferred.Select(marker => $"{marker.Key}={marker.Value.Value}"))}");
    }

    Console.Write(update.Text);
}

Console.WriteLine();
