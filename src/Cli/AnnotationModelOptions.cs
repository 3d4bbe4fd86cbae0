using System.CommandLine;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;

namespace TreasureMarkers.Cli;

/// <summary>The options of <c>annotate</c> and <c>data import</c> that say how markers are found.</summary>
internal sealed class AnnotationModelOptions
{
    private readonly Option<string?> _llm = new("--llm")
    {
        Description = "An OpenAI-compatible server that is asked for task, domain and unclear formats, such as http://127.0.0.1:8000/v1. "
            + "Its key is taken from OPENAI_API_KEY.",
    };

    private readonly Option<string?> _model = new("--model") { Description = "The model's name there." };
    private readonly Option<int?> _rate = new("--requests-per-minute") { Description = "The most requests in a minute." };
    private readonly Option<int> _parallel = new("--parallel")
    {
        Description = "Rows that are asked about at the same time.",
        DefaultValueFactory = _ => 4,
    };

    private readonly Option<string?> _lang = new("--lang")
    {
        Description = "The language of short answers where neither they nor their prompts tell. Default: the one that nine in ten rows have.",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command) => Array.ForEach([_llm, _model, _rate, _parallel, _lang], (Option option) => command.Add(option));

    /// <summary>The language that was given, as the taxonomy spells it, or null.</summary>
    /// <exception cref="MarkerException">The taxonomy has no such language; the message lists those that it has.</exception>
    public string? ReadLang(ParseResult parsed) =>
        parsed.GetValue(_lang) is { } lang ? MarkerSet.Create(MarkerTaxonomy.Default, [new("lang", lang)])["lang"] : null;

    /// <summary>The client for the model, or null when none is given, and how many rows are worked on at once.</summary>
    /// <exception cref="CommandException">The options do not go together.</exception>
    public (AnnotationServer? Client, int Parallel) ReadModel(ParseResult parsed)
    {
        var (address, model, rate, parallel) = (parsed.GetValue(_llm), parsed.GetValue(_model), parsed.GetValue(_rate), parsed.GetValue(_parallel));
        if ((address is null) != (model is null))
        {
            throw new CommandException("--llm and --model go together: give the server's URL and the model's name there, or neither.");
        }

        if (rate < 1 || parallel is < 1 or > 1000)
        {
            throw new CommandException("--requests-per-minute must be at least 1, and --parallel from 1 to 1000.");
        }

        if (address is null)
        {
            return (null, Environment.ProcessorCount);
        }

        return Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? (new AnnotationServer(
                new AnnotationServerOptions(url, model!) { RequestsPerMinute = rate }, Environment.GetEnvironmentVariable("OPENAI_API_KEY")), parallel)
            : throw new CommandException("--llm must be an http or https URL, such as http://127.0.0.1:8000/v1.");
    }
}
