using System.Net;
using TreasureMarkers.ChatServer.Tests.Support;

namespace TreasureMarkers.ChatServer.Tests.Hosting;

public sealed class PageTests(PageServer page) : IClassFixture<PageServer>
{
    private HttpClient Http => page.Server.Http;

    [Fact]
    public async Task The_page_is_checked_for_changes_and_its_hashed_files_are_kept()
    {
        using HttpResponseMessage index = await Http.GetAsync("/");
        using HttpResponseMessage script = await Http.GetAsync("/assets/index-1a2b.js");

        Assert.Contains("<title>page</title>", await index.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.True(index.Headers.CacheControl!.NoCache);
        Assert.Equal("text/javascript", script.Content.Headers.ContentType!.MediaType);
        Assert.Equal("public, max-age=31536000, immutable", script.Headers.GetValues("Cache-Control").Single());
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        foreach (string path in (string[])["/", "/assets/index-1a2b.js", "/api/taxonomy", "/v1/models", "/nowhere"])
        {
            using HttpResponseMessage response = await Http.GetAsync(path);
            string policy = response.Headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith("default-src 'self'; connect-src 'self' ws:", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.False(response.Headers.Contains("Server"));
        }
    }

    [Fact]
    public async Task Files_outside_the_page_are_not_served()
    {
        foreach (string path in (string[])["/../secret", "/%2e%2e/secret", "/assets/..%2f..%2fsecret", "/appsettings.json"])
        {
            using HttpResponseMessage response = await Http.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }
}
