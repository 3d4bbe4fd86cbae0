using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using TreasureMarkers.Markers;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace TreasureMarkers.Evaluation.Tests;

/// <summary>
/// A server that answers by a rule of a few lines. None of <see cref="Trivial"/> understands anything; what they keep, an evaluation must
/// not take for obedience.
/// </summary>
internal sealed class PlainServer(Func<string, IReadOnlyDictionary<string, string>, string> rule, bool calls = false) : IChatClient
{
    private static readonly Dictionary<string, string> Sentences = new()
    {
        ["English"] = "That is a very good question with many interesting answers, and it depends on what you need.",
        ["German"] = "Das ist eine sehr gute Frage mit vielen spannenden Antworten, und es kommt darauf an, was man braucht.",
        ["French"] = "C'est une très bonne question avec beaucoup de réponses intéressantes, et cela dépend de vos besoins.",
        ["Spanish"] = "Esa es una pregunta muy buena con muchas respuestas interesantes, y depende de lo que necesites.",
        ["Italian"] = "Questa è una domanda molto bella con tante risposte interessanti, e dipende da quello che ti serve.",
        ["Russian"] = "Это очень хороший вопрос, на который есть много интересных ответов, и всё зависит от того, что вам нужно.",
        ["Japanese"] = "これはとても良い質問で、面白い答えがたくさんあり、あなたが何を必要としているかによります。",
        ["Chinese"] = "这是一个很好的问题，有很多有趣的答案，这取决于你需要什么。",
        ["Greek"] = "Αυτή είναι μια πολύ καλή ερώτηση με πολλές ενδιαφέρουσες απαντήσεις, και εξαρτάται από το τι χρειάζεστε.",
    };

    /// <summary>Servers that always say the same, and servers that put the prompt's words into whatever is wished.</summary>
    public static IReadOnlyDictionary<string, PlainServer> Trivial { get; } = new Dictionary<string, PlainServer>
    {
        ["empty list"] = new((_, _) => "[]"),
        ["empty element"] = new((_, _) => "<a/>"),
        ["ok"] = new((_, _) => "ok"),
        ["letter"] = new((_, _) => "A"),
        ["one answer to a question"] = new((_, _) => "Paris"),
        ["many answers"] = new((_, _) => "Paris, London, Madrid, Berlin, Moscow, Tokyo, Rome, Mars, Jupiter, seven, oxygen, gold, Shakespeare, Einstein"),
        ["one sentence a language"] = new((prompt, markers) => Sentences.GetValueOrDefault(Language(prompt, markers), Sentences["English"])),
        ["one sentence a format"] = new((_, markers) => Shape(markers, Sentences["English"].Split(' '))),
        ["a function"] = new((_, _) => "```python\ndef solve(values):\n    return sorted(values)\n```"),
        ["a call"] = new((_, _) => "", calls: true),
        ["the prompt"] = new((prompt, _) => prompt),
        ["the prompt in the wished form"] = new((prompt, markers) => Shape(markers, Stuff(prompt, markers))),
        ["the prompt behind a sentence"] = new((prompt, markers) =>
            $"{Sentences.GetValueOrDefault(Language(prompt, markers), Sentences["English"])} {string.Join(' ', Stuff(prompt, markers))}"),
    };

    /// <summary>A server that does what is wished: it has words of its own for each prompt, and puts them into the wished form and length.</summary>
    public static PlainServer Obedient { get; } = new((prompt, markers) => Shape(markers, Own(prompt, markers)));

    /// <summary>The server as a model with the default markers.</summary>
    public EvalModel Model(string name) => new(name, name, this, MarkerTaxonomy.Default);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var body = JsonElement.Parse(ModelReaderWriter.Write((ChatCompletionOptions)options!.RawRepresentationFactory!(this)!).ToString());
        var markers = body.TryGetProperty("markers", out var given)
            ? given.EnumerateObject().ToDictionary(marker => marker.Name, marker => marker.Value.GetString()!)
            : [];
        AIContent content = calls && body.TryGetProperty("tools", out _)
            ? new FunctionCallContent("1", "set_markers", new Dictionary<string, object?> { ["lang"] = "German" })
            : new TextContent(rule(messages.Last().Text, markers));
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [content])) { FinishReason = Microsoft.Extensions.AI.ChatFinishReason.Stop });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        yield break;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
        // Tests share them.
    }

    private static string Language(string prompt, IReadOnlyDictionary<string, string> markers) =>
        markers.GetValueOrDefault("lang") ?? Sentences.Keys.FirstOrDefault(language => prompt.Contains(language, StringComparison.Ordinal)) ?? "English";

    /// <summary>The prompt's words, as many as are wished.</summary>
    private static string[] Stuff(string prompt, IReadOnlyDictionary<string, string> markers)
    {
        var words = prompt.Split([' ', '\n', '.', '?', ','], StringSplitOptions.RemoveEmptyEntries);
        var count = markers.TryGetValue("length_tokens", out var tokens) ? int.Parse(tokens)
            : markers.TryGetValue("length_sentences", out var sentences) ? 4 * int.Parse(sentences)
            : words.Length;
        return [.. Enumerable.Range(0, count).Select(i => words[i % words.Length])];
    }

    /// <summary>Words that no other prompt gets and the prompt has not, as many as are wished.</summary>
    private static string[] Own(string prompt, IReadOnlyDictionary<string, string> markers)
    {
        // Words and numbers of the wish stand in the second line.
        var random = new Random(prompt.Split('\n')[0].Sum(c => c * c));
        string[] words = [.. Enumerable.Range(0, 400).Select(_ => string.Concat(Enumerable.Range(0, 6).Select(i => i % 2 == 0 ? "bdfgklmnprstvz"[random.Next(14)] : "aeiou"[random.Next(5)])))];
        var count = markers.TryGetValue("length_tokens", out var tokens) ? int.Parse(tokens)
            : markers.TryGetValue("length_sentences", out var sentences) ? 4 * int.Parse(sentences)
            : 24;
        return words[..count];
    }

    private static string Shape(IReadOnlyDictionary<string, string> markers, string[] words)
    {
        var text = string.Join(' ', words);
        return markers.GetValueOrDefault("format") switch
        {
            "JSON" => JsonSerializer.Serialize(new { answer = text }),
            "XML" => $"<answer>{text}</answer>",
            "Enumeration" => string.Join('\n', words.Chunk(4).Select(some => $"- {string.Join(' ', some)}")),
            "Tabular" => $"| what | is |\n|---|---|\n{string.Join('\n', words.Chunk(4).Select(some => $"| {some[0]} | {string.Join(' ', some[1..])} |"))}",
            "Markdown" => $"# {words[0]}\n\n{text}",
            "Latex" => $"\\begin{{itemize}}\n\\item {text}\n\\end{{itemize}}",
            "ChainOfThought" => string.Join('\n', words.Chunk((words.Length / 2) + 1).Select((some, i) => $"Step {i + 1}: {string.Join(' ', some)}")),
            "MCQAnswer" => "A",
            _ when markers.ContainsKey("length_sentences") => string.Join(' ', words.Chunk(4).Select(some => $"{char.ToUpperInvariant(some[0][0])}{some[0][1..]} {string.Join(' ', some[1..])}.")),
            _ => text,
        };
    }
}
