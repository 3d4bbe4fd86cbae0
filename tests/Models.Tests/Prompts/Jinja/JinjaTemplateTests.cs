using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Models.Prompts.Jinja;
using TreasureMarkers.Models.Tests.Support;

namespace TreasureMarkers.Models.Tests.Prompts.Jinja;

public sealed class JinjaTemplateTests
{
    // What Jinja2 3.1 gives with trim_blocks and lstrip_blocks.
    [Theory]
    [InlineData("a {{ 'b' }}\n", "a b")]
    [InlineData("a\n  {% if true %}\n  b\n  {% endif %}\nc\n\n", "a\n  b\nc\n")]
    [InlineData("a\n  {%+ if true %}b{% endif +%}\nc", "a\n  b\nc")]
    [InlineData("a \n {%- if true -%} \n b \n{%- endif -%} \n c", "abc")]
    [InlineData("{# x #}\na\r\nb{{- ' c ' -}} d", "a\nb c d")]
    [InlineData("{% for i in [1, 2, 3] if i != 2 %}{{ loop.index }}{{ i }}{% if not loop.last %}, {% endif %}{% else %}none{% endfor %}", "11, 23")]
    [InlineData("{% for k, v in {'type': 'array', 'items': 1}.items() %}{{ k }}={{ v }};{% endfor %}", "type=array;items=1;")]
    [InlineData("{% for k, v in {'a': 1, 'b': [true, none, 'x']}.items() %}{{ k }}={{ v }};{% endfor %}", "a=1;b=[True, None, 'x'];")]
    [InlineData("{% for i in range(5) %}{% if i == 1 %}{% continue %}{% elif i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}", "02")]
    [InlineData("{% set x = 1 %}{% for i in [1] %}{% set x = 2 %}{% endfor %}{{ x }}", "1")]
    [InlineData("{% set n = namespace(x=1) %}{% for i in [1, 2] %}{% set n.x = n.x + i %}{% endfor %}{{ n.x }}", "4")]
    [InlineData("{% macro m(a, b='z') %}[{{ a }}{{ b }}]{% endmacro %}{{ m('x') + m('x', b='y') }}", "[xz][xy]")]
    [InlineData("{% macro m() %}<{{ caller('x') }}>{% endmacro %}{% call(a) m() %}{{ a }}y{% endcall %}", "<xy>")]
    [InlineData("{% set x %} a {% endset %}{{ x | trim }}{% filter upper %}b{% endfilter %}{% set y | trim %} c {% endset %}{{ y }}", "aBc")]
    [InlineData("{% generation %}a{% endgeneration %}", "a")]
    [InlineData("{{ [1, 2, 3, 4][::-1] }}{{ 'abc'[1:] }}{{ 'abc'[:-1] }}{{ 'ab🙂'[-1] }}{{ 'ab🙂' | length }}", "[4, 3, 2, 1]bcab🙂3")]
    [InlineData("{{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 * 3 + 1 }} {{ 1.0 }} {{ 'a' ~ 1 ~ true }}", "3 -4 1 2 3.5 7 1.0 a1True")]
    [InlineData("{{ 'x' if false }}{{ 'a' if 1 else 'b' if 0 else 'c' }}{{ 1 in [1] and 'a' not in 'bc' and not 2 < 1 < 3 }}", "aTrue")]
    [InlineData("{{ ' a,b,c '.strip().split(',', 1) }}{{ 'a b'.split() }}{{ 'xxaxx'.strip('x') }}{{ 'a\nb'.splitlines() }}", "['a', 'b,c']['a', 'b']a['a', 'b']")]
    [InlineData("{{ {'b': 'é\"\\n', 'a': [1, {}]} | tojson }}", """{"b": "é\"\n", "a": [1, {}]}""")]
    [InlineData("{{ {'a': [1, {'b': 2}], 'c': []} | tojson(indent=2) }}", "{\n  \"a\": [\n    1,\n    {\n      \"b\": 2\n    }\n  ],\n  \"c\": []\n}")]
    [InlineData("{{ missing is defined }}{{ missing }}{{ missing | default('d') }}{{ '' | default('e', true) }}{{ none is none }}", "FalsedeTrue")]
    [InlineData("{{ [{'a': 1}, {'a': 2}, {}] | selectattr('a', 'equalto', 2) | list | length }}{{ [{'a': 'x'}] | map(attribute='a') | join(',') }}", "1x")]
    [InlineData("{{ 'a-b' | replace('-', '+') }}{{ 'hello world' | title }}{{ 3.14159 | round(2) }}{{ '12' | int + 1 }}{{ ['b', 'A'] | sort }}", "a+bHello World3.1413['A', 'b']")]
    [InlineData("{{ 'a\\tb\\x41\\u00e9' 'c' }}{{ \"it's\" }}", "a\tbAécit's")]
    [InlineData("{{ ['it\\'s', \"q\", 'a\\nb'] }}{{ (1,) | length }}", "[\"it's\", 'q', 'a\\nb']1")]
    [InlineData("{{ strftime_now('%d %b %Y, %H:%M') }}", "05 Jan 2026, 07:08")]
    public void Templates_render_as_in_Jinja2(string template, string expected) =>
        Assert.Equal(expected, JinjaTemplate.Parse(template).Render([], new DateTimeOffset(2026, 1, 5, 7, 8, 9, TimeSpan.Zero)).Value);

    [Theory]
    [InlineData("{% include 'x' %}", "the statement 'include' (line 1)")]
    [InlineData("\n{% raw %}x{% endraw %}", "the statement 'raw' (line 2)")]
    [InlineData("{{ x | xmlattr }}", "the filter 'xmlattr' (line 1)")]
    [InlineData("{{ x is filter }}", "the test 'filter' (line 1)")]
    [InlineData("{{ 2 ** 3 }}", "the operator '**' (line 1)")]
    [InlineData("{% for x in y recursive %}{% endfor %}", "a recursive loop (line 1)")]
    [InlineData("{{ f(*x) }}", "spreads arguments by '*' (line 1)")]
    [InlineData("{{ 'a'", "a '}}' is missing (line 1)")]
    [InlineData("{% if x %}", "'endif' is missing for what begins in line 1")]
    [InlineData("{% break %}", "'break' stands outside of a loop")]
    [InlineData("{{ 'a }}", "a text in quotes does not end (line 1)")]
    [InlineData("{{ 1 + }}", "it has '}}' in line 1, what is no value")]
    [InlineData("{# x", "a comment does not end")]
    public void What_is_not_supported_or_no_template_is_refused_by_its_name_when_it_is_read(string template, string expected) =>
        Assert.Contains(expected, Assert.Throws<JinjaException>(() => JinjaTemplate.Parse(template)).Message);

    [Theory]
    [InlineData("{{ 'a'.format(1) }}", "the method 'format' (line 1), which is not supported")]
    [InlineData("{{ [].append(1) }}", "the method 'append'")]
    [InlineData("{{ nothing.a }}", "takes 'a' of 'nothing', which is not defined (line 1)")]
    [InlineData("{{ lipsum() }}", "calls 'lipsum', which is not supported or not there")]
    [InlineData("{{ 'a' + 1 }}", "applies '+' to text and a number")]
    [InlineData("{{ raise_exception('No.') }}", "No.")]
    [InlineData("{% for i in 5 %}{% endfor %}", "goes over a number")]
    [InlineData("{{ 1 // 0 }}", "arithmetic fails")]
    public void What_fails_says_why_in_one_line(string template, string expected)
    {
        var error = Assert.Throws<JinjaException>(() => Render(template));

        Assert.Contains(expected, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}", "steps")]
    [InlineData("{% set n = namespace(x='aaaaaaaa') %}{% for i in range(100) %}{% set n.x = n.x + n.x %}{% endfor %}", "writes more than")]
    [InlineData("{{ range(1000000000) }}", "at most 1000000 numbers")]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "nests too deeply")]
    [InlineData("{% set n = namespace(x=[]) %}{% for i in range(5000) %}{% set n.x = [n.x] %}{% endfor %}{{ n.x | tojson }}", "nests too deeply")]
    [InlineData("{% set n = namespace(x=[], y=[]) %}{% for i in range(5000) %}{% set n.x = [n.x] %}{% set n.y = [n.y] %}{% endfor %}{{ n.x == n.y }}", "nests too deeply")]
    [InlineData("{{ 'a' | replace('a', 'b' | indent(64)) | join('x') }}{% set n = namespace(x='a') %}{% for i in range(40) %}{% set n.x = n.x | replace('a', 'aa') %}{% endfor %}", "writes more than")]
    public void What_a_hostile_template_takes_is_bounded(string template, string expected) =>
        Assert.Contains(expected, Assert.Throws<JinjaException>(() => Render(template)).Message);

    [Theory]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("{'a':")]
    [InlineData("-")]
    [InlineData("not ")]
    [InlineData("x if x else ")]
    [InlineData("x[")]
    [InlineData("f(")]
    [InlineData("x is in ")]
    public void Nesting_of_expressions_takes_no_stack(string open)
    {
        foreach (var template in new[] { "{{ " + string.Concat(Enumerable.Repeat(open, 100_000)) + "1 }}", "{{ " + string.Concat(Enumerable.Repeat(open, 60)) })
        {
            try
            {
                _ = Render(template);
            }
            catch (JinjaException)
            {
                // Refused, which is all that can be done.
            }
        }

        Assert.Contains("nests deeper", Assert.Throws<JinjaException>(() => JinjaTemplate.Parse(string.Concat(Enumerable.Repeat("{% if a %}", 50_000)))).Message);
        Assert.Equal("x", Render("{{ " + string.Concat(Enumerable.Repeat("'' + ", 50_000)) + "'x' }}").Value);
    }

    [Fact]
    public void Text_keeps_its_origin_through_filters_slices_and_macros()
    {
        const string template =
            "{% macro m(a) %}<{{ a }}>{% endmacro %}{% set c = messages[0].content %}{% filter upper %}{{ c | trim }}{% endfilter %}{{ m(c[1:-1]) }}"
            + "{{ c | replace('ü', 'uu') }}{{ [c, 'x'] | join('-') }}{{ c.split('ü') }}{{ {'k': c} | tojson }}{% for x in c %}{{ x ~ '.' }}{% endfor %}{{ c | indent(2) | capitalize }}{{ c | length }}";

        var text = Render(template, "[{\"role\":\"user\",\"content\":\" häü\\nß \"}]");

        Assert.True(text.Runs.Count > 30);
        foreach (var run in text.Runs)
        {
            Assert.DoesNotContain(text.Value[run.Start..run.End], c => (run.Origin == JinjaOrigin.Content ? "<>-x.u" : "häüßHÄÜ").Contains(c, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void In_every_template_content_is_content_and_the_segments_join_to_the_text()
    {
        var templates = ChatTemplates.All.Where(entry => entry.Key != "deepseek-r1").ToDictionary(entry => entry.Key, entry => JinjaTemplate.Parse(entry.Value));
        // Letters that no template has, and what templates look for or escape.
        var words = Gen.Elements("щ", "ж", "\"", "\\", "\n", " ", "</think>", "<think>", "<|im_end|>", "🙂", "<tool_response>", "\u0001", "'");
        var contents = words.NonEmptyListOf().Select(list => "щ" + string.Concat(list) + "щ");
        Prop.ForAll(contents.ToArbitrary(), contents.ToArbitrary(), Gen.Choose(0, 3).ToArbitrary(), (one, other, shape) =>
        {
            string[][] shapes = [["user"], ["system", "user"], ["user", "assistant", "user"], ["system", "user", "assistant"]];
            var messages = shapes[shape].Select((role, i) => (role, content: i % 2 == 0 ? one : other));
            foreach (var (name, template) in templates)
            {
                JinjaText text;
                try
                {
                    text = template.Render(
                        [
                            new("messages", new JinjaList([.. messages.Select(message => new JinjaMap(
                                [(JinjaText.Of("role"), JinjaText.Of(message.role)), (JinjaText.Of("content"), JinjaText.Of(message.content, JinjaOrigin.Content))]))])),
                            new("tools", shape == 0 ? JinjaValue.FromJson(JsonSerializer.SerializeToElement(new[] { new { type = "function", function = new { name = one, description = other, parameters = new Dictionary<string, object> { [one] = other } } } }), JinjaOrigin.Content) : new JinjaNone()),
                            new("add_generation_prompt", new JinjaBoolean(true)),
                            new("bos_token", JinjaText.Of("<s>")), new("eos_token", JinjaText.Of("</s>")),
                        ],
                        DateTimeOffset.UnixEpoch);
                }
                catch (JinjaException e) when (e.IsRaised)
                {
                    continue;
                }

                Assert.Equal(text.Value, string.Concat(text.Runs.Select(run => text.Value[run.Start..run.End])));
                Assert.All(text.Runs.Zip(text.Runs.Skip(1)), pair => Assert.True(pair.First.End == pair.Second.Start && pair.First.Origin != pair.Second.Origin, name));
                var fromTemplate = string.Concat(text.Runs.Where(run => run.Origin == JinjaOrigin.Template).Select(run => text.Value[run.Start..run.End]));
                Assert.DoesNotContain('щ', fromTemplate);
                Assert.DoesNotContain('ж', fromTemplate);
                Assert.DoesNotContain("🙂", fromTemplate);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));
    }

    [Fact]
    public void No_text_makes_parsing_or_rendering_fail_in_another_way()
    {
        string[] pieces =
        [
            "{{", "}}", "{%", "%}", "{#", "#}", "-", "+", " ", "\n", "if", "endif", "for", "in", "endfor", "set", "=", "x", "messages", "[", "]", "(", ")", ".", ",", "'", "\"",
            "0", "1", "|", "trim", "is", "defined", "not", "macro", "endmacro", "loop", "~", "==", "{", "}", ":", "tojson", "length", "\\", "é", "else", "break", "%", "*", "/",
        ];
        var sources = Gen.Elements(pieces).ListOf(40).Select(list => string.Join(' ', list));
        var mutated = Gen.Elements(ChatTemplates.All.Values.ToArray()).SelectMany(source =>
            Gen.Choose(0, source.Length - 1).SelectMany(at => Gen.Elements(pieces).Select(piece => source[..at] + piece + source[Math.Min(source.Length, at + 3)..])));
        Prop.ForAll(Gen.OneOf(sources, mutated).ToArbitrary(), source =>
        {
            try
            {
                _ = Render(source, """[{"role":"user","content":"x"}]""");
            }
            catch (JinjaException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    private static JinjaText Render(string template, string messages = "[]") => JinjaTemplate.Parse(template).Render(
        [new("messages", JinjaValue.FromJson(JsonElement.Parse(messages), JinjaOrigin.Content))], DateTimeOffset.UnixEpoch);
}
