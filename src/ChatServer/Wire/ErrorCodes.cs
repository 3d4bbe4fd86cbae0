namespace TreasureMarkers.ChatServer.Wire;

/// <summary>The codes of <see cref="ErrorEvent"/>, and the <c>code</c> of the OpenAI-compatible API's errors.</summary>
internal static class ErrorCodes
{
    /// <summary>The request is not JSON of the stated shape, or a value is out of range.</summary>
    public const string InvalidRequest = "invalid_request";

    /// <summary>A marker category or value that the taxonomy does not have; the message names the allowed ones.</summary>
    public const string InvalidMarkers = "invalid_markers";

    /// <summary>The model cannot do what the request asks for; the message says what to leave out.</summary>
    public const string Unsupported = "unsupported";

    /// <summary>The API has no such address or method.</summary>
    public const string NotFound = "not_found";

    /// <summary>The caller has no conversation of that id.</summary>
    public const string ConversationNotFound = "conversation_not_found";

    /// <summary>The database cannot be reached; nothing was stored.</summary>
    public const string StorageUnavailable = "storage_unavailable";

    /// <summary>The messages do not fit the server's size limit.</summary>
    public const string TooLarge = "too_large";

    /// <summary>The messages do not fit the model's context.</summary>
    public const string ContextLengthExceeded = "context_length_exceeded";

    /// <summary>The request names a model that is not served.</summary>
    public const string ModelNotFound = "model_not_found";

    /// <summary>Too many requests wait for the model; try again later.</summary>
    public const string Overloaded = "overloaded";

    /// <summary>The client has asked too often; the message says when to come back.</summary>
    public const string RateLimited = "rate_limit_exceeded";

    /// <summary>An API key is missing, wrong or revoked.</summary>
    public const string InvalidApiKey = "invalid_api_key";

    /// <summary>The engine behind this server cannot be reached; try again later.</summary>
    public const string BackendUnavailable = "backend_unavailable";

    /// <summary>The server is stopping.</summary>
    public const string ShuttingDown = "shutting_down";

    /// <summary>A defect of the server; the log has the details under the generation's id.</summary>
    public const string Internal = "internal";
}
