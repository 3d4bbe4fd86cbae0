using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.Models.Tests.Folders;

public class ModelFolderReadTests(ModelFolders folders)
{
    [Fact]
    public void AMissingFolderIsNamed()
    {
        var e = Refused(Path.Combine(folders.CopySmall(), "nowhere"));
        Assert.Contains("nowhere", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("genai_config.json")]
    [InlineData("model.onnx")]
    [InlineData("model.onnx.data")]
    [InlineData("tokenizer.json")]
    [InlineData("taxonomy.json")]
    public void AMissingFileIsNamed(string file)
    {
        var folder = folders.CopySmall();
        File.Delete(Path.Combine(folder, file));
        Assert.Contains(file, Refused(folder).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("genai_config.json")]
    [InlineData("model.onnx")]
    [InlineData("model.onnx.data")]
    [InlineData("tokenizer.json")]
    [InlineData("taxonomy.json")]
    public void ATruncatedFileIsAnErrorWhereverItIsCut(string file)
    {
        var folder = folders.CopySmall();
        var path = Path.Combine(folder, file);
        var whole = File.ReadAllBytes(path);
        foreach (var share in new[] { 0, 0.01, 0.3, 0.5, 0.77, 0.99, 0.9999 })
        {
            File.WriteAllBytes(path, whole[..Math.Min((int)(share * whole.Length), whole.Length - 1)]);
            Assert.Contains(file, Refused(folder).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("model.onnx", 1)]
    [InlineData("model.onnx", 2)]
    [InlineData("tokenizer.json", 3)]
    [InlineData("taxonomy.json", 4)]
    [InlineData("genai_config.json", 5)]
    public void FlippedBytesNeverEndTheProcess(string file, int seed)
    {
        var folder = folders.CopySmall();
        var path = Path.Combine(folder, file);
        var whole = File.ReadAllBytes(path);
        var random = new Random(seed);
        for (var i = 0; i < 12; i++)
        {
            var spoiled = (byte[])whole.Clone();
            for (var flips = 0; flips < 20; flips++)
            {
                spoiled[random.Next(spoiled.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(path, spoiled);
            try
            {
                ModelFolders.Load(folder).Dispose();
            }
            catch (ModelException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }
    }

    [Theory]
    [InlineData("head_size", 16)]
    [InlineData("head_size", 128)]
    [InlineData("num_key_value_heads", 3)]
    [InlineData("num_hidden_layers", 1)]
    [InlineData("num_hidden_layers", 9)]
    public async Task ShapesAreTakenFromTheModelWhateverTheConfigSays(string field, int value)
    {
        var folder = folders.CopySmall();
        ChangeConfig(folder, config => config["model"]!["decoder"]![field] = value);
        using var expected = ModelFolders.Load(folders.Small);
        using var client = ModelFolders.Load(folder);
        Assert.Equal(await AnswerAsync(expected), await AnswerAsync(client));
    }

    [Fact]
    public async Task AContextBeyondTheModelsOwnNeverEndsTheProcess()
    {
        var folder = folders.CopySmall();
        ChangeConfig(folder, config => config["model"]!["context_length"] = 100_000);
        using var client = ModelFolders.Load(folder);
        var options = new ChatOptions { MaxOutputTokens = 8 };
        await Assert.ThrowsAsync<ModelException>(() => client.GetResponseAsync(new string('x', 3000), options));
        Assert.NotEmpty(await AnswerAsync(client));
    }

    [Fact]
    public void AVocabularyOfAnotherSizeIsAnError()
    {
        var folder = folders.CopySmall();
        ChangeConfig(folder, config => config["model"]!["vocab_size"] = 1000);
        var e = Refused(folder);
        Assert.Contains("tokenizer.json", e.Message, StringComparison.Ordinal);
        Assert.Contains("1000", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LogitsOfAnotherWidthAreAnError()
    {
        var folder = folders.CopySmall();
        ChangeConfig(folder, config => config["model"]!["vocab_size"] = 1000);
        var tokenizer = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "tokenizer.json")))!;
        tokenizer["added_tokens"]!.AsArray().Add(new JsonObject { ["id"] = 999, ["content"] = "<|extra|>" });
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), tokenizer.ToJsonString());
        Assert.Contains("model.onnx", Refused(folder).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"model\":{\"context_length\":-5}}")]
    [InlineData("{\"model\":{\"context_length\":512,\"vocab_size\":\"many\"}}")]
    public void AConfigThatIsNoConfigIsAnError(string text)
    {
        var folder = folders.CopySmall();
        File.WriteAllText(Path.Combine(folder, "genai_config.json"), text);
        Assert.Contains("genai_config.json", Refused(folder).Message, StringComparison.Ordinal);
    }

    private static async Task<string> AnswerAsync(MarkerChatClient client) =>
        (await client.GetResponseAsync("Tell me something", new ChatOptions { MaxOutputTokens = 40 })).Text;

    private static ModelException Refused(string folder)
    {
        var e = Assert.Throws<ModelException>(() => ModelFolders.Load(folder));
        Assert.DoesNotContain('\n', e.Message);
        return e;
    }

    private static void ChangeConfig(string folder, Action<JsonNode> change)
    {
        var path = Path.Combine(folder, "genai_config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!;
        change(config);
        File.WriteAllText(path, config.ToJsonString());
    }
}
