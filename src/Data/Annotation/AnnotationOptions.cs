namespace TreasureMarkers.Data.Annotation;

/// <summary>What to annotate.</summary>
/// <param name="Input">Rows as JSON Lines; compressed when the name ends in <c>.gz</c>.</param>
/// <param name="Output">The file to write; compressed when the name ends in <c>.gz</c>.</param>
/// <param name="Llm">The model that is asked for what cannot be measured, or null.</param>
internal sealed record AnnotationOptions(string Input, string Output, LlmOptions? Llm)
{
    /// <summary>Where finished rows are kept until all are.</summary>
    public string Progress => Output + ".progress";

    /// <summary>Where lines go that are no rows.</summary>
    public string Rejects => Output + ".rejects.jsonl";
}
