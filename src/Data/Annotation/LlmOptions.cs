namespace TreasureMarkers.Data.Annotation;

/// <summary>A model behind an OpenAI-compatible server and how it is asked.</summary>
/// <param name="Url">The server's address, with or without <c>/v1</c>.</param>
/// <param name="Model">The model's name there.</param>
internal sealed record LlmOptions(Uri Url, string Model)
{
    /// <summary>The most requests in a minute, or null for no limit.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Rows that are asked about at the same time.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>How long one answer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The wait before the first retry; it doubles with each.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The address that requests go to: <c>/v1</c> is added where the address has no path.</summary>
    public Uri Completions
    {
        get
        {
            var address = new UriBuilder(Url);
            address.Path = (address.Path is "" or "/" ? "/v1" : address.Path.TrimEnd('/')) + "/chat/completions";
            return address.Uri;
        }
    }
}
