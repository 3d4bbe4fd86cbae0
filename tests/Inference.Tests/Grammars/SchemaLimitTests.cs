using System.Diagnostics;
using System.Text.Json;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference.Grammars;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Inference.Tests.Grammars;

/// <summary>Anyone may send a schema: none may take the process, its memory or everybody's time.</summary>
public class SchemaLimitTests(ITestOutputHelper output)
{
    /// <summary>What a thread of a small stack holds, a process's main thread does too.</summary>
    private const int SmallStack = 512 * 1024;

    public static TheoryData<string> Refused => [.. HostileSchemas.Refused.Keys];

    public static TheoryData<string> Allowed => [.. HostileSchemas.Allowed.Keys];

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_schema_above_a_limit_is_refused_at_once_by_the_limits_name(string name)
    {
        var (schema, expected) = HostileSchemas.Refused[name];
        using var document = Parse(schema);
        var started = Stopwatch.GetTimestamp();
        var error = OnSmallStack(() => Assert.Throws<NotSupportedException>(() => JsonSchemaGrammar.Create(document.RootElement)));
        Assert.All(expected, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(1));

        var call = OnSmallStack(() => Assert.Throws<NotSupportedException>(() =>
            ToolCallGrammar.Create([new PromptTool("f", "", document.RootElement)], ToolCallFormat.House)));
        Assert.Contains("'f'", call.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Allowed))]
    public void A_schema_at_a_limit_is_compiled_and_followed_in_a_moment(string name)
    {
        using var document = Parse(HostileSchemas.Allowed[name]);
        var started = Stopwatch.GetTimestamp();
        var grammar = OnSmallStack(() => JsonSchemaGrammar.Create(document.RootElement));
        var compiled = Stopwatch.GetElapsedTime(started);
        var slowest = OnSmallStack(() => new[] { SlowestMask(grammar), SlowestMask(grammar) }.Min());
        output.WriteLine($"{name}: compiled in {compiled.TotalMilliseconds:0.0} ms, slowest mask {slowest.TotalMilliseconds:0.0} ms");

        // Many times what they take alone: other tests run beside this one.
        Assert.True(compiled < TimeSpan.FromSeconds(1), $"Compiled in {compiled}.");
        Assert.True(slowest < TimeSpan.FromSeconds(1), $"A mask took {slowest}.");
    }

    [Fact]
    public void The_schemas_of_a_request_share_their_states()
    {
        using var document = Parse("""{"type":"object","properties":{"a":{"const":"?"}}}""".Replace("?", new string('v', 60_000)));
        PromptTool[] one = [new("f", "", document.RootElement)];
        Assert.NotNull(ToolCallGrammar.Create(one, ToolCallFormat.House));
        var error = Assert.Throws<NotSupportedException>(() => ToolCallGrammar.Create([.. one, new("g", "", document.RootElement)], ToolCallFormat.House));
        Assert.Contains("'g'", error.Message, StringComparison.Ordinal);
        Assert.Contains("100000", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"$ref":"?"}""")]
    [InlineData("""{"$ref":"#/$defs/?"}""")]
    [InlineData("""{"type":"string","format":"?"}""")]
    [InlineData("""{"type":"?"}""")]
    [InlineData("""{"anyOf":[{"$ref":"#/?"}]}""")]
    [InlineData("""{"type":"string","minLength":"?"}""")]
    [InlineData("""{"type":"integer","minimum":["?"]}""")]
    [InlineData("""{"type":"object","properties":{},"required":["?"]}""")]
    public void A_message_quotes_only_the_beginning_of_a_long_text(string schema)
    {
        using var document = Parse(schema.Replace("?", new string('q', 60_000)));
        var message = Assert.Throws<NotSupportedException>(() => JsonSchemaGrammar.Create(document.RootElement)).Message;
        Assert.InRange(message.Length, 1, 400);
    }

    [Fact]
    public void A_property_that_is_declared_twice_is_refused()
    {
        using var document = Parse("""{"type":"object","properties":{"a":true,"a":false}}""");
        Assert.Contains("'a' twice", Assert.Throws<NotSupportedException>(() =>
            JsonSchemaGrammar.Create(document.RootElement)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_text_of_many_places_is_followed_to_its_end()
    {
        using var document = Parse("""{"anyOf":[{"type":"string","maxLength":5000},{"type":"string","minLength":3000,"maxLength":4000},{"type":"string","minLength":4500}]}""");
        var constraint = new TokenConstraint(JsonSchemaGrammar.Create(document.RootElement), DefaultVocabulary.Trie,
            [DefaultVocabulary.End], 9000);
        var text = "\"" + string.Concat(Enumerable.Repeat("é", 4800)) + "\"";
        foreach (var id in DefaultVocabulary.Tokenizer.Encode(text))
        {
            constraint.Mask(new float[DefaultVocabulary.Tokenizer.VocabularySize]);
            Assert.True(constraint.Allows(id));
            constraint.Accept(id);
        }

        Assert.True(constraint.MustEnd);
    }

    private static TimeSpan SlowestMask(Grammar grammar)
    {
        var random = new Random(1);
        var slowest = TimeSpan.Zero;
        var logits = new float[DefaultVocabulary.Tokenizer.VocabularySize + 1];
        var constraint = new TokenConstraint(grammar, DefaultVocabulary.Trie, [DefaultVocabulary.End], grammar.MinLength + 200);
        while (!constraint.MustEnd)
        {
            for (var id = 0; id < logits.Length; id++)
            {
                logits[id] = random.NextSingle();
            }

            var started = Stopwatch.GetTimestamp();
            constraint.Mask(logits);
            var took = Stopwatch.GetElapsedTime(started);
            slowest = took > slowest ? took : slowest;
            logits[DefaultVocabulary.End] = constraint.MayEnd ? -1 : float.NegativeInfinity;
            var next = Array.IndexOf(logits, logits.Max());
            if (next == DefaultVocabulary.End)
            {
                break;
            }

            constraint.Accept(next);
        }

        Assert.True(constraint.MayEnd);
        return slowest;
    }

    private static JsonDocument Parse(string schema) => JsonDocument.Parse(schema, new JsonDocumentOptions { MaxDepth = 100_000 });

    private static T OnSmallStack<T>(Func<T> work)
    {
        var result = default(T);
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = work();
                }
                catch (Exception e)
                {
                    failure = e;
                }
            },
            SmallStack);
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw failure;
    }
}
