using System.Globalization;
using System.Text;

namespace TreasureMarkers.Models.Prompts.Jinja;

/// <summary>The functions that every template can call.</summary>
internal static class JinjaGlobals
{
    private const int LargestRange = 1_000_000;

    /// <summary>All of them.</summary>
    public static Dictionary<string, JinjaFunction> Create(JinjaOperations operations, DateTimeOffset now) => new JinjaFunction[]
    {
        new("raise_exception", arguments => throw new JinjaException(operations.ToText(arguments.Require(0, "message")).Value, isRaised: true)),
        new("strftime_now", arguments => JinjaText.Of(Format(arguments.Text(0, "format").Value, now))),
        new("namespace", arguments => new JinjaNamespace(
            arguments.Positional.OfType<JinjaMap>().SelectMany(map => map.Entries)
                .Concat(arguments.Named.Select(argument => (JinjaText.Of(argument.Key), argument.Value))))),
        new("dict", arguments => new JinjaMap(
            arguments.Positional.OfType<JinjaMap>().SelectMany(map => map.Entries)
                .Concat(arguments.Named.Select(argument => (JinjaText.Of(argument.Key), argument.Value))))),
        new("range", arguments =>
        {
            var hasStart = arguments.Positional.Count > 1;
            var (start, stop) = (hasStart ? arguments.Integer(0, "start", 0) : 0, arguments.Integer(hasStart ? 1 : 0, "stop", 0));
            var step = arguments.Integer(2, "step", 1);
            var count = step == 0 ? -1 : Math.Max(0, (long)Math.Ceiling(((double)stop - start) / step));
            if (count is < 0 or > LargestRange)
            {
                throw new JinjaException($"The chat template's 'range' must have a step and at most {LargestRange} numbers.");
            }

            operations.Budget.Step((int)count);
            return new JinjaList([.. Enumerable.Range(0, (int)count).Select(i => new JinjaInteger(start + (i * step)))]);
        }),
    }.ToDictionary(function => function.Name);

    /// <summary>Python's strftime in English.</summary>
    private static string Format(string format, DateTimeOffset time)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            text.Append(format[++i] switch
            {
                'Y' => Say("yyyy"),
                'y' => Say("yy"),
                'm' => Say("MM"),
                'd' => Say("dd"),
                'B' => Say("MMMM"),
                'b' => Say("MMM"),
                'A' => Say("dddd"),
                'a' => Say("ddd"),
                'H' => Say("HH"),
                'I' => Say("hh"),
                'M' => Say("mm"),
                'S' => Say("ss"),
                'p' => Say("tt"),
                'j' => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
                '%' => "%",
                var other => throw new JinjaException($"The chat template formats a time by '%{other}', which is not supported."),
            });
        }

        return text.ToString();

        string Say(string part) => time.ToString(part, CultureInfo.InvariantCulture);
    }
}

/// <summary>The methods that values have.</summary>
internal static class JinjaMethods
{
    private static readonly string[] OfText =
    [
        "capitalize", "count", "endswith", "find", "isdigit", "join", "lower", "lstrip", "removeprefix", "removesuffix", "replace", "rfind",
        "rsplit", "rstrip", "split", "splitlines", "startswith", "strip", "title", "upper",
    ];

    /// <summary>A method of a value, or null where it can be a property.</summary>
    /// <exception cref="JinjaException">The value has no such method, or it is not supported.</exception>
    public static JinjaFunction? Find(JinjaOperations operations, JinjaValue value, JinjaProperty method) => value switch
    {
        JinjaText text when OfText.Contains(method.Name) => new(method.Name, arguments => Call(operations, text, method.Name, arguments)),
        // As in Python, a dictionary's methods go before its keys: a JSON schema has a key 'items'.
        JinjaMap map => method.Name switch
        {
            "items" => new("items", _ => Items(map)),
            "keys" => new("keys", _ => new JinjaList([.. map.Entries.Select(entry => entry.Key)])),
            "values" => new("values", _ => new JinjaList([.. map.Entries.Select(entry => entry.Value)])),
            "get" => new("get", arguments => map.Find(arguments.Text(0, "key").Value) ?? arguments.Find(1, "default") ?? new JinjaNone()),
            var name when map.Find(name) is not null => null,
            _ => throw NotSupported(method),
        },
        JinjaText or JinjaList or JinjaNumber => throw NotSupported(method),
        _ => null,
    };

    /// <summary>A dictionary's entries as pairs.</summary>
    public static JinjaList Items(JinjaMap map) => new([.. map.Entries.Select(entry => new JinjaList([entry.Key, entry.Value]))]);

    /// <summary>Text without some characters at its ends: whitespace where none are named.</summary>
    public static JinjaText Strip(JinjaText text, string? characters, bool atStart = true, bool atEnd = true)
    {
        var (start, end) = (0, text.Value.Length);
        while (atStart && start < end && Goes(text.Value[start]))
        {
            start++;
        }

        while (atEnd && end > start && Goes(text.Value[end - 1]))
        {
            end--;
        }

        return text.Slice(start, end - start);

        // Python counts the four separators of ASCII too.
        bool Goes(char c) => characters is null ? char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f' : characters.Contains(c, StringComparison.Ordinal);
    }

    /// <summary>Every occurrence of a text by another, the first ones where a count is given.</summary>
    public static JinjaText Replace(JinjaOperations operations, JinjaText text, JinjaText old, JinjaText replacement, long count)
    {
        var output = new JinjaText.Builder(operations.Budget);
        if (old.Value.Length == 0)
        {
            throw new JinjaException("The chat template replaces an empty text, which is not supported.");
        }

        var from = 0;
        for (; count != 0 && text.Value.IndexOf(old.Value, from, StringComparison.Ordinal) is >= 0 and var at; count--)
        {
            output.Append(text, from, at - from).Append(replacement);
            from = at + old.Value.Length;
        }

        return output.Append(text, from, text.Value.Length - from).Build();
    }

    /// <summary>Items as text, with a text between.</summary>
    public static JinjaText Join(JinjaOperations operations, JinjaText separator, IEnumerable<JinjaValue> items)
    {
        var output = new JinjaText.Builder(operations.Budget);
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst)
            {
                output.Append(separator);
            }

            isFirst = false;
            output.Append(operations.ToText(item));
        }

        return output.Build();
    }

    /// <summary>The first character in upper case, the others in lower; each word's where it is a title.</summary>
    public static JinjaText Capitalize(JinjaText text, bool everyWord)
    {
        var characters = text.Value.ToLowerInvariant().ToCharArray();
        for (var i = 0; i < characters.Length; i++)
        {
            if (i == 0 || (everyWord && !char.IsLetter(characters[i - 1])))
            {
                characters[i] = char.ToUpperInvariant(characters[i]);
            }
        }

        return text.Mapped(new string(characters));
    }

    private static JinjaValue Call(JinjaOperations operations, JinjaText text, string name, JinjaArguments arguments)
    {
        string? Characters() => arguments.Find(0, "chars") is JinjaText characters ? characters.Value : null;
        JinjaBoolean Any(Func<string, bool> holds) => new(arguments.Require(0, "prefix") is JinjaList list
            ? list.Items.OfType<JinjaText>().Any(item => holds(item.Value))
            : holds(arguments.Text(0, "prefix").Value));
        switch (name)
        {
            case "strip":
                return Strip(text, Characters());
            case "lstrip":
                return Strip(text, Characters(), atEnd: false);
            case "rstrip":
                return Strip(text, Characters(), atStart: false);
            case "startswith":
                return Any(prefix => text.Value.StartsWith(prefix, StringComparison.Ordinal));
            case "endswith":
                return Any(suffix => text.Value.EndsWith(suffix, StringComparison.Ordinal));
            case "split" or "rsplit":
                return Split(operations, text, arguments, fromEnd: name == "rsplit");
            case "splitlines":
                return SplitLines(operations, text);
            case "upper":
                return text.Mapped(text.Value.ToUpperInvariant());
            case "lower":
                return text.Mapped(text.Value.ToLowerInvariant());
            case "title":
                return Capitalize(text, everyWord: true);
            case "capitalize":
                return Capitalize(text, everyWord: false);
            case "replace":
                return Replace(operations, text, arguments.Text(0, "old"), arguments.Text(1, "new"), arguments.Integer(2, "count", -1));
            case "join":
                return Join(operations, text, operations.Items(arguments.Require(0, "iterable")));
            case "removeprefix":
                return arguments.Text(0, "prefix").Value is var prefix && text.Value.StartsWith(prefix, StringComparison.Ordinal)
                    ? text.Slice(prefix.Length, text.Value.Length - prefix.Length) : text;
            case "removesuffix":
                return arguments.Text(0, "suffix").Value is var suffix && text.Value.EndsWith(suffix, StringComparison.Ordinal)
                    ? text.Slice(0, text.Value.Length - suffix.Length) : text;
            case "find" or "rfind":
                var sought = arguments.Text(0, "sub").Value;
                var at = name == "find" ? text.Value.IndexOf(sought, StringComparison.Ordinal) : text.Value.LastIndexOf(sought, StringComparison.Ordinal);
                return new JinjaInteger(at < 0 ? at : JinjaOperations.Characters(text.Value[..at]).Length - 1, text.Origin);
            case "count":
                return new JinjaInteger(text.Value.AsSpan().Count(arguments.Text(0, "sub").Value), text.Origin);
            default:
                return new JinjaBoolean(text.Value.Length > 0 && text.Value.All(char.IsDigit), text.Origin);
        }
    }

    private static JinjaList Split(JinjaOperations operations, JinjaText text, JinjaArguments arguments, bool fromEnd)
    {
        var most = arguments.Integer(1, "maxsplit", -1);
        var value = text.Value;
        var places = new List<(int Start, int End)>();
        if (arguments.Find(0, "sep") is JinjaText { Value: { Length: > 0 } separator })
        {
            for (var at = value.IndexOf(separator, StringComparison.Ordinal); at >= 0;
                at = value.IndexOf(separator, at + separator.Length, StringComparison.Ordinal))
            {
                places.Add((at, at + separator.Length));
            }
        }
        else if (arguments.Find(0, "sep") is null or JinjaNone)
        {
            text = Strip(text, null);
            value = text.Value;
            for (var i = 0; i < value.Length; i++)
            {
                if (char.IsWhiteSpace(value[i]))
                {
                    var start = i;
                    while (char.IsWhiteSpace(value[i]))
                    {
                        i++;
                    }

                    places.Add((start, i));
                }
            }
        }
        else
        {
            throw new JinjaException("The chat template splits at what is no text, which is not supported.");
        }

        operations.Budget.Step(places.Count);
        if (most >= 0 && places.Count > most)
        {
            places = fromEnd ? places[^(int)most..] : places[..(int)most];
        }

        var parts = new List<JinjaValue>();
        var from = 0;
        foreach (var (start, end) in places)
        {
            parts.Add(text.Slice(from, start - from));
            from = end;
        }

        if (value.Length > 0 || arguments.Find(0, "sep") is JinjaText)
        {
            parts.Add(text.Slice(from, value.Length - from));
        }

        return new JinjaList(parts);
    }

    private static JinjaList SplitLines(JinjaOperations operations, JinjaText text)
    {
        var parts = new List<JinjaValue>();
        var from = 0;
        for (var i = 0; i < text.Value.Length; i++)
        {
            if (text.Value[i] is '\n' or '\r')
            {
                parts.Add(text.Slice(from, i - from));
                i += text.Value[i] == '\r' && i + 1 < text.Value.Length && text.Value[i + 1] == '\n' ? 1 : 0;
                from = i + 1;
            }
        }

        if (from < text.Value.Length)
        {
            parts.Add(text.Slice(from, text.Value.Length - from));
        }

        operations.Budget.Step(parts.Count);
        return new JinjaList(parts);
    }

    private static JinjaException NotSupported(JinjaProperty method) =>
        new($"The chat template calls the method '{method.Name}' (line {method.Line}), which is not supported.");
}

/// <summary>The tests behind <c>is</c>.</summary>
internal static class JinjaTests
{
    private static readonly Dictionary<string, Func<JinjaOperations, JinjaValue, JinjaArguments, bool>> All = new()
    {
        ["defined"] = (_, value, _) => value is not JinjaUndefined,
        ["undefined"] = (_, value, _) => value is JinjaUndefined,
        ["none"] = (_, value, _) => value is JinjaNone,
        ["string"] = (_, value, _) => value is JinjaText,
        ["mapping"] = (_, value, _) => value is JinjaMap and not JinjaNamespace,
        ["sequence"] = (_, value, _) => value is JinjaText or JinjaList or JinjaUndefined || value is JinjaMap and not JinjaNamespace,
        ["iterable"] = (_, value, _) => value is JinjaText or JinjaList or JinjaUndefined || value is JinjaMap and not JinjaNamespace,
        ["number"] = (_, value, _) => value is JinjaNumber or JinjaBoolean,
        ["integer"] = (_, value, _) => value is JinjaInteger,
        ["float"] = (_, value, _) => value is JinjaFloat,
        ["boolean"] = (_, value, _) => value is JinjaBoolean,
        ["true"] = (_, value, _) => value is JinjaBoolean { Value: true },
        ["false"] = (_, value, _) => value is JinjaBoolean { Value: false },
        ["callable"] = (_, value, _) => value is JinjaFunction,
        ["odd"] = (_, value, _) => value is JinjaInteger number && number.Value % 2 != 0,
        ["even"] = (_, value, _) => value is JinjaInteger number && number.Value % 2 == 0,
        ["divisibleby"] = (_, value, arguments) => value is JinjaInteger number && arguments.Integer(0, "num", 0) is not 0 and var by && number.Value % by == 0,
        ["lower"] = (_, value, _) => value is JinjaText text && text.Value.Any(char.IsLower) && !text.Value.Any(char.IsUpper),
        ["upper"] = (_, value, _) => value is JinjaText text && text.Value.Any(char.IsUpper) && !text.Value.Any(char.IsLower),
        ["in"] = (operations, value, arguments) => operations.Compare("in", value, arguments.Require(0, "seq"), 0),
        ["sameas"] = (operations, value, arguments) =>
            arguments.Require(0, "other") is var other && value.GetType() == other.GetType() && operations.AreEqual(value, other),
        ["equalto"] = Comparison("=="),
        ["eq"] = Comparison("=="),
        ["=="] = Comparison("=="),
        ["ne"] = Comparison("!="),
        ["!="] = Comparison("!="),
        ["lt"] = Comparison("<"),
        ["lessthan"] = Comparison("<"),
        ["<"] = Comparison("<"),
        ["le"] = Comparison("<="),
        ["<="] = Comparison("<="),
        ["gt"] = Comparison(">"),
        ["greaterthan"] = Comparison(">"),
        [">"] = Comparison(">"),
        ["ge"] = Comparison(">="),
        [">="] = Comparison(">="),
    };

    /// <summary>The names of all tests.</summary>
    public static IEnumerable<string> Names => All.Keys.Where(name => char.IsLetter(name[0])).Order(StringComparer.Ordinal);

    /// <summary>Whether there is such a test.</summary>
    public static bool Has(string name) => All.ContainsKey(name);

    /// <summary>Whether a test holds.</summary>
    public static bool Holds(JinjaOperations operations, string name, JinjaValue value, JinjaArguments arguments) =>
        All.TryGetValue(name, out var test)
            ? test(operations, value, arguments)
            : throw new JinjaException($"The chat template uses the test '{name}', which is not supported. Supported: {string.Join(", ", Names)}.");

    private static Func<JinjaOperations, JinjaValue, JinjaArguments, bool> Comparison(string sign) =>
        (operations, value, arguments) => operations.Compare(sign, value, arguments.Require(0, "other"), 0);
}
