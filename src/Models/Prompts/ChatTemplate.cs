using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Prompts;

/// <summary>
/// The prompt layout as a Jinja template, for tools that render text. Serving builds ids instead: a rendered text cannot keep
/// a user's <c>&lt;|end|&gt;</c> from becoming a control token.
/// </summary>
internal static class ChatTemplate
{
    /// <summary>
    /// chat_template.jinja. A marker list, when wanted, is the end of the last user message. Functions come as other chat
    /// templates take them: bare or in a <c>function</c> property, a call's arguments as an object or as JSON text.
    /// </summary>
    public static string Jinja =>
        $$$"""
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
        {{- '{{{ControlTokens.Call}}}{"name":' + compact(call['name']) + ',"arguments":' -}}
        {{- (call['arguments'] if call['arguments'] is string else compact(call['arguments'])) + '}' -}}
        {%- endfor -%}
        {%- endmacro -%}
        {%- macro offer() -%}
        {{- '{{{ToolPrompt.Introduction}}}' -}}
        {%- for item in tools -%}
        {%- set tool = item['function'] if item['function'] is defined else item -%}
        {{- '\n{"name":' + compact(tool['name'])
            + ',"description":' + compact(tool['description']) + ',"parameters":' + compact(tool['parameters']) + '}' -}}
        {%- endfor -%}
        {%- endmacro -%}
        {{- '{{{ControlTokens.Begin}}}' -}}
        {%- if tools and (not messages or messages[0]['role'] != 'system') -%}
        {{- '{{{ControlTokens.System}}}' + offer() + '{{{ControlTokens.End}}}' -}}
        {%- endif -%}
        {%- for message in messages -%}
        {%- if message['role'] == 'assistant' and message['tool_calls'] -%}
        {{- '{{{ControlTokens.Assistant}}}' + (' ' + message['content'] if message['content'] else '')
            + calls(message['tool_calls']) + '{{{ControlTokens.End}}}' -}}
        {%- elif message['role'] == 'assistant' -%}
        {{- '{{{ControlTokens.Assistant}}} ' + message['content'] + '{{{ControlTokens.End}}}' -}}
        {%- elif tools and loop.first and message['role'] == 'system' -%}
        {{- '{{{ControlTokens.System}}}' + (message['content'] + '\n\n' if message['content'] else '')
            + offer() + '{{{ControlTokens.End}}}' -}}
        {%- else -%}
        {{- '<|' + message['role'] + '|>' + message['content'] + '{{{ControlTokens.End}}}' -}}
        {%- endif -%}
        {%- endfor -%}
        {%- if add_generation_prompt -%}
        {{- '{{{ControlTokens.Assistant}}}' -}}
        {%- endif -%}

        """;
}
