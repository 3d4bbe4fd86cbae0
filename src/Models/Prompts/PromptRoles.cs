using TreasureMarkers.Markers;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Prompts;

/// <summary>The control tokens that part the messages of a prompt.</summary>
internal sealed class PromptRoles
{
    private readonly ByteLevelBpeTokenizer _tokenizer;
    private readonly Dictionary<string, int> _ids;

    /// <summary>Looks up the tokens.</summary>
    /// <exception cref="FormatException">The tokenizer lacks one that every layout needs.</exception>
    public PromptRoles(ByteLevelBpeTokenizer tokenizer)
    {
        _tokenizer = tokenizer;
        BeginId = Find(ControlTokens.Begin);
        EndId = Find(ControlTokens.End);
        AssistantId = Find(ControlTokens.Assistant);
        _ids = new Dictionary<string, int> { ["system"] = Find(ControlTokens.System), ["user"] = Find(ControlTokens.User), ["assistant"] = AssistantId };
        if (tokenizer.TryGetId(ControlTokens.Tool, out var tool) && tokenizer.TryGetId(ControlTokens.Call, out var call))
        {
            _ids.Add("tool", tool);
            CallId = call;
        }
    }

    /// <summary>The id that begins a prompt.</summary>
    public int BeginId { get; }

    /// <summary>The id that ends every message.</summary>
    public int EndId { get; }

    /// <summary>The id that begins an answer.</summary>
    public int AssistantId { get; }

    /// <summary>The id that begins a call, or null when the tokenizer was trained before functions.</summary>
    public int? CallId { get; }

    /// <summary>The id that begins a call.</summary>
    /// <exception cref="NotSupportedException">The tokenizer lacks the functions' tokens.</exception>
    public int RequireCallId() => CallId ?? throw new NotSupportedException(
        $"This model cannot use functions: its tokenizer lacks {ControlTokens.Tool} and {ControlTokens.Call}. Use a model whose tokenizer has them, or leave the functions out.");

    /// <summary>The id that begins a role's message.</summary>
    /// <exception cref="ArgumentException">There is no such role.</exception>
    /// <exception cref="NotSupportedException">It is a tool's, and the tokenizer lacks the functions' tokens.</exception>
    public int IdOf(string role) => _ids.TryGetValue(role, out var id) ? id
        : role == "tool" ? RequireCallId()
        : throw new ArgumentException($"There is no role '{MarkerCategory.Shorten(role)}'. Allowed: {string.Join(", ", _ids.Keys)}.", nameof(role));

    private int Find(string content) => _tokenizer.TryGetId(content, out var id)
        ? id
        : throw new FormatException($"The tokenizer lacks the control token '{content}'. Use one that was trained here.");
}
