using System.Text;
using System.Text.Json;
using TreasureMarkers.Inference.Grammars;

namespace TreasureMarkers.Inference.Tests.Grammars;

public class TokenConstraintTests
{
    private static readonly int End = DefaultVocabulary.End;

    [Theory]
    [InlineData("[\"caf", 40)]
    [InlineData("{\"a\": ", 40)]
    [InlineData("{\"a\": ", 4)]
    [InlineData("[1, 2", 2)]
    [InlineData("[]", 5)]
    public void The_mask_agrees_with_what_is_allowed_for_each_token(string text, int left)
    {
        var constraint = After(JsonGrammar.Instance, text, left);
        var logits = new float[DefaultVocabulary.Tokenizer.VocabularySize + 2];
        constraint.Mask(logits);
        for (var id = 0; id < logits.Length; id++)
        {
            Assert.Equal(constraint.Allows(id), float.IsFinite(logits[id]));
        }
    }

    [Fact]
    public void Added_tokens_are_never_text()
    {
        var constraint = After(JsonGrammar.Instance, "[\"", 40);
        Assert.All(DefaultVocabulary.Tokenizer.AddedTokens, token => Assert.False(constraint.Allows(token.Id)));
    }

    [Fact]
    public void A_character_may_be_split_over_tokens_but_not_left_unfinished()
    {
        var constraint = After(JsonGrammar.Instance, "[\"", 40);
        var bytes = Encoding.UTF8.GetBytes("😀");
        foreach (var value in bytes)
        {
            Assert.True(constraint.Allows(Single(value)));
            constraint.Accept(Single(value));
            Assert.Equal(value == bytes[^1], constraint.Allows(Single((byte)'"')));
        }
    }

    [Fact]
    public void Only_what_can_still_be_closed_is_allowed()
    {
        var constraint = After(JsonGrammar.Instance, "[", 3);
        Assert.True(constraint.Allows(Single((byte)'"')));
        Assert.True(constraint.Allows(Single((byte)'[')));
        Assert.False(constraint.Allows(Single((byte)'t')));
        Assert.True(constraint.Allows(Single((byte)']')));
    }

    [Fact]
    public void After_the_last_bracket_only_the_end_follows()
    {
        var constraint = After(JsonGrammar.Instance, "[]", 5);
        Assert.True(constraint.MustEnd);
        Assert.True(constraint.Allows(End));
        constraint.Accept(End);
        Assert.Throws<InvalidOperationException>(() => constraint.Accept(Single((byte)']')));
    }

    [Fact]
    public void Too_few_tokens_for_any_answer_are_refused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() =>
            new TokenConstraint(XmlGrammar.Instance, DefaultVocabulary.Trie, [End], 3));
        Assert.Contains("4", error.Message);
    }

    [Fact]
    public void Every_state_of_a_random_walk_has_a_way_on()
    {
        using var schema = JsonDocument.Parse("""{"type":"object","properties":{"a":{"type":"string","minLength":3},"b":{"enum":["x","yy"]}},"required":["b"]}""");
        var grammar = JsonSchemaGrammar.Create(schema.RootElement);
        for (var seed = 0; seed < 60; seed++)
        {
            Assert.True(grammar.Accepts(Encoding.UTF8.GetBytes(RandomAnswer.Draw(grammar, seed, grammar.MinLength + (seed % 30)))));
        }
    }

    private static TokenConstraint After(Grammar grammar, string text, int left)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var constraint = new TokenConstraint(grammar, DefaultVocabulary.Trie, [End], left + bytes.Length);
        Array.ForEach(bytes, value => constraint.Accept(Single(value)));
        Assert.Equal(left, constraint.TokensLeft);
        return constraint;
    }

    private static int Single(byte value) =>
        DefaultVocabulary.Trie.Ids.ToArray().First(id => DefaultVocabulary.Tokenizer.BytesOf(id) is [var only] && only == value);
}
