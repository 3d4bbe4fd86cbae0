namespace TreasureMarkers.ChatServer.Wire;

/// <summary>How the text is sampled. Markers are not affected.</summary>
internal sealed record SamplingOptions
{
    /// <summary>0 (greedy) to 2.</summary>
    public float? Temperature { get; init; }

    /// <summary>Above 0, up to 1.</summary>
    public float? TopP { get; init; }

    /// <summary>1 or more.</summary>
    public int? TopK { get; init; }

    /// <summary>-2 to 2: lowers (above 0) or raises what the answer already holds.</summary>
    public float? PresencePenalty { get; init; }

    /// <summary>-2 to 2: the same, for each time that the answer holds it.</summary>
    public float? FrequencyPenalty { get; init; }

    /// <summary>The same seed, request and model give the same text.</summary>
    public long? Seed { get; init; }

    /// <summary>1 or more; the text ends there with finish reason <c>length</c>.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Up to 4 texts at which the answer ends, none of them shown.</summary>
    public IReadOnlyList<string>? Stop { get; init; }
}
