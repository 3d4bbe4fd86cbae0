using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.Requests;

namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>Turns OpenAI's <c>tools</c> and <c>tool_choice</c> into the chat client's.</summary>
internal static partial class CompletionTools
{
    private const int MaxTools = 128;
    private static readonly JsonElement NoParameters = JsonElement.Parse("""{"type":"object","properties":{}}""");

    /// <summary>Sets the tools and their mode.</summary>
    /// <exception cref="RequestException">A tool is not a well-formed function, or the choice names none of them.</exception>
    public static void Apply(CompletionRequest request, ChatOptions options)
    {
        List<AITool> tools = request.Tools.IsAbsent() ? [] : ReadTools(request.Tools!.Value);
        options.ToolMode = ReadChoice(request.ToolChoice, tools);
        if (tools.Count > 0)
        {
            options.Tools = tools;
            options.AllowMultipleToolCalls = request.ParallelToolCalls;
        }
    }

    private static List<AITool> ReadTools(JsonElement tools)
    {
        if (tools.ValueKind is not JsonValueKind.Array || tools.GetArrayLength() > MaxTools)
        {
            throw JsonValues.Wrong("tools", $"must be a list of at most {MaxTools} functions");
        }

        List<AITool> read = [.. tools.EnumerateArray().Select((tool, i) => ReadTool(tool, $"tools[{i}]"))];
        return read.GroupBy(tool => tool.Name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw JsonValues.Wrong("tools", $"holds two functions of the name '{twice.Key}'")
            : read;
    }

    private static AIFunctionDeclaration ReadTool(JsonElement tool, string param)
    {
        if (!tool.IsType("function") || tool.Member("function") is not { ValueKind: JsonValueKind.Object } function)
        {
            throw JsonValues.Wrong(param, "must be an object with 'type' \"function\" and 'function'");
        }

        string name = JsonValues.Text(function.Member("name"), $"{param}.function.name");
        if (!NamePattern().IsMatch(name))
        {
            throw JsonValues.Wrong($"{param}.function.name", "must be 1 to 64 letters, digits, '_' or '-'");
        }

        string? description = function.Member("description") is { } text ? JsonValues.Text(text, $"{param}.function.description") : null;
        JsonElement parameters = function.Member("parameters") ?? NoParameters;
        return parameters.ValueKind is JsonValueKind.Object
            ? AIFunctionFactory.CreateDeclaration(name, description, parameters)
            : throw JsonValues.Wrong($"{param}.function.parameters", "must be a JSON Schema of an object");
    }

    private static ChatToolMode? ReadChoice(JsonElement? choice, List<AITool> tools)
    {
        if (choice.IsAbsent())
        {
            return null;
        }

        if (choice!.Value is { ValueKind: JsonValueKind.String } word)
        {
            return word switch
            {
                _ when word.ValueEquals("none") => ChatToolMode.None,
                _ when word.ValueEquals("auto") => ChatToolMode.Auto,
                _ when word.ValueEquals("required") && tools.Count > 0 => ChatToolMode.RequireAny,
                _ => throw JsonValues.Wrong("tool_choice", "must be 'none', 'auto', 'required' (with 'tools') or an object that names one of 'tools'"),
            };
        }

        string? name = choice.Value.Member("function")?.Member("name") is { } member ? JsonValues.Text(member, "tool_choice.function.name") : null;
        return choice.Value.IsType("function") && tools.Any(tool => tool.Name == name)
            ? ChatToolMode.RequireSpecific(name!)
            : throw JsonValues.Wrong("tool_choice", "names no function of 'tools'");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex NamePattern();
}
