using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Plugin.Functions;

/// <summary>One of the marker functions.</summary>
/// <param name="definition">Its name, description and schema.</param>
/// <param name="action">What it does.</param>
internal sealed class MarkerFunction(PromptTool definition, Func<AIFunctionArguments, CancellationToken, Task<JsonElement>> action) : AIFunction
{
    /// <inheritdoc/>
    public override string Name => definition.Name;

    /// <inheritdoc/>
    public override string Description => definition.Description;

    /// <inheritdoc/>
    public override JsonElement JsonSchema => definition.Parameters;

    /// <inheritdoc/>
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await action(arguments, cancellationToken);
        }
        catch (MarkerException exception)
        {
            return MarkerFunctionResult.Error(exception);
        }
    }
}
