using System.Globalization;
using System.Text.Json;

namespace TreasureMarkers.Models.Prompts.Jinja;

/// <summary>A value of a template. Immutable but for <see cref="JinjaNamespace"/>.</summary>
/// <param name="origin">Where it comes from: see <see cref="JinjaOrigin"/>. Text that is made of it keeps it.</param>
internal abstract class JinjaValue(int origin)
{
    private const int MaxJsonDepth = 128;

    /// <summary>Where it comes from.</summary>
    public int Origin { get; } = origin;

    /// <summary>About how many characters it takes.</summary>
    public virtual long Size => 8;

    /// <summary>A value of JSON, all of one origin; numbers keep their spelling.</summary>
    /// <exception cref="JinjaException">It nests too deeply.</exception>
    public static JinjaValue FromJson(JsonElement json, int origin) => FromJson(json, origin, 0);

    private static JinjaValue FromJson(JsonElement json, int origin, int depth)
    {
        if (depth > MaxJsonDepth)
        {
            throw new JinjaException($"JSON in this conversation nests deeper than {MaxJsonDepth} levels.");
        }

        return json.ValueKind switch
        {
            JsonValueKind.Object => new JinjaMap(
                json.EnumerateObject().Select(p => (JinjaText.Of(p.Name, origin), FromJson(p.Value, origin, depth + 1))), origin),
            JsonValueKind.Array => new JinjaList([.. json.EnumerateArray().Select(item => FromJson(item, origin, depth + 1))], origin),
            JsonValueKind.String => JinjaText.Of(ReadText(json), origin),
            JsonValueKind.Number => json.TryGetInt64(out var whole)
                ? new JinjaInteger(whole, origin)
                : new JinjaFloat(json.GetDouble(), origin, json.GetRawText()),
            JsonValueKind.True or JsonValueKind.False => new JinjaBoolean(json.GetBoolean(), origin),
            _ => new JinjaNone(origin),
        };
    }

    // A half of a surrogate pair that JSON escapes is text that GetString refuses.
    private static string ReadText(JsonElement json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return json.GetRawText()[1..^1];
        }
    }
}

/// <summary>What a name or property has that does not exist.</summary>
internal sealed class JinjaUndefined(string name) : JinjaValue(JinjaOrigin.Template)
{
    /// <summary>What was asked for.</summary>
    public string Name { get; } = name;
}

/// <summary><c>none</c>.</summary>
internal sealed class JinjaNone(int origin = JinjaOrigin.Template) : JinjaValue(origin);

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed class JinjaBoolean(bool value, int origin = JinjaOrigin.Template) : JinjaValue(origin)
{
    /// <summary>Which.</summary>
    public bool Value { get; } = value;
}

/// <summary>A number.</summary>
internal abstract class JinjaNumber(int origin) : JinjaValue(origin)
{
    /// <summary>Its value, rounded where it is a large whole number.</summary>
    public abstract double AsDouble { get; }
}

/// <summary>A whole number.</summary>
internal sealed class JinjaInteger(long value, int origin = JinjaOrigin.Template) : JinjaNumber(origin)
{
    /// <summary>Its value.</summary>
    public long Value { get; } = value;

    /// <inheritdoc/>
    public override double AsDouble => Value;
}

/// <summary>A decimal number, or a whole one beyond 64 bits.</summary>
internal sealed class JinjaFloat(double value, int origin = JinjaOrigin.Template, string? spelling = null) : JinjaNumber(origin)
{
    /// <inheritdoc/>
    public override double AsDouble => value;

    /// <summary>As JSON spelled it, else as Python does.</summary>
    public string Spelling { get; } = spelling ?? Spell(value);

    private static string Spell(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        // .NET changes to an exponent at 1e15, Python at 1e16.
        var text = Math.Abs(value) is >= 1e15 and < 1e16
            ? ((decimal)value).ToString(CultureInfo.InvariantCulture)
            : value.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e');
        return text.AsSpan().ContainsAny('.', 'e') ? text : text + ".0";
    }
}

/// <summary>A list or a tuple.</summary>
internal sealed class JinjaList(IReadOnlyList<JinjaValue> items, int origin = JinjaOrigin.Template) : JinjaValue(origin)
{
    /// <summary>Its items.</summary>
    public IReadOnlyList<JinjaValue> Items { get; } = items;

    /// <inheritdoc/>
    public override long Size => 8 + Items.Sum(item => item.Size);
}

/// <summary>A dictionary with text as keys, in the order in which they were given; the last of equal keys counts.</summary>
internal class JinjaMap : JinjaValue
{
    private readonly OrderedDictionary<string, (JinjaText Key, JinjaValue Value)> _entries = new(StringComparer.Ordinal);

    /// <summary>Takes the entries.</summary>
    public JinjaMap(IEnumerable<(JinjaText Key, JinjaValue Value)> entries, int origin = JinjaOrigin.Template)
        : base(origin)
    {
        foreach (var entry in entries)
        {
            _entries[entry.Key.Value] = entry;
        }
    }

    /// <summary>Its entries.</summary>
    public IEnumerable<(JinjaText Key, JinjaValue Value)> Entries => _entries.Values;

    /// <summary>How many entries.</summary>
    public int Count => _entries.Count;

    /// <inheritdoc/>
    public override long Size => 8 + _entries.Values.Sum(entry => entry.Key.Size + entry.Value.Size);

    /// <summary>The value of a key, or null.</summary>
    public JinjaValue? Find(string key) => _entries.TryGetValue(key, out var entry) ? entry.Value : null;

    /// <summary>Gives a key a value.</summary>
    protected void Put(JinjaText key, JinjaValue value) => _entries[key.Value] = (key, value);
}

/// <summary><c>namespace(…)</c>: the one thing that a template can change.</summary>
internal sealed class JinjaNamespace(IEnumerable<(JinjaText Key, JinjaValue Value)> entries) : JinjaMap(entries)
{
    /// <summary>Sets a property.</summary>
    public void Set(string name, JinjaValue value) => Put(JinjaText.Of(name), value);
}

/// <summary>A macro, a function or a method of a value.</summary>
internal sealed class JinjaFunction(string name, Func<JinjaArguments, JinjaValue> call) : JinjaValue(JinjaOrigin.Template)
{
    /// <summary>For messages.</summary>
    public string Name { get; } = name;

    /// <summary>Calls it.</summary>
    public JinjaValue Call(JinjaArguments arguments) => call(arguments);
}

/// <summary>What a call, a filter or a test is given.</summary>
/// <param name="Callee">Who is called, for messages.</param>
/// <param name="Positional">By place.</param>
/// <param name="Named">By name, in order.</param>
internal sealed record JinjaArguments(
    string Callee, IReadOnlyList<JinjaValue> Positional, IReadOnlyList<KeyValuePair<string, JinjaValue>> Named)
{
    /// <summary>The argument with this place or name, or null. A place below 0 means that it has a name alone.</summary>
    public JinjaValue? Find(int place, string name) =>
        place >= 0 && place < Positional.Count
            ? Positional[place]
            : Named.Where(argument => argument.Key == name).Select(argument => argument.Value).FirstOrDefault();

    /// <summary>The argument with this place or name.</summary>
    /// <exception cref="JinjaException">It is missing.</exception>
    public JinjaValue Require(int place, string name) =>
        Find(place, name) ?? throw new JinjaException($"The chat template's '{Callee}' lacks its argument '{name}'.");

    /// <summary>An argument that is text.</summary>
    /// <exception cref="JinjaException">It is missing or no text.</exception>
    public JinjaText Text(int place, string name) => Require(place, name) as JinjaText
        ?? throw new JinjaException($"The argument '{name}' of the chat template's '{Callee}' must be text.");

    /// <summary>A whole number, or what stands for a missing one.</summary>
    /// <exception cref="JinjaException">It is none.</exception>
    public long Integer(int place, string name, long missing) => Find(place, name) switch
    {
        null => missing,
        JinjaInteger number => number.Value,
        _ => throw new JinjaException($"The argument '{name}' of the chat template's '{Callee}' must be a whole number."),
    };

    /// <summary>The same without the first ones by place.</summary>
    public JinjaArguments Skip(int count) => this with { Positional = [.. Positional.Skip(count)] };
}
