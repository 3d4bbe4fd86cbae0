using TreasureMarkers.ChatServer.Hosting;

namespace TreasureMarkers.ChatServer.Backends;

/// <summary>An OpenAI-compatible engine: another of these servers, or one that serves the exported weights (<c>tm export --format gguf</c> for llama.cpp).</summary>
internal sealed class UpstreamOptions
{
    /// <summary>The address of its API, such as <c>http://10.0.0.5:8000/v1</c>.</summary>
    public string BaseUrl { get; set; } = "";

    /// <summary>The model's name there; also its name here.</summary>
    public string Model { get; set; } = "";

    /// <summary>The key that it asks for; none by default. Best set as the environment variable <c>Inference__OpenAI__ApiKey</c>.</summary>
    public string? ApiKey { get; set; }

    /// <summary>
    /// Whether markers are written at the end of the last user message, as the model was trained to read them, instead of beside
    /// the messages. For engines that know nothing of markers (vLLM, llama.cpp). They cannot enforce, and read a user's text that
    /// looks like a control as one.
    /// </summary>
    public bool MarkersInPrompt { get; set; }

    /// <summary>Refuses what cannot be used.</summary>
    /// <exception cref="StartupException">A member is missing or malformed.</exception>
    public void Validate()
    {
        if (!Uri.TryCreate(BaseUrl, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0)
        {
            throw new StartupException("Inference:OpenAI:BaseUrl must be the engine's http or https address, such as http://10.0.0.5:8000/v1, without a password.");
        }

        if (Model.Length == 0)
        {
            throw new StartupException("Inference:OpenAI:Model is missing: the name under which the engine serves the model.");
        }
    }
}
