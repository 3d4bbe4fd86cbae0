using TreasureMarkers.Markers.Tokenization;

namespace TreasureMarkers.Training.Export;

/// <summary>
/// The prompt layout as a Jinja template, for tools that render text. Serving builds ids instead: a rendered text cannot keep
/// a user's <c>&lt;|end|&gt;</c> from becoming a control token.
/// </summary>
internal static class ChatTemplate
{
    /// <summary>chat_template.jinja. A marker list, when wanted, is the end of the last user message.</summary>
    public static string Jinja =>
        $$$"""
        {{- '{{{ControlTokens.Begin}}}' -}}
        {%- for message in messages -%}
        {%- if message['role'] == 'assistant' -%}
        {{- '{{{ControlTokens.Assistant}}} ' + message['content'] + '{{{ControlTokens.End}}}' -}}
        {%- else -%}
        {{- '<|' + message['role'] + '|>' + message['content'] + '{{{ControlTokens.End}}}' -}}
        {%- endif -%}
        {%- endfor -%}
        {%- if add_generation_prompt -%}
        {{- '{{{ControlTokens.Assistant}}}' -}}
        {%- endif -%}

        """;
}
