using TreasureMarkers.Fixtures;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Hub;

namespace TreasureMarkers.Models.Tests.Hub;

/// <summary>Downloads from a server that speaks the hub's API.</summary>
public sealed class HubDownloadTests
{
    private static readonly CancellationToken Cancel = CancellationToken.None;

    [Fact]
    public async Task A_folder_is_downloaded_whole_and_can_be_opened()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder);

        var repository = await GetAsync(hub, folder["got"]);

        Assert.Equal("tiny-licence", repository.Origin.License);
        Assert.Equal(
            ["LICENSE", "README.md", "chat_template.jinja", "config.json", "generation_config.json", "model.safetensors", "origin.json", "tokenizer.json"],
            Directory.EnumerateFiles(folder["got"], "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder["got"], file)).Order(StringComparer.Ordinal));
        Assert.All(Directory.EnumerateFiles(folder["got"]).Where(file => !file.EndsWith("origin.json", StringComparison.Ordinal)), file =>
            Assert.Equal(hub.Files[Path.GetFileName(file)], File.ReadAllBytes(file)));
        using var source = ModelSource.Open(folder["got"]);
        Assert.Equal((FakeHub.Name, "tiny-licence", FakeHub.Commit), (source.Origin!.Name, source.Origin.License, source.Origin.Revision));
        Assert.EndsWith("/Maker/Tiny", source.Origin.Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_there_is_not_downloaded_again()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder);
        await GetAsync(hub, folder["got"]);
        hub.Hub.Clear();
        hub.Store.Clear();
        File.WriteAllText(folder["got/config.json"], "{}");

        await GetAsync(hub, folder["got"]);

        Assert.Empty(hub.Store);
        Assert.EndsWith("/config.json", Assert.Single(hub.Hub, seen => seen.Path.Contains("/resolve/", StringComparison.Ordinal)).Path, StringComparison.Ordinal);
        Assert.Equal(hub.Files["config.json"], File.ReadAllBytes(folder["got/config.json"]));
    }

    [Fact]
    public async Task A_cut_connection_is_taken_up_where_it_broke()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder);
        hub.Cuts.Enqueue(1000);
        hub.Cuts.Enqueue(500);

        await GetAsync(hub, folder["got"]);

        Assert.Equal(["", "bytes=1000-", "bytes=1500-"], hub.Store.Select(seen => seen.Range));
        Assert.Equal(hub.Files["model.safetensors"], File.ReadAllBytes(folder["got/model.safetensors"]));
    }

    [Fact]
    public async Task A_download_that_was_ended_goes_on_in_the_next()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder);
        Directory.CreateDirectory(folder["got"]);
        File.WriteAllBytes(folder["got/model.safetensors.part"], hub.Files["model.safetensors"][..2000]);

        await GetAsync(hub, folder["got"]);

        Assert.Equal(["bytes=2000-"], hub.Store.Select(seen => seen.Range));
        Assert.Equal(hub.Files["model.safetensors"], File.ReadAllBytes(folder["got/model.safetensors"]));
    }

    [Fact]
    public async Task A_server_without_ranges_sends_the_file_anew()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder);
        hub.KnowsRanges = false;
        hub.Cuts.Enqueue(1000);

        await GetAsync(hub, folder["got"]);

        Assert.Equal(hub.Files["model.safetensors"], File.ReadAllBytes(folder["got/model.safetensors"]));
    }

    [Fact]
    public async Task A_wrong_checksum_is_tried_again_and_then_refused()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder);
        hub.Spoiled = 1;
        await GetAsync(hub, folder["got"]);
        Assert.Equal(2, hub.Store.Count);

        hub.Spoiled = 100;
        var error = await Assert.ThrowsAsync<ModelException>(() => GetAsync(hub, folder["other"]));

        Assert.Contains("'model.safetensors' does not have the checksum", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["other/model.safetensors"]));
    }

    [Fact]
    public async Task The_token_goes_to_the_hub_and_never_to_where_it_redirects()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder);
        hub.Token = "hf_secret";

        await GetAsync(hub, folder["got"], token: "hf_secret");

        Assert.All(hub.Hub, seen => Assert.Equal("Bearer hf_secret", seen.Token));
        Assert.Equal("", Assert.Single(hub.Store).Token);
    }

    [Fact]
    public async Task A_busy_hub_is_asked_again_when_it_says()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder);
        hub.Refusals.Enqueue((429, "Retry-After", "0"));
        hub.Refusals.Enqueue((503, "Retry-After", "0"));

        await GetAsync(hub, folder["got"]);

        Assert.StartsWith("/api/models/Maker/Tiny/revision/main", hub.Hub[2].Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Maker/None", "main", null, "", "There is no model Maker/None")]
    [InlineData("Maker/Tiny", "v9", null, "", "has no such revision")]
    [InlineData("Maker/Tiny", "main", null, "", "Set HF_TOKEN", true)]
    [InlineData("Maker/Tiny", "main", "hf_wrong", "", "may not be read (403). Check that HF_TOKEN", true)]
    [InlineData("Maker/Tiny", "main", "hf_wrong", "GatedRepo", "is gated: accept its terms at", true)]
    public async Task A_refusal_is_one_line_that_says_what_to_do(string name, string revision, string? token, string code, string says, bool isPrivate = false)
    {
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder);
        (hub.Token, hub.ErrorCode) = (isPrivate ? "hf_right" : null, code);
        using var client = new HubClient(hub.Address, token);

        var error = await Assert.ThrowsAsync<ModelException>(() => client.GetAsync(name, revision, Cancel));

        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hf_", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("""[{ "type": "file", "path": "../evil", "size": 1, "oid": "x" }]""", "cannot be kept under its name")]
    [InlineData("""[{ "type": "file", "path": "/etc/evil", "size": 1, "oid": "x" }]""", "cannot be kept under its name")]
    [InlineData("""[{ "type": "file", "path": "a", "size": -1, "oid": "x" }]""", "cannot be kept under its name")]
    [InlineData("""{ "error": "?" }""", "does not answer as the hub does")]
    [InlineData("<html>", "does not answer as the hub does")]
    [InlineData("[]", "has 0 files")]
    public async Task A_strange_answer_is_refused(string listing, string says)
    {
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder);
        hub.Listing = listing;
        using var client = new HubClient(hub.Address, token: null);

        Assert.Contains(says, (await Assert.ThrowsAsync<ModelException>(() => client.GetAsync(FakeHub.Name, "main", Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_chosen_by_patterns()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await FakeHub.StartAsync(new Dictionary<string, byte[]>
        {
            ["README.md"] = [1],
            ["tiny.Q4_K_M.gguf"] = [2],
            ["tiny.Q8_0.gguf"] = [3],
            ["onnx/model.onnx"] = [4],
            ["pytorch_model.bin"] = [5],
        });
        using var client = new HubClient(hub.Address, token: null);
        var repository = await client.GetAsync(FakeHub.Name, "main", Cancel);

        Assert.Equal(["README.md", "tiny.Q4_K_M.gguf"], HubDownload.Choose(repository, ["*Q4_K_M.gguf"]).Select(file => file.Path));
        Assert.Contains("Choose one with --include: tiny.Q4_K_M.gguf", Refused([]), StringComparison.Ordinal);
        Assert.Contains("no file for --include *.Q5*", Refused(["*.Q5*"]), StringComparison.Ordinal);

        string Refused(string[] include) => Assert.Throws<ModelException>(() => HubDownload.Choose(repository, include)).Message;
    }

    private static Task<FakeHub> StartAsync(TemporaryFolder folder)
    {
        new TinyCheckpoint("llama").WriteTo(folder["base"]);
        var files = Directory.EnumerateFiles(folder["base"]).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes);
        files["onnx/model.onnx"] = [1, 2, 3];
        files["pytorch_model.bin"] = [1];
        return FakeHub.StartAsync(files);
    }

    private static async Task<HubRepository> GetAsync(FakeHub hub, string folder, string? token = null)
    {
        using var client = new HubClient(hub.Address, token);
        var repository = await client.GetAsync(FakeHub.Name, "main", Cancel);
        await HubDownload.RunAsync(client, repository, HubDownload.Choose(repository, []), folder, new Ignored(), Cancel);
        return repository;
    }

    private sealed class Ignored : IProgress<HubProgress>
    {
        public void Report(HubProgress value) => Assert.InRange(value.Bytes, 0, value.All);
    }
}
