using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TreasureMarkers.ChatServer.Tests.Support;

namespace TreasureMarkers.ChatServer.Tests.Hosting;

[Collection(TinyServerCollection.Name)]
public sealed class ApiTests(TinyServer tiny)
{
    private HttpClient Http => tiny.Server.Http;

    [Fact]
    public async Task The_taxonomy_is_the_models_with_what_can_be_enforced()
    {
        JsonElement served = await Http.GetFromJsonAsync<JsonElement>("/api/taxonomy");
        JsonElement own = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(TinyModelFolder.Path, "taxonomy.json"))).RootElement;

        Assert.Equal(
            own.GetProperty("categories").EnumerateArray().Select(c => c.GetProperty("name").GetString()),
            served.GetProperty("categories").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
        Assert.Equal(
            ["length_tokens", "length_sentences", "length_paragraphs", "length_bucket", "format"],
            served.GetProperty("categories").EnumerateArray().Where(c => c.GetProperty("enforceable").GetBoolean()).Select(c => c.GetProperty("name").GetString()!));
    }

    [Fact]
    public async Task The_model_is_described_without_paths()
    {
        string json = await Http.GetStringAsync("/api/model");
        JsonElement model = JsonDocument.Parse(json).RootElement;
        Assert.True(model.GetProperty("contextLength").GetInt32() > 0);
        Assert.NotEmpty(model.GetProperty("name").GetString()!);
        Assert.DoesNotContain(Path.GetTempPath().TrimEnd('/') + "/", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_built_page_the_root_says_how_to_build_it()
    {
        string text = await Http.GetStringAsync("/");
        Assert.Contains("npm run build", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task The_server_is_healthy(string path)
    {
        using HttpResponseMessage response = await Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("http://127.0.0.1.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost:5173", HttpStatusCode.OK)]
    public async Task Only_pages_of_this_machine_may_ask(string origin, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/status");
        request.Headers.Add("Origin", origin);
        using HttpResponseMessage response = await Http.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_name_that_was_bound_to_this_address_by_someone_else_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/status");
        request.Headers.Host = "rebound.example";
        using HttpResponseMessage response = await Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }
}
