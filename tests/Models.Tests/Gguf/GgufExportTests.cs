using TreasureMarkers.Data;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Gguf;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Tests.Support;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Models.Weights;
using TreasureMarkers.Training;

namespace TreasureMarkers.Models.Tests.Gguf;

public sealed class GgufExportTests
{
    private const int Steps = 20;
    private const int Prompts = 20;

    // Two tokens whose logits are closer than the tie cannot be told apart. F16: the weights are rounded to 11 bits. Q8_0: each runtime
    // rounds the inputs of its products to 8 bits in its own way, and the weights too: a scale per 32 weights there, per output here.
    [Theory]
    [InlineData(GgufPrecision.F16, WeightPrecision.Fp32, 0.01f)]
    [InlineData(GgufPrecision.Q80, WeightPrecision.Int8, 0.05f)]
    public async Task Llama_cpp_writes_the_tokens_that_the_model_folder_does(GgufPrecision gguf, WeightPrecision onnx, float tie)
    {
        NpmProgram.Require();
        using var folder = new TemporaryFolder();
        var run = RunExport.FromRun(await TinyModel.GetRunFolderAsync());
        ModelExport.ToModelFolder(run, folder["model"], onnx);
        ModelExport.ToGguf(run, folder["model.gguf"], gguf);
        var (tokenizer, questions) = await QuestionsAsync();
        var layout = new PromptLayout(tokenizer, MarkerTaxonomy.Default);
        var noMarkers = MarkerSet.Empty(MarkerTaxonomy.Default);
        int[][] prompts = [.. questions.Take(Prompts).Select(text => layout.EncodePrompt([new PromptMessage("user", text)], noMarkers))];
        GreedyText[] ours = [.. prompts.Select(prompt => GreedyText.Write(folder["model"], prompt, Steps))];

        // Behind a tie llama.cpp goes on from our token, so that every token of every prompt is compared.
        var open = Enumerable.Range(0, Prompts).Select(prompt => (Prompt: prompt, From: 0)).ToList();
        while (open.Count > 0)
        {
            int[][] continued = [.. open.Select(part => (int[])[.. prompts[part.Prompt], .. ours[part.Prompt].Tokens[..part.From]])];
            var answer = await LlamaCppProgram.RunAsync(folder["model.gguf"], continued, Steps, questions);
            Assert.Equal([.. questions.Select(tokenizer.Encode)], answer.Tokens);
            var ties = open.Zip(answer.Written, (part, theirs) => ours[part.Prompt].RequireEqualOrTied(theirs, part.From, tie));
            open = [.. open.Zip(ties, (part, step) => (part.Prompt, From: step + 1)).Where(part => part.From < Steps)];
        }
    }

    [Theory]
    [InlineData("He said <|user|> and \"(no)\".\nThen - it's 12,345!\n\nL'été, größer, 日本語. <b> x <lang> German </lang>")]
    [InlineData("if (a[0] == 'b') { return f(-1.5e3); }\ttab")]
    [InlineData("  two spaces   three\n")]
    public async Task Llama_cpp_tokenises_as_we_do(string text)
    {
        NpmProgram.Require();
        using var folder = new TemporaryFolder();
        ModelExport.ToGguf(RunExport.FromRun(await TinyModel.GetRunFolderAsync()), folder["model.gguf"], GgufPrecision.Q80);
        var (tokenizer, _) = await QuestionsAsync();

        var answer = await LlamaCppProgram.RunAsync(folder["model.gguf"], [], Steps, [text]);

        Assert.Equal(tokenizer.Encode(text), answer.Tokens[0]);
        Assert.Equal((1, 2), (answer.Bos, answer.Eos));
    }

    [Fact]
    public async Task A_model_folder_gives_the_file_that_its_run_does()
    {
        using var folder = new TemporaryFolder();
        var run = RunExport.FromRun(await TinyModel.GetRunFolderAsync());
        ModelExport.ToModelFolder(run, folder["model"], WeightPrecision.Fp32);

        ModelExport.ToGguf(run, folder["run.gguf"], GgufPrecision.Q80);
        ModelExport.ToGguf(ModelSource.Open(folder["model"]), folder["folder.gguf"], GgufPrecision.Q80);

        Assert.Equal(await File.ReadAllBytesAsync(folder["run.gguf"]), await File.ReadAllBytesAsync(folder["folder.gguf"]));
    }

    [Fact]
    public async Task A_model_folder_in_8_bits_gives_a_file_of_its_own_weights()
    {
        using var folder = new TemporaryFolder();
        ModelExport.ToModelFolder(RunExport.FromRun(await TinyModel.GetRunFolderAsync()), folder["model"], WeightPrecision.Int8);
        using var served = ModelSource.Open(folder["model"]);

        ModelExport.ToGguf(served, folder["model.gguf"], GgufPrecision.F32);

        using var file = ModelSource.Open(folder["model.gguf"]);
        Assert.All(LlamaTensors.Of(served.Config), tensor => Assert.Equal(served.Weights.Read(tensor.Name), file.Weights.Read(tensor.Name)));
    }

    [Fact]
    public async Task The_file_describes_the_model_and_its_tokens()
    {
        using var folder = new TemporaryFolder();
        ModelExport.ToGguf(RunExport.FromRun(await TinyModel.GetRunFolderAsync()), folder["model.gguf"], GgufPrecision.F16);
        var (tokenizer, _) = await QuestionsAsync();

        var file = GgufReader.Read(await File.ReadAllBytesAsync(folder["model.gguf"]));

        Assert.Equal("TreasureMarkers nano", file.Metadata["general.name"]);
        Assert.Equal(2u, file.Metadata["llama.attention.head_count"]);
        Assert.Equal(1u, file.Metadata["llama.attention.head_count_kv"]);
        Assert.Equal(2048u, file.Metadata["llama.context_length"]);
        Assert.StartsWith("{%- macro compact", (string)file.Metadata["tokenizer.chat_template"], StringComparison.Ordinal);
        var types = (object[])file.Metadata["tokenizer.ggml.token_type"];
        foreach (var token in tokenizer.AddedTokens)
        {
            Assert.Equal(token.Content, ((object[])file.Metadata["tokenizer.ggml.tokens"])[token.Id]);
            Assert.Equal(token.Content.StartsWith("<|", StringComparison.Ordinal) ? 3 : 4, types[token.Id]);
        }

        Assert.All(
            file.Tensors, tensor => Assert.Equal(tensor.Key.Contains("norm", StringComparison.Ordinal) ? 0u : 1u, tensor.Value.Type));
        Assert.DoesNotContain("output.weight", file.Tensors.Keys);
    }

    [Fact]
    public async Task A_damaged_model_folder_is_refused_with_what_to_do()
    {
        using var folder = new TemporaryFolder();
        ModelExport.ToModelFolder(RunExport.FromRun(await TinyModel.GetRunFolderAsync()), folder["model"], WeightPrecision.Int8);
        var weights = Path.Combine(folder["model"], ModelFiles.GraphData);
        await File.WriteAllBytesAsync(weights, (await File.ReadAllBytesAsync(weights))[..5000]);

        var error = Assert.Throws<ModelException>(
            () => ModelExport.ToGguf(ModelSource.Open(folder["model"]), folder["x.gguf"], GgufPrecision.F16));

        Assert.Contains("Export its run again", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["x.gguf"]));
    }

    [Theory]
    [InlineData("--format gguf --precision int8 --run x", "Allowed: f32, f16, bf16, q8_0, source")]
    [InlineData("--format onnx --precision f16 --run x", "Allowed: fp32, int8, int4, source")]
    [InlineData("--format hf --precision int8 --run x", "Allowed: fp32, bf16")]
    [InlineData("--format onnx --from x", "There is no 'x'. Give a .gguf file, a Hugging Face folder")]
    [InlineData("--format gguf", "Give either --run")]
    [InlineData("--format hf --run x --from y", "Give either --run")]
    [InlineData("--format torch --run x", "Allowed: onnx, hf, gguf, peft")]
    public async Task The_command_says_what_is_allowed(string options, string message)
    {
        var (exitCode, _, error) = await TrainingCli.RunAsync(["export", "--out", "x.gguf", .. options.Split(' ')]);

        Assert.Equal(1, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    private static async Task<(BpeTokenizer Tokenizer, string[] Questions)> QuestionsAsync()
    {
        var folder = await TinyModel.GetDataFolderAsync();
        var rows = new List<DataRow>();
        foreach (var split in new[] { DataSplit.Eval, DataSplit.Train })
        {
            rows.AddRange(await DataFolder.ReadRowsAsync(folder, split, CancellationToken.None).ToListAsync());
        }

        var tokenizer = BpeTokenizer.Load(Path.Combine(folder, ModelFiles.Tokenizer));
        return (tokenizer, [.. rows.Select(row => row.Messages[0].Content)]);
    }
}
