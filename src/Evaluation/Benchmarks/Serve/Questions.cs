namespace TreasureMarkers.Evaluation.Benchmarks.Serve;

/// <summary>What is asked.</summary>
internal static class Questions
{
    /// <summary>Eight, with answers of different lengths.</summary>
    public static readonly string[] All =
    [
        "Explain what a package manager does.", "Translate to German: a simple text editor.", "Describe the library for parsing JSON.",
        "Summarize: a tool that shows which files changed between two folders.", "Was ist ein Webserver?", "List three programming languages.",
        "Tell me about the history of printing.", "Écris une courte histoire.",
    ];

    /// <summary>Sentences of <see cref="Long"/> that are about 400 tokens in the default model's tokenizer.</summary>
    public const int SentencesOf400Tokens = 16;

    /// <summary>The markers that make the default model's answers long, so that the length of decoding is theirs.</summary>
    public static readonly KeyValuePair<string, string>[] LongAnswers = [new("length_tokens", "900")];

    /// <summary>Sentences that no other text of this number shares a beginning with.</summary>
    /// <param name="number">Makes the text its own.</param>
    /// <param name="sentences">How many.</param>
    public static string Long(int number, int sentences) =>
        $"{number}. " + string.Join(' ', Enumerable.Range(0, sentences).Select(i => $"The {Ordinal(i * 7)} tool reads {number + i} files and writes a report about them."));

    private static string Ordinal(int i) => new[] { "first", "small", "green", "other", "quick", "quiet", "last" }[i % 7];
}
