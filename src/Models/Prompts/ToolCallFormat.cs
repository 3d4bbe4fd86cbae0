using System.Text.Json;
using TreasureMarkers.Models.Prompts.Jinja;

namespace TreasureMarkers.Models.Prompts;

/// <summary>
/// How a model writes function calls: <see cref="Open"/>, a JSON object with a name and arguments, <see cref="Between"/> and the next
/// one, <see cref="Close"/>. It is found from the chat template, since models were trained on what theirs writes.
/// </summary>
/// <param name="Name">The families that write so.</param>
/// <param name="Open">Stands before the first call.</param>
/// <param name="Between">Stands between two calls; null where an answer can make but one.</param>
/// <param name="Close">Stands after the last call.</param>
/// <param name="ArgumentsField">The property with the arguments; the one with the name is <see cref="NameField"/>.</param>
/// <param name="IsCompact">Whether the JSON has no spaces; else one follows each colon and comma.</param>
internal sealed record ToolCallFormat(string Name, string Open, string? Between, string Close, string ArgumentsField, bool IsCompact)
{
    /// <summary>The property with the function's name.</summary>
    public const string NameField = "name";

    /// <summary>The models trained here: <c>&lt;|call|&gt;{"name":…,"arguments":…}</c>.</summary>
    public static ToolCallFormat House { get; } = new("TreasureMarkers", "<|call|>", "<|call|>", "", "arguments", true);

    /// <summary>Hermes, Qwen2.5 and Qwen3: JSON between <c>&lt;tool_call&gt;</c> tags, each on a line. Most others know it from texts.</summary>
    public static ToolCallFormat Hermes { get; } =
        new("Hermes", "<tool_call>\n", "\n</tool_call>\n<tool_call>\n", "\n</tool_call>", "arguments", false);

    /// <summary>Llama 3.1 and later: the answer is one JSON object whose arguments are called parameters.</summary>
    public static ToolCallFormat Llama3 { get; } = new("Llama 3", "", null, "", "parameters", false);

    /// <summary>Mistral: a list behind a control token.</summary>
    public static ToolCallFormat Mistral { get; } = new("Mistral", "[TOOL_CALLS][", ", ", "]", "arguments", false);

    /// <summary>What stands before the function's name in its quotes.</summary>
    public string BeforeName => IsCompact ? $"{{\"{NameField}\":" : $"{{\"{NameField}\": ";

    /// <summary>What stands between the name in its quotes and the arguments.</summary>
    public string BeforeArguments => IsCompact ? $",\"{ArgumentsField}\":" : $", \"{ArgumentsField}\": ";

    /// <summary>Where a call's JSON begins in an answer: the tag before it, without the list's bracket; empty where there is none.</summary>
    public string StartTag => Open.TrimEnd('\n', '[');

    /// <summary>The tag behind a call's JSON; empty where there is none.</summary>
    public string EndTag => Close.Trim('\n', ']');

    /// <summary>The form that a chat template writes calls in, or null where it writes none that is known.</summary>
    public static ToolCallFormat? Find(string template)
    {
        return Has(House.Open) ? House
            : !Has("tools") ? null
            : Has(Hermes.StartTag) ? Hermes
            : Has(Mistral.StartTag) ? Mistral
            : Has("<|start_header_id|>") && Has("\"parameters\": ") ? Llama3
            : null;

        bool Has(string text) => template.Contains(text, StringComparison.Ordinal);
    }

    /// <summary>A call's JSON as the format spells it.</summary>
    public string Write(PromptToolCall call) => IsCompact
        ? ToolPrompt.Call(call)
        : BeforeName + JinjaWriter.Json(JsonSerializer.SerializeToElement(call.Name)) + BeforeArguments + JinjaWriter.Json(call.Arguments) + "}";
}
