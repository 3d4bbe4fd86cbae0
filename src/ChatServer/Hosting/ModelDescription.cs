using TreasureMarkers.Inference;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.ChatServer.Hosting;

/// <summary>What <c>GET /api/model</c> answers: what a user should know of the model, without the server's paths.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ContextLength">Tokens of prompt, marker list and answer together; null where another engine has the model.</param>
/// <param name="Device"><c>cpu</c>, <c>cuda</c> or <c>remote</c>.</param>
/// <param name="Card">Its card, in Markdown; null if the model folder has none.</param>
internal sealed record ModelDescription(string Name, int? ContextLength, string Device, string? Card)
{
    /// <summary>Describes a loaded model.</summary>
    public static ModelDescription Of(MarkerModelInfo model)
    {
        string card = Path.Combine(model.Folder, "model_card.md");
        return new ModelDescription(
            model.Name, model.ContextLength, model.Device, File.Exists(card) ? File.ReadAllText(card) : null);
    }
}
