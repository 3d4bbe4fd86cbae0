using TreasureMarkers.Fixtures;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Gguf;
using TreasureMarkers.Models.Tests.Support;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Tests.Gguf;

/// <summary>Reading files that are right, and refusing those that are not.</summary>
public sealed class MappedGgufTests
{
    private const int MostBytes = 64 << 20;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Metadata_and_tensors_are_found(uint version)
    {
        using var folder = new TemporaryFolder();
        using var file = Open(folder, new GgufBytes { Version = version }
            .Key("text", "é").Key("number", 7u).Key("share", 0.5f).Texts("texts", "a", "b")
            .Array("numbers", 5, 2, [.. BitConverter.GetBytes(-1), .. BitConverter.GetBytes(2)])
            .Array("shares", 6, 1, BitConverter.GetBytes(0.25f)).Array("bytes", 0, 2, [1, 255]).Add("flag", 7, [1])
            .Tensor("a", 0, [.. Enumerable.Range(0, 6).SelectMany(i => BitConverter.GetBytes((float)i))], 3, 2)
            .Tensor("b", 30, [0x80, 0x3F], 1));

        Assert.Equal("é", file.Metadata["text"]);
        Assert.Equal(7L, file.Metadata["number"]);
        Assert.Equal(0.5, file.Metadata["share"]);
        Assert.Equal(["a", "b"], (string[])file.Metadata["texts"]);
        Assert.Equal([-1L, 2L], (long[])file.Metadata["numbers"]);
        Assert.Equal([0.25f], (float[])file.Metadata["shares"]);
        Assert.Equal([1, 255], (byte[])file.Metadata["bytes"]);
        Assert.Equal(true, file.Metadata["flag"]);
        Assert.Equal([2, 3], file.Find("a").Shape);
        Assert.Equal([0, 1, 2, 3, 4, 5], file.ReadFloats(file.Find("a")));
        Assert.Equal([1], file.ReadFloats(file.Find("b")));
    }

    [Fact]
    public void Wrong_files_are_refused_with_what_is_wrong()
    {
        Refused("does not begin with GGUF", new GgufBytes { Magic = "GGML"u8.ToArray() });
        Refused("has version 1; 2 and 3 are read", new GgufBytes { Version = 1 });
        Refused("is big-endian", new GgufBytes { Version = 3u << 24 });
        Refused("entries follow where", new GgufBytes { KeyCount = ulong.MaxValue });
        Refused("entries follow where", new GgufBytes { TensorCount = 1UL << 40 });
        Refused("entries follow where", new GgufBytes().Array("many", 8, 1UL << 60, []));
        Refused("lists of lists", new GgufBytes().Array("nested", 9, 1, new byte[12]));
        Refused("unknown type 99", new GgufBytes().Add("odd", 99, []));
        Refused("twice", new GgufBytes().Key("a", 1u).Key("a", 1u));
        Refused("twice", new GgufBytes().Tensor("a", 0, new byte[4], 1).Tensor("a", 0, new byte[4], 1));
        Refused("ggml's type 10; F32, F16, BF16, Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, Q4_K, Q5_K, Q6_K are read", new GgufBytes().Tensor("a", 10, new byte[84], 256));
        Refused("blocks of 32", new GgufBytes().Tensor("a", 2, new byte[18], 31));
        Refused("it is cut short", new GgufBytes().Tensor("a", 0, new byte[64], 1 << 20));
        Refused("arithmetic", new GgufBytes().Tensor("a", 0, new byte[64], 1UL << 62, 1UL << 62));
        Refused("more than can be read", new GgufBytes().Tensor("a", 0, new byte[64], 1UL << 40));
        Refused("size below 1", new GgufBytes().Tensor("a", 0, new byte[64], ulong.MaxValue));
        Refused("5 dimensions", new GgufBytes().Tensor("a", 0, new byte[4], 1, 1, 1, 1, 1));
        Refused("no power of two", new GgufBytes().Key("general.alignment", 3u));
    }

    [Fact]
    public void A_file_cut_short_anywhere_is_refused()
    {
        using var folder = new TemporaryFolder();
        var whole = Llama().Build();
        for (var length = 0; length < whole.Length; length += 1 + (length / 20))
        {
            File.WriteAllBytes(folder["cut.gguf"], whole[..length]);
            var error = Assert.Throws<ModelException>(() => ModelSource.Open(folder["cut.gguf"]));
            Assert.Contains("cut.gguf", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Headers_with_random_bytes_are_read_or_refused_and_cost_no_memory()
    {
        using var folder = new TemporaryFolder();
        var whole = Llama().Build();
        var random = new Random(1);
        var refused = 0;
        for (var round = 0; round < 400; round++)
        {
            byte[] damaged = [.. whole];
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                var at = random.Next(4, damaged.Length);
                damaged[at] = random.Next(3) switch { 0 => 0xFF, 1 => 0, _ => (byte)random.Next(256) };
            }

            File.WriteAllBytes(folder["fuzzed.gguf"], damaged);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using var source = ModelSource.Open(folder["fuzzed.gguf"]);
                _ = source.Tokens;
                _ = source.Tokenizer.VocabularySize;
            }
            catch (ModelException e)
            {
                Assert.DoesNotContain('\n', e.Message);
                refused++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        }

        Assert.InRange(refused, 100, 399);
    }

    [Theory]
    [InlineData("gemma3", "'gemma3', which cannot be used. Supported: llama")]
    [InlineData("llama", "mixture of experts", "expert_count", 8u)]
    [InlineData("llama", "a sliding window", "attention.sliding_window", 4u)]
    [InlineData("llama", "only 8, the size of a head", "rope.dimension_count", 4u)]
    [InlineData("llama", "stretches its rotary positions by 'yarn'", "rope.scaling.type", "yarn")]
    [InlineData("llama", "a multiple of the latter", "attention.head_count_kv", 3u)]
    [InlineData("llama", "wants [16, 8]", "feed_forward_length", 16u)]
    public void What_cannot_be_used_is_named(string architecture, string says, string? key = null, object? value = null)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["model.gguf"], Llama(architecture, key, value).Build());

        var error = Assert.Throws<ModelException>(() => ModelSource.Open(folder["model.gguf"]));

        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_vocabulary_and_unknown_tensors_are_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["a.gguf"], Llama().Tensor("blk.0.attn_output.bias", 0, new byte[32], 8).Build());
        Assert.Contains("no supported model has: blk.0.attn_output.bias", Assert.Throws<ModelException>(() => ModelSource.Open(folder["a.gguf"])).Message, StringComparison.Ordinal);

        File.WriteAllBytes(folder["b.gguf"], Llama(tokens: 150).Build());
        using var other = ModelSource.Open(folder["b.gguf"]);
        Assert.Contains("150 tokens, and its model has 260", Assert.Throws<ModelException>(() => other.Tokenizer).Message, StringComparison.Ordinal);

        Assert.Contains("There is no", Assert.Throws<ModelException>(() => ModelSource.Open(folder["none.gguf"])).Message, StringComparison.Ordinal);
    }

    private static MappedGguf Open(TemporaryFolder folder, GgufBytes file)
    {
        File.WriteAllBytes(folder["file.gguf"], file.Build());
        return MappedGguf.Open(folder["file.gguf"]);
    }

    private static void Refused(string says, GgufBytes file)
    {
        using var folder = new TemporaryFolder();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<ModelException>(() => Open(folder, file));
        Assert.Contains(says, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
    }

    // One layer of width 8 over bytes and four more tokens.
    private static GgufBytes Llama(string architecture = "llama", string? key = null, object? value = null, int tokens = 260)
    {
        var file = new GgufBytes().Key("general.architecture", architecture).Key("general.name", "tiny");
        var keys = new Dictionary<string, object>
        {
            ["block_count"] = 1u,
            ["context_length"] = 64u,
            ["embedding_length"] = 8u,
            ["feed_forward_length"] = 8u,
            ["attention.head_count"] = 1u,
            ["attention.layer_norm_rms_epsilon"] = 1e-5f,
            ["rope.freq_base"] = 10000f,
        };
        if (key is not null && value is not null)
        {
            keys[key] = value;
        }

        foreach (var (name, what) in keys)
        {
            _ = what switch
            {
                uint number => file.Key($"{architecture}.{name}", number),
                float number => file.Key($"{architecture}.{name}", number),
                _ => file.Key($"{architecture}.{name}", (string)what),
            };
        }

        string[] bytes = [.. Enumerable.Range(0, 256).Select(i => $"{ByteLevelAlphabet.ToCharacter((byte)i)}")];
        string[] all = [.. bytes.Concat(["<s>", "</s>", "ab", "abc"]).Take(tokens)];
        file.Key("tokenizer.ggml.model", "gpt2").Key("tokenizer.ggml.pre", "gpt-2").Texts("tokenizer.ggml.tokens", all)
            .Array("tokenizer.ggml.token_type", 5, (ulong)all.Length, [.. all.SelectMany((_, i) => BitConverter.GetBytes(i is 256 or 257 ? 3 : 1))])
            .Texts("tokenizer.ggml.merges", tokens == 260 ? ["a b", "ab c"] : []).Key("tokenizer.ggml.eos_token_id", tokens == 260 ? 257u : 1u);
        file.Tensor("token_embd.weight", 0, new byte[260 * 8 * 4], 8, 260).Tensor("output_norm.weight", 0, new byte[32], 8);
        foreach (var name in new[] { "attn_norm", "ffn_norm" })
        {
            file.Tensor($"blk.0.{name}.weight", 0, new byte[32], 8);
        }

        foreach (var name in new[] { "attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down" })
        {
            file.Tensor($"blk.0.{name}.weight", 1, new byte[128], 8, 8);
        }

        return file;
    }
}
