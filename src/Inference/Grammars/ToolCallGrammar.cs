using System.Text.Json;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Inference.Grammars;

/// <summary>The JSON of a call of one of the offered functions, in a model's form.</summary>
internal static class ToolCallGrammar
{
    /// <summary>The calls of any of the functions.</summary>
    /// <param name="tools">The offered functions.</param>
    /// <param name="format">How the model writes calls.</param>
    /// <param name="required">The only function that may be called; null for any.</param>
    /// <exception cref="ArgumentException">There is no function, or not the required one.</exception>
    /// <exception cref="NotSupportedException">
    /// A function's parameters say something that calls cannot be held to; the message names the function.
    /// </exception>
    public static Grammar Create(IReadOnlyList<PromptTool> tools, ToolCallFormat format, string? required = null)
    {
        PromptTool[] callable = [.. tools.Where(tool => required is null || tool.Name == required)];
        var budget = new SchemaBudget();
        return callable.Length > 0
            ? new Grammar(Rule.Choice(callable.Select(tool => Call(tool, format, budget))))
            : throw new ArgumentException(
                    $"There is no function {(required is null ? "" : $"'{MarkerCategory.Shorten(required)}' ")}to call. "
                    + $"Offered: {string.Join(", ", tools.Select(tool => tool.Name))}.",
                    nameof(required));
    }

    private static GrammarNode Call(PromptTool tool, ToolCallFormat format, SchemaBudget budget)
    {
        var layout = new JsonLayout(format.IsCompact);
        try
        {
            return Rule.Sequence(
                Rule.Text(format.BeforeName),
                Rule.AnyText(JsonRules.Texts(JsonSerializer.SerializeToElement(tool.Name), compact: true)),
                Rule.Text(format.BeforeArguments),
                JsonSchemaGrammar.Value(tool.Parameters, layout, 1, budget),
                Rule.Text("}"));
        }
        catch (NotSupportedException exception)
        {
            throw new NotSupportedException(
                $"The parameters of the function '{MarkerCategory.Shorten(tool.Name)}' cannot be followed. {exception.Message}", exception);
        }
    }
}
