namespace TreasureMarkers.Fixtures;

/// <summary>What the fake server answers.</summary>
internal sealed record FakeReply(string Content, int Status = 200, string? RetryAfter = null)
{
    /// <summary>A right value for every category, which depends on the row alone.</summary>
    public static FakeReply Right(FakeRequest request) => new(request.Category switch
    {
        "task" => request.Row.Length % 2 == 0 ? "QuestionAnswering" : "Explanation",
        "domain" => request.Row.Length % 3 == 0 ? "Unspecified" : "Technology",
        _ => "Unspecified",
    });
}
