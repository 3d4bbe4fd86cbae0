using Microsoft.ML.OnnxRuntimeGenAI;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Tests.Support;

/// <summary>GenAI's tokenizer and ours over the same file, <see cref="PairTokenizer"/>'s.</summary>
public sealed class BothTokenizers : IDisposable
{
    private readonly Model _model;
    private readonly Tokenizer _tokenizer;

    public BothTokenizers(ModelFolders folders)
    {
        NativeRuntime.EnsureReady();
        var folder = folders.CopySmall();
        var path = Path.Combine(folder, "tokenizer.json");
        File.WriteAllText(path, PairTokenizer.From(File.ReadAllText(path)));
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """
            {"tokenizer_class":"PreTrainedTokenizerFast","bos_token":"<|bos|>","eos_token":"<|end|>","pad_token":"<|pad|>",
             "add_bos_token":false,"add_eos_token":false,"clean_up_tokenization_spaces":false}
            """);
        Ours = BpeTokenizer.Load(path);
        _model = new Model(folder);
        try
        {
            _tokenizer = new Tokenizer(_model);
        }
        catch
        {
            _model.Dispose();
            throw;
        }
    }

    internal BpeTokenizer Ours { get; }

    public int[] GenAI(string text)
    {
        using var sequences = _tokenizer.Encode(text);
        return sequences[0].ToArray();
    }

    public string GenAIText(int[] ids) => _tokenizer.Decode(ids);

    public void Dispose()
    {
        _tokenizer.Dispose();
        _model.Dispose();
    }
}
