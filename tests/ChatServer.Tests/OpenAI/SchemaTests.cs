using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using TreasureMarkers.ChatServer.Tests.Support;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.ChatServer.Tests.OpenAI;

/// <summary>No JSON schema ends the server or holds it up.</summary>
[Collection(TinyServerCollection.Name)]
public sealed class SchemaTests(TinyServer tiny)
{
    public static TheoryData<string> Refused => [.. HostileSchemas.Refused.Keys];

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_schema_above_a_limit_is_a_400_at_once(string name)
    {
        var started = Stopwatch.GetTimestamp();
        var (status, json) = await PostAsync(HostileRequests.Saying("\"Hi\"", Format(HostileSchemas.Refused[name].Schema)));
        JsonElement error = json.GetProperty("error");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.True(error.GetProperty("message").GetString()!.Length < 1_000);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(1));

        (status, _) = await PostAsync(HostileRequests.Saying("\"Hi\"", ""","max_tokens":1"""));
        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task A_schema_within_the_limits_is_kept()
    {
        var schema = HostileSchemas.Allowed["the most values"];
        var (status, json) = await PostAsync(HostileRequests.Saying("\"Hi\"", Format(schema) + ""","max_tokens":60"""));
        Assert.Equal(HttpStatusCode.OK, status);
        var answer = json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
        Assert.StartsWith("t", JsonElement.Parse(answer).GetString(), StringComparison.Ordinal);
    }

    private static string Format(string schema) =>
        ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"s\",\"schema\":" + schema + "}}";

    private async Task<(HttpStatusCode Status, JsonElement Json)> PostAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await tiny.Server.Http.PostAsync("/v1/chat/completions", content);
        return (response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync()));
    }
}
