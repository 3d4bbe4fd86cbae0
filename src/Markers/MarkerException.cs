namespace TreasureMarkers.Markers;

/// <summary>A marker category or value that the taxonomy does not allow; the message says what is allowed.</summary>
public sealed class MarkerException : ArgumentException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was wrong, what is allowed.</param>
    /// <param name="category">The category concerned, or null when it is the category itself that is unknown.</param>
    /// <param name="allowed">The allowed categories or values; empty when they are not a list.</param>
    public MarkerException(string message, string? category, IReadOnlyList<string> allowed)
        : base(message)
    {
        Category = category;
        Allowed = allowed;
    }

    /// <summary>The category whose value was refused; null when the category itself is unknown.</summary>
    public string? Category { get; }

    /// <summary>The names or values that would have been accepted; empty when they are not a list.</summary>
    public IReadOnlyList<string> Allowed { get; }
}
