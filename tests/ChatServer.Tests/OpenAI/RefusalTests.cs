using System.Net;
using System.Text;
using System.Text.Json;
using TreasureMarkers.ChatServer.Tests.Support;

namespace TreasureMarkers.ChatServer.Tests.OpenAI;

/// <summary>What is refused, and how.</summary>
[Collection(TinyServerCollection.Name)]
public sealed class RefusalTests(TinyServer tiny)
{
    [Theory]
    [MemberData(nameof(HostileRequests.Refused), MemberType = typeof(HostileRequests))]
    public async Task A_wrong_request_is_answered_with_OpenAIs_error_object(string request, string code, string named)
    {
        var (status, json) = await PostAsync(request);
        JsonElement error = json.GetProperty("error");

        Assert.Equal(code is "too_large" ? HttpStatusCode.RequestEntityTooLarge : HttpStatusCode.BadRequest, status);
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.True(error.TryGetProperty("param", out _));
        Assert.Contains(named, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"temperature\":2.1", "temperature")]
    [InlineData("\"temperature\":\"hot\"", "temperature")]
    [InlineData("\"top_p\":0", "top_p")]
    [InlineData("\"top_k\":0", "top_k")]
    [InlineData("\"max_tokens\":0", "max_completion_tokens")]
    [InlineData("\"max_completion_tokens\":-1", "max_completion_tokens")]
    [InlineData("\"n\":2", "n")]
    [InlineData("\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"]", "stop")]
    [InlineData("\"stop\":7", "stop")]
    [InlineData("\"stop\":\"\"", "stop")]
    [InlineData("\"presence_penalty\":3", "presence_penalty")]
    [InlineData("\"logprobs\":true", "logprobs")]
    [InlineData("\"frequency_penalty\":-2.1", "frequency_penalty")]
    [InlineData("\"response_format\":{\"type\":\"xml\"}", "response_format")]
    [InlineData("\"response_format\":\"json_object\"", "response_format")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\"}}", "response_format.json_schema.schema")]
    [InlineData("\"logit_bias\":{\"50256\":-100}", "logit_bias")]
    [InlineData("\"functions\":[{\"name\":\"f\"}]", "functions")]
    [InlineData("\"stream_options\":{\"include_usage\":true}", "stream_options")]
    [InlineData("\"stream\":\"yes\"", "stream")]
    public async Task A_parameter_that_is_out_of_range_or_not_served_is_named(string parameter, string param)
    {
        var (status, json) = await PostAsync(HostileRequests.Saying("\"Hi\"", "," + parameter));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(param, json.GetProperty("error").GetProperty("param").GetString());
    }

    [Fact]
    public async Task An_error_before_the_first_chunk_of_a_stream_is_an_HTTP_error()
    {
        var (status, json) = await PostAsync(HostileRequests.Saying("\"Hi\"", ""","stream":true,"markers":{"lang":"Klingon"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("markers", json.GetProperty("error").GetProperty("param").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("messages=Hi")]
    [InlineData("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]} trailing")]
    public async Task A_body_that_is_not_JSON_is_refused(string body)
    {
        var (status, json) = await PostAsync(body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("invalid_request", json.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_body_above_the_limit_is_refused()
    {
        var (status, json) = await PostAsync(HostileRequests.Saying('"' + new string('a', 5_000_000) + '"'));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Equal("too_large", json.GetProperty("error").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(""","markers":{"TEXT":"a"}""")]
    [InlineData(""","markers":{"lang":"TEXT"}""")]
    [InlineData(""","markers":{"length_tokens":"TEXT"}""")]
    [InlineData(""","markers":{"lang":"German"},"enforce":["TEXT"]""")]
    [InlineData(""","model":"TEXT" """)]
    [InlineData(""","tool_choice":"TEXT" """)]
    [InlineData(""","tools":[{"type":"function","function":{"name":"TEXT"}}]""")]
    [InlineData(""","tools":[{"TEXT":1,"TEXT":2}]""")]
    public async Task A_long_text_is_not_repeated_in_the_error(string more)
    {
        var (status, json) = await PostAsync(HostileRequests.Saying("\"Hi\"", more.Replace("TEXT", new string('x', 3000), StringComparison.Ordinal)));
        if (status != HttpStatusCode.OK)
        {
            Assert.DoesNotContain(new string('x', 102), json.GetRawText(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/v1/embeddings")]
    [InlineData("/v1/models/..%2f..%2fetc%2fpasswd")]
    [InlineData("/v1/chat/completions")]
    public async Task What_is_not_served_is_answered_in_OpenAIs_shape(string path)
    {
        using HttpResponseMessage response = await tiny.Server.Http.GetAsync(path);
        JsonElement error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
    }

    private async Task<(HttpStatusCode Status, JsonElement Json)> PostAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await tiny.Server.Http.PostAsync("/v1/chat/completions", content);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }
}
