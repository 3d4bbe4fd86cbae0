namespace TreasureMarkers.ChatServer.Backends;

/// <summary>Where the answers come from: configuration section <c>Inference</c>.</summary>
internal sealed class InferenceOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Inference";

    /// <summary>The section of <see cref="TreasureMarkers.Inference.MarkerModelOptions"/>, for a model in this process; the command line names its folder.</summary>
    public const string LocalSection = $"{Section}:Local";

    /// <summary>The model folder in this process (the default), or another engine.</summary>
    public BackendKind Backend { get; set; }

    /// <summary>The other engine, where <see cref="Backend"/> says so.</summary>
    public UpstreamOptions OpenAI { get; set; } = new();
}
