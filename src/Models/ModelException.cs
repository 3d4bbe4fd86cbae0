namespace TreasureMarkers.Models;

/// <summary>A model cannot be read, written or run. The message is one line that says what was wrong and what to do.</summary>
/// <param name="message">What was wrong, what is allowed, what to do.</param>
/// <param name="innerException">What revealed it.</param>
public sealed class ModelException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>A command cannot go on. The message is one line that says what was wrong, what is allowed and what to do.</summary>
/// <param name="message">What was wrong, what is allowed, what to do.</param>
/// <param name="innerException">What revealed it.</param>
internal sealed class CommandException(string message, Exception? innerException = null) : Exception(message, innerException);
