namespace TreasureMarkers.Inference.Grammars;

/// <summary>Counts the parts of the automaton that the schemas of one request become.</summary>
internal sealed class SchemaBudget
{
    private long _states;

    /// <summary>Counts parts before they are made.</summary>
    /// <param name="states">How many.</param>
    /// <param name="path">The place in the schema that needs them.</param>
    /// <exception cref="NotSupportedException">They are too many.</exception>
    public void Spend(int states, string path)
    {
        _states += states;
        if (_states > SchemaLimits.MaxStates)
        {
            throw new NotSupportedException(
                $"The JSON schema needs {_states} states by {path}. Allowed: at most {SchemaLimits.MaxStates} in a request; use fewer properties and values, or fewer schemas that contain themselves.");
        }
    }
}
