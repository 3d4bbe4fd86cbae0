using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using TreasureMarkers.ChatServer.Configuration;
using TreasureMarkers.Inference;
using TreasureMarkers.Markers;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.ChatServer.Engines;

/// <summary>The model that the server answers with; <c>GET /api/model</c> shows it, without the server's paths.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="ContextLength">Tokens of prompt, marker list and answer together; null where another engine has the model.</param>
/// <param name="Device"><c>cpu</c>, <c>cuda</c> or <c>remote</c>.</param>
/// <param name="Card">The model card, in Markdown; null if the model folder has none.</param>
/// <param name="Taxonomy">The markers that the model knows.</param>
internal sealed record ServedModel(
    string Name, int? ContextLength, string Device, string? Card, [property: JsonIgnore] MarkerTaxonomy Taxonomy)
{
    /// <summary>The model of a client.</summary>
    public static ServedModel From(MarkerChatClient client)
    {
        string card = Path.Combine(client.Model.Folder, "model_card.md");
        return new ServedModel(
            client.Model.Name,
            client.Model.ContextLength,
            client.Model.Device,
            File.Exists(card) ? File.ReadAllText(card) : null,
            client.Taxonomy);
    }

    /// <summary>The taxonomy's JSON, in which each category also has <c>enforceable</c>: whether a request may enforce it.</summary>
    public string DescribeTaxonomy()
    {
        JsonNode json = JsonNode.Parse(Taxonomy.ToJson())!;
        foreach (JsonNode? category in json["categories"]!.AsArray())
        {
            category!["enforceable"] = ChatOptionsMarkerExtensions.EnforceableCategories.Contains(category["name"]!.GetValue<string>());
        }

        return json.ToJsonString();
    }
}

/// <summary>Sets up the model: a model folder in this process, or another engine.</summary>
internal static class LocalModel
{
    /// <summary>The configuration section of <see cref="MarkerModelOptions"/>. The command line names the model folder.</summary>
    public const string Section = "Inference:Local";

    /// <summary>Adds the chat client and the <see cref="ServedModel"/> that <c>Inference:Backend</c> says.</summary>
    /// <exception cref="StartupException"><c>Inference:Backend</c> is neither <c>local</c> nor <c>openai</c>.</exception>
    public static void AddModel(this IServiceCollection services, IConfiguration configuration)
    {
        switch (configuration["Inference:Backend"]?.ToLowerInvariant())
        {
            case null or "local":
                services.AddSection<MarkerModelOptions>(
                    Section,
                    "Threads, Slots, QueueLength, PrefixCacheMegabytes and MaxOutputTokens must be whole numbers, "
                    + "Device Auto, Cpu or Cuda.")
                    .Configure<IOptions<ServerOptions>>((model, server) => model.ModelFolder = Folders.Model(server.Value));
                services.AddMarkerChatClient();
                services.AddSingleton(provider => ServedModel.From(provider.GetRequiredService<MarkerChatClient>()));
                break;
            case "openai":
                services.AddOpenAIEngine();
                break;
            default:
                throw new StartupException("Inference:Backend must be local or openai.");
        }
    }
}
