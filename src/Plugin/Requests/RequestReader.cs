using System.Text;
using Microsoft.Extensions.AI;
using TreasureMarkers.Inference;
using TreasureMarkers.Inference.Generation;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Plugin.Requests;

/// <summary>Checks a chat request and turns it into what the model needs.</summary>
/// <param name="folder">The model.</param>
/// <param name="markers">The model's marker phase, for the room that a list takes.</param>
/// <param name="defaultMaxOutputTokens">Most tokens of text where the request does not say.</param>
internal sealed class RequestReader(ModelFolder folder, MarkerPhase markers, int defaultMaxOutputTokens)
{
    /// <summary>Reads a request.</summary>
    /// <exception cref="MarkerException">A marker or a category to enforce is not allowed.</exception>
    /// <exception cref="PromptTooLongException">The conversation leaves no room for an answer.</exception>
    /// <exception cref="OutputLimitException">The answer may not be long enough for its format or its call.</exception>
    /// <exception cref="ArgumentException">The messages or an option cannot be used.</exception>
    /// <exception cref="NotSupportedException">The request asks for something that this model cannot do.</exception>
    public GenerationRequest Read(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        ArgumentNullException.ThrowIfNull(messages);
        options ??= new ChatOptions();
        var calls = ToolReader.Read(options, folder.Layout.CanCall);
        var given = GrammarReader.AddFormat(options, MarkerReader.ReadMarkers(folder.Taxonomy, options.AdditionalProperties));
        var enforced = MarkerReader.ReadEnforced(folder.Taxonomy, options.AdditionalProperties);
        var grammar = GrammarReader.Read(options, given, enforced);
        var sampling = ReadSampling(options);
        var stops = ReadStops(options);
        var wanted = (int)Within("MaxOutputTokens", options.MaxOutputTokens ?? defaultMaxOutputTokens, 1, int.MaxValue);

        var room = folder.Config.ContextLength - markers.LongestList(given) - 1;
        var prompt = Encode([.. MessageReader.Read(messages, options.Instructions)], given, calls?.Tools ?? [], room);
        var most = Math.Min(wanted, room - prompt.Length + 1);
        var shortest = calls is { Required: true } ? calls.ShortestLength : grammar?.ShortestLength ?? 0;
        return most >= shortest
            ? new GenerationRequest(prompt, given, sampling, most, stops, enforced, grammar, calls)
            : throw new OutputLimitException($"The answer may have {most} tokens, but the shortest that keeps to its format or calls its function may take {shortest}: raise MaxOutputTokens, or shorten the conversation.");
    }

    private static string[] ReadStops(ChatOptions options)
    {
        string[] stops = [.. options.StopSequences ?? []];
        return stops.All(stop => !string.IsNullOrEmpty(stop))
            ? stops
            : throw new ArgumentException("A stop sequence is empty: each needs at least one character.", nameof(options));
    }

    private SamplingSettings ReadSampling(ChatOptions options)
    {
        var defaults = folder.Config.Sampling;
        return defaults with
        {
            Temperature = (float)Within("Temperature", options.Temperature ?? defaults.Temperature, 0, 100),
            TopP = (float)Within("TopP", options.TopP ?? defaults.TopP, 0, 1),
            TopK = (int)Within("TopK", options.TopK ?? defaults.TopK, 0, int.MaxValue),
            RepetitionPenalty = (float)Within("repetition_penalty", MarkerReader.ReadNumber(options.AdditionalProperties, "repetition_penalty") ?? defaults.RepetitionPenalty, 0.01, 100),
            PresencePenalty = (float)Within("PresencePenalty", options.PresencePenalty ?? 0, -2, 2),
            FrequencyPenalty = (float)Within("FrequencyPenalty", options.FrequencyPenalty ?? 0, -2, 2),
            Seed = options.Seed,
        };
    }

    private static double Within(string name, double value, double low, double high) =>
        value >= low && value <= high
            ? value
            : throw new ArgumentOutOfRangeException(name, $"{name} is {value}, but must be from {low} to {high}.");

    private int[] Encode(IReadOnlyList<PromptMessage> messages, MarkerSet given, IReadOnlyList<PromptTool> tools, int room)
    {
        // A megabyte of text is refused by its size alone, without being encoded.
        var bytes = messages.Sum(m => (long)Encoding.UTF8.GetByteCount(m.Content)) + (tools.Count == 0 ? 0 : Encoding.UTF8.GetByteCount(ToolPrompt.Offer(tools)));
        var fewest = (int)Math.Min(bytes / folder.LongestToken, int.MaxValue);
        if (fewest > room)
        {
            throw new PromptTooLongException(fewest, atLeast: true, room, folder.Config.ContextLength);
        }

        var prompt = folder.Layout.EncodePrompt(messages, given, tools);
        return prompt.Length <= room
            ? prompt
            : throw new PromptTooLongException(prompt.Length, atLeast: false, room, folder.Config.ContextLength);
    }
}
