// Semantic Kernel's ChatCompletionAgent over a marker model: the agent's arguments set the markers, its answers' metadata has
// the ones that the model inferred.
//   dotnet run -c Release --project samples/SemanticKernelAgent -- models/default
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using TreasureMarkers.SemanticKernel;

var builder = Kernel.CreateBuilder();
builder.AddTreasureMarkersChatCompletion(options => options.ModelFolder = args is [var folder, ..] ? folder : "models/default");
var agent = new ChatCompletionAgent
{
    Name = "Packages",
    Kernel = builder.Build(),
    Arguments = new KernelArguments(new MarkerPromptExecutionSettings
    {
        Markers = new Dictionary<string, string> { ["lang"] = "German", ["length_bucket"] = "concise" },
        Temperature = 0,
    }),
};

AgentThread? thread = null;
foreach (var question in new[] { "Explain what the package htop does.", "Explain what the package nano does." })
{
    await foreach (var response in agent.InvokeAsync(question, thread))
    {
        thread = response.Thread;
        Console.WriteLine($"{question} {response.Message.Content}");
        foreach (var (category, marker) in response.Message.Metadata.GetInferredMarkers()!)
        {
            Console.WriteLine($"  inferred {category} = {marker.Value} ({marker.Probability:P0})");
        }
    }
}
