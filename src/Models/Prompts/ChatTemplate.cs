using TreasureMarkers.Models.Prompts.Jinja;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Prompts;

/// <summary>
/// A model's chat template: it frames the turns of a conversation, in training, evaluation and serving alike. What it renders tells the
/// template's text from the messages', so that nothing that a message says becomes a control token. Safe to share between threads.
/// </summary>
internal sealed class ChatTemplate
{
    /// <summary>
    /// The template of the models trained here, as chat_template.jinja has it. Functions come as other chat templates take them: bare or in
    /// a <c>function</c> property, a call's arguments as an object or as JSON text.
    /// </summary>
    public const string Jinja =
        """
        {%- macro compact(value) -%}
        {%- if value is mapping -%}
        {{- '{' -}}
        {%- for key, item in value.items() -%}{{- ('' if loop.first else ',') + (key | tojson) + ':' + compact(item) -}}{%- endfor -%}
        {{- '}' -}}
        {%- elif value is iterable and value is not string -%}
        {{- '[' -}}
        {%- for item in value -%}{{- ('' if loop.first else ',') + compact(item) -}}{%- endfor -%}
        {{- ']' -}}
        {%- else -%}
        {{- value | tojson -}}
        {%- endif -%}
        {%- endmacro -%}
        {%- macro calls(list) -%}
        {%- for item in list -%}
        {%- set call = item['function'] if item['function'] is defined else item -%}
        {{- '<|call|>{"name":' + compact(call['name']) + ',"arguments":' -}}
        {{- (call['arguments'] if call['arguments'] is string else compact(call['arguments'])) + '}' -}}
        {%- endfor -%}
        {%- endmacro -%}
        {%- macro offer() -%}
        {{- 'You can call these functions:' -}}
        {%- for item in tools -%}
        {%- set tool = item['function'] if item['function'] is defined else item -%}
        {{- '\n{"name":' + compact(tool['name'])
            + ',"description":' + compact(tool['description']) + ',"parameters":' + compact(tool['parameters']) + '}' -}}
        {%- endfor -%}
        {%- endmacro -%}
        {{- '<|bos|>' -}}
        {%- if tools and (not messages or messages[0]['role'] != 'system') -%}
        {{- '<|system|>' + offer() + '<|end|>' -}}
        {%- endif -%}
        {%- for message in messages -%}
        {%- if message['role'] == 'assistant' and message['tool_calls'] -%}
        {{- '<|assistant|>' + (' ' + message['content'] if message['content'] else '')
            + calls(message['tool_calls']) + '<|end|>' -}}
        {%- elif message['role'] == 'assistant' -%}
        {{- '<|assistant|> ' + message['content'] + '<|end|>' -}}
        {%- elif tools and loop.first and message['role'] == 'system' -%}
        {{- '<|system|>' + (message['content'] + '\n\n' if message['content'] else '')
            + offer() + '<|end|>' -}}
        {%- else -%}
        {{- '<|' + message['role'] + '|>' + message['content'] + '<|end|>' -}}
        {%- endif -%}
        {%- endfor -%}
        {%- if add_generation_prompt -%}
        {{- '<|assistant|>' -}}
        {%- endif -%}

        """;

    private readonly JinjaTemplate _template;
    private readonly TimeProvider _clock;
    private readonly JinjaText _begin;
    private readonly JinjaText _end;

    /// <summary>Parses a template.</summary>
    /// <param name="source">Its text, Jinja.</param>
    /// <param name="beginToken">What it names <c>bos_token</c>; empty where the tokenizer has none.</param>
    /// <param name="endToken">What it names <c>eos_token</c>; empty where the tokenizer has none.</param>
    /// <param name="clock">What tells the date to templates that write it; the system's by default.</param>
    /// <exception cref="JinjaException">It is not valid, or uses something that is not supported; the message names it.</exception>
    public ChatTemplate(string source, string beginToken = "", string endToken = "", TimeProvider? clock = null)
    {
        Source = source;
        _template = JinjaTemplate.Parse(source);
        (_begin, _end, _clock) = (JinjaText.Of(beginToken), JinjaText.Of(endToken), clock ?? TimeProvider.System);
        Calls = ToolCallFormat.Find(source);
        IsHouse = Has(ControlTokens.Begin) && Has(ControlTokens.Assistant);
        CanSwitchThinking = Has("enable_thinking");
        Thinks = Has(AnswerReader.ThinkingOpen);

        bool Has(string text) => source.Contains(text, StringComparison.Ordinal);
    }

    /// <summary>The template of the models trained here.</summary>
    public static ChatTemplate House { get; } = new(Jinja, ControlTokens.Begin, ControlTokens.End);

    /// <summary>Its text.</summary>
    public string Source { get; }

    /// <summary>Whether it is one of the models trained here.</summary>
    public bool IsHouse { get; }

    /// <summary>How it writes calls, or null where it writes none.</summary>
    public ToolCallFormat? Calls { get; }

    /// <summary>Whether a request can say if the model is to think before it answers (<c>enable_thinking</c>).</summary>
    public bool CanSwitchThinking { get; }

    /// <summary>Whether its model thinks before it answers.</summary>
    public bool Thinks { get; }

    /// <summary>Renders turns.</summary>
    /// <param name="turns">Oldest first.</param>
    /// <param name="tools">The functions offered; empty for none.</param>
    /// <param name="beginsAnswer">Whether the beginning of the assistant's next turn follows.</param>
    /// <param name="thinks">Whether the model is to think; null leaves it to the template.</param>
    /// <exception cref="JinjaException">The template fails or refuses the turns.</exception>
    public JinjaText Render(IReadOnlyList<PromptTurn> turns, IReadOnlyList<PromptTool> tools, bool beginsAnswer, bool? thinks = null)
    {
        var ids = new CallIds();
        List<KeyValuePair<string, JinjaValue>> variables =
        [
            new("messages", new JinjaList([.. turns.Select(turn => ToValue(turn, ids))])),
            new("tools", tools.Count == 0 ? new JinjaNone() : new JinjaList([.. tools.Select(ToValue)])),
            new("add_generation_prompt", new JinjaBoolean(beginsAnswer)),
            new("bos_token", _begin),
            new("eos_token", _end),
        ];
        if (thinks is { } wanted && CanSwitchThinking)
        {
            variables.Add(new("enable_thinking", new JinjaBoolean(wanted)));
        }

        return _template.Render(variables, _clock.GetLocalNow());
    }

    private static JinjaMap ToValue(PromptTurn turn, CallIds ids)
    {
        List<(JinjaText, JinjaValue)> properties = [(JinjaText.Of("role"), JinjaText.Of(turn.Role)), (JinjaText.Of("content"), turn.Content)];
        if (turn.Calls.Count > 0)
        {
            properties.Add((JinjaText.Of("tool_calls"), new JinjaList([.. turn.Calls.Select(call => Map(
                ("id", ids.Call()),
                ("type", JinjaText.Of("function")),
                ("function", Map(
                    ("name", JinjaText.Of(call.Name, JinjaOrigin.Content)),
                    ("arguments", JinjaValue.FromJson(call.Arguments, JinjaOrigin.Content))))))])));
        }
        else if (turn.Role == "tool")
        {
            properties.Add((JinjaText.Of("tool_call_id"), ids.Answer()));
        }

        return new JinjaMap(properties);
    }

    private static JinjaMap ToValue(PromptTool tool) => Map(
        ("type", JinjaText.Of("function")),
        ("function", Map(
            ("name", JinjaText.Of(tool.Name, JinjaOrigin.Content)),
            ("description", JinjaText.Of(tool.Description, JinjaOrigin.Content)),
            ("parameters", JinjaValue.FromJson(tool.Parameters, JinjaOrigin.Content)))));

    private static JinjaMap Map(params (string Name, JinjaValue Value)[] properties) =>
        new(properties.Select(property => (JinjaText.Of(property.Name), property.Value)));

    /// <summary>Names calls as Mistral wants them, nine letters and digits; the first result is the first call's.</summary>
    private sealed class CallIds
    {
        private int _calls;
        private int _answers;

        public JinjaText Call() => JinjaText.Of($"call{_calls++ % 100_000:00000}");

        public JinjaText Answer() => JinjaText.Of($"call{_answers++ % 100_000:00000}");
    }
}

/// <summary>A message on its way into a template.</summary>
/// <param name="Role">Who speaks; one of the roles that <see cref="PromptLayout"/> allows, so that a template can make a control of it.</param>
/// <param name="Content">What is said, with its origins.</param>
/// <param name="Calls">The calls that it makes; empty for none.</param>
internal sealed record PromptTurn(string Role, JinjaText Content, IReadOnlyList<PromptToolCall> Calls);
