using System.Text.Json;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Evaluation.Protocols;

/// <summary>
/// The paper's marker inference accuracy: nothing is given, and the markers that the model chooses are held against those that people
/// gave to the prompt. The majority class stands beside it: what always naming the most frequent value would give.
/// </summary>
internal static class MarkerInference
{
    /// <summary>The name of the experiment.</summary>
    public const string Name = "Marker inference";

    // The list comes before the answer, of which nothing is needed.
    private const int MaxTokens = 8;

    private static readonly Experiment Experiment = new(
        Name,
        "Share of prompts for which the model chooses the value that people gave them: nothing is set, and no word of the answer is judged.",
        "category",
        [Experiment.Unasked]);

    /// <summary>One question a prompt, judged for each category that it has a label of; languages by the benchmark's own prompts.</summary>
    /// <param name="inputs">The prompts.</param>
    /// <param name="taxonomy">The markers that the models know.</param>
    /// <param name="count">Prompts of a language.</param>
    /// <param name="seed">Chooses them.</param>
    public static IEnumerable<Trial> Plan(EvalInputs inputs, MarkerTaxonomy taxonomy, int count, int seed)
    {
        foreach (var (prompt, markers) in inputs.Labels)
        {
            var request = EvalRequest.Of(prompt.Text, MaxTokens);
            foreach (var category in taxonomy.Categories.Where(category => markers.ContainsKey(category.Name)))
            {
                yield return Make(category.Name, prompt.Id, request, markers[category.Name]);
            }
        }

        if (inputs.Labels.Count > 0 && taxonomy.TryGetCategory(Wishes.Lang, out var languages))
        {
            foreach (var prompt in languages.Values.SelectMany(language => LanguageConfusion.OwnLanguage(inputs.Confusion, language, count, seed)))
            {
                yield return Make(Wishes.Lang, prompt.Prompt.Id, LanguageConfusion.Ask(prompt), prompt.Language);
            }
        }
    }

    private static Trial Make(string category, string prompt, EvalRequest request, string value) =>
        new(Experiment, category, Experiment.Unasked, prompt, request, value, answer => answer.Inferred.GetValueOrDefault(category) == value);
}

/// <summary>
/// Requests for other markers in words, with the marker functions offered: the call that sets exactly what is asked for is expected.
/// </summary>
internal static class MarkerRequests
{
    /// <summary>The name of the experiment.</summary>
    public const string Name = "Requests for markers";

    private const int MaxTokens = 128;

    private static readonly Experiment Experiment = new(
        Name,
        $"Share of requests that are answered by {MarkerFunctionDefinitions.Set} alone with exactly the arguments that are asked for.",
        "asks for",
        [Experiment.InWords]);

    /// <summary>One question a request whose markers the taxonomy has.</summary>
    /// <param name="taxonomy">The markers that the models know.</param>
    public static IEnumerable<Trial> Plan(MarkerTaxonomy taxonomy)
    {
        var tools = MarkerFunctionDefinitions.For(taxonomy);
        return EvalInputs.MarkerRequests.Where(request => IsKnown(taxonomy, request.Arguments)).Select((request, i) => new Trial(
            Experiment,
            string.Join(" and ", request.Arguments.EnumerateObject().Select(argument => argument.Name)) is var names && names.Contains(" and ", StringComparison.Ordinal) ? "several" : names,
            Experiment.InWords,
            $"{i + 1}",
            EvalRequest.Of(request.Prompt, MaxTokens) with { Tools = tools },
            request.Arguments.GetRawText(),
            answer => Parse(answer) is { } arguments && JsonElement.DeepEquals(arguments, request.Arguments)));
    }

    private static bool IsKnown(MarkerTaxonomy taxonomy, JsonElement arguments) => arguments.EnumerateObject().All(argument =>
        taxonomy.TryGetCategory(argument.Name, out var category) && category.TryNormalize(argument.Value.ToString(), out _));

    private static JsonElement? Parse(EvalAnswer answer)
    {
        try
        {
            return answer.Calls is [{ Name: MarkerFunctionDefinitions.Set } call]
                && JsonElement.Parse(call.Arguments) is { ValueKind: JsonValueKind.Object } arguments
                    ? arguments
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
