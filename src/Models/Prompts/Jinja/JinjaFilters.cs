using System.Globalization;

namespace TreasureMarkers.Models.Prompts.Jinja;

/// <summary>The filters behind <c>|</c>. Text keeps its origins through each.</summary>
internal static class JinjaFilters
{
    private static readonly Dictionary<string, Func<JinjaOperations, JinjaValue, JinjaArguments, JinjaValue>> All = new()
    {
        ["abs"] = (_, value, _) => value switch
        {
            JinjaInteger number => new JinjaInteger(number.Value < 0 ? unchecked(-number.Value) : number.Value, number.Origin),
            JinjaFloat number => new JinjaFloat(Math.Abs(number.AsDouble), number.Origin),
            _ => throw Fault("abs", value),
        },
        ["capitalize"] = (operations, value, _) => JinjaMethods.Capitalize(operations.ToText(value), everyWord: false),
        ["count"] = (_, value, _) => new JinjaInteger(JinjaOperations.Length(value), value.Origin),
        ["d"] = Default,
        ["default"] = Default,
        ["dictsort"] = (_, value, _) => value is JinjaMap map
            ? new JinjaList([.. JinjaMethods.Items(map).Items.OrderBy(pair => ((JinjaText)((JinjaList)pair).Items[0]).Value, StringComparer.OrdinalIgnoreCase)])
            : throw Fault("dictsort", value),
        ["first"] = (operations, value, _) => operations.Items(value) is [var first, ..] ? first : new JinjaUndefined("the first item"),
        ["float"] = (_, value, arguments) => new JinjaFloat(ToDouble(value) ?? (arguments.Find(0, "default") as JinjaNumber)?.AsDouble ?? 0, value.Origin),
        ["indent"] = Indent,
        ["int"] = (_, value, arguments) => value switch
        {
            JinjaInteger => value,
            _ when ToDouble(value) is { } number && Math.Abs(number) < long.MaxValue => new JinjaInteger((long)number, value.Origin),
            _ => new JinjaInteger(arguments.Integer(0, "default", 0), value.Origin),
        },
        ["items"] = (_, value, _) => value switch
        {
            JinjaMap map => JinjaMethods.Items(map),
            JinjaUndefined => new JinjaList([]),
            _ => throw Fault("items", value),
        },
        ["join"] = (operations, value, arguments) => JinjaMethods.Join(
            operations,
            arguments.Find(0, "d") is { } separator ? operations.ToText(separator) : JinjaText.Empty,
            operations.Items(value).Select(item => arguments.Find(1, "attribute") is { } name ? Attribute(item, name) : item)),
        ["last"] = (operations, value, _) => operations.Items(value) is [.., var last] ? last : new JinjaUndefined("the last item"),
        ["length"] = (_, value, _) => new JinjaInteger(JinjaOperations.Length(value), value.Origin),
        ["list"] = (operations, value, _) => new JinjaList(operations.Items(value), value.Origin),
        ["lower"] = (operations, value, _) => operations.ToText(value) is var text ? text.Mapped(text.Value.ToLowerInvariant()) : value,
        ["map"] = Map,
        ["max"] = (operations, value, _) => operations.Items(value) is { Count: > 0 } items
            ? items.Aggregate((a, b) => JinjaOperations.Order(a, b, 0) >= 0 ? a : b) : new JinjaUndefined("the greatest item"),
        ["min"] = (operations, value, _) => operations.Items(value) is { Count: > 0 } items
            ? items.Aggregate((a, b) => JinjaOperations.Order(a, b, 0) <= 0 ? a : b) : new JinjaUndefined("the least item"),
        ["reject"] = (operations, value, arguments) => Select(operations, value, arguments, wanted: false),
        ["rejectattr"] = (operations, value, arguments) => SelectByAttribute(operations, value, arguments, wanted: false),
        ["replace"] = (operations, value, arguments) =>
            JinjaMethods.Replace(operations, operations.ToText(value), arguments.Text(0, "old"), arguments.Text(1, "new"), arguments.Integer(2, "count", -1)),
        ["reverse"] = (operations, value, _) => value is JinjaText
            ? operations.Slice(value, null, null, -1, 0)
            : new JinjaList([.. operations.Items(value).Reverse()], value.Origin),
        ["round"] = Round,
        ["safe"] = (operations, value, _) => operations.ToText(value),
        ["select"] = (operations, value, arguments) => Select(operations, value, arguments, wanted: true),
        ["selectattr"] = (operations, value, arguments) => SelectByAttribute(operations, value, arguments, wanted: true),
        ["sort"] = Sort,
        ["string"] = (operations, value, _) => operations.ToText(value),
        ["sum"] = (operations, value, arguments) => operations.Items(value)
            .Select(item => arguments.Find(0, "attribute") is { } name ? Attribute(item, name) : item)
            .Aggregate(arguments.Find(1, "start") ?? new JinjaInteger(0), (sum, item) => operations.Arithmetic("+", sum, item, 0)),
        ["title"] = (operations, value, _) => JinjaMethods.Capitalize(operations.ToText(value), everyWord: true),
        ["tojson"] = ToJson,
        ["trim"] = (operations, value, arguments) =>
            JinjaMethods.Strip(operations.ToText(value), arguments.Find(0, "chars") is JinjaText characters ? characters.Value : null),
        ["unique"] = Unique,
        ["upper"] = (operations, value, _) => operations.ToText(value) is var text ? text.Mapped(text.Value.ToUpperInvariant()) : value,
    };

    /// <summary>The names of all filters.</summary>
    public static IEnumerable<string> Names => All.Keys.Order(StringComparer.Ordinal);

    /// <summary>Whether there is such a filter.</summary>
    public static bool Has(string name) => All.ContainsKey(name);

    /// <summary>Applies a filter.</summary>
    /// <exception cref="JinjaException">There is none of this name, or it does not go with these values.</exception>
    public static JinjaValue Apply(JinjaOperations operations, string name, JinjaValue value, JinjaArguments arguments) =>
        All.TryGetValue(name, out var filter)
            ? filter(operations, value, arguments)
            : throw new JinjaException($"The chat template uses the filter '{name}', which is not supported. Supported: {string.Join(", ", Names)}.");

    private static JinjaValue Default(JinjaOperations operations, JinjaValue value, JinjaArguments arguments)
    {
        var isMissing = value is JinjaUndefined || (arguments.Find(1, "boolean") is { } strict && JinjaOperations.IsTrue(strict) && !JinjaOperations.IsTrue(value));
        return isMissing ? arguments.Find(0, "default_value") ?? JinjaText.Empty : value;
    }

    private static JinjaText ToJson(JinjaOperations operations, JinjaValue value, JinjaArguments arguments)
    {
        var indent = arguments.Find(1, "indent") ?? arguments.Find(0, "indent") switch
        {
            JinjaInteger or JinjaText => arguments.Find(0, "indent"),
            _ => null,
        };
        var spaces = indent switch
        {
            JinjaInteger { Value: >= 0 and <= 64 } number => new string(' ', (int)number.Value),
            JinjaText { Value.Length: <= 64 } text => text.Value,
            null or JinjaNone => null,
            _ => throw new JinjaException("The chat template's 'tojson' must be indented by 0 to 64 spaces or by text."),
        };
        var separators = arguments.Find(2, "separators") is JinjaList { Items: [JinjaText item, JinjaText key] }
            ? (item.Value, key.Value)
            : (spaces is null ? ", " : ",", ": ");
        var output = new JinjaText.Builder(operations.Budget);
        var sorts = arguments.Find(3, "sort_keys") is { } sorting && JinjaOperations.IsTrue(sorting);
        new JinjaWriter(operations.Budget, output).WriteJson(value, spaces, separators, sorts);
        return output.Build();
    }

    private static JinjaText Indent(JinjaOperations operations, JinjaValue value, JinjaArguments arguments)
    {
        var text = operations.ToText(value);
        var width = arguments.Find(0, "width") is JinjaText spelled
            ? spelled.Value
            : new string(' ', (int)Math.Clamp(arguments.Integer(0, "width", 4), 0, 64));
        var first = arguments.Find(1, "first") is { } wanted && JinjaOperations.IsTrue(wanted);
        var blank = arguments.Find(2, "blank") is { } also && JinjaOperations.IsTrue(also);
        var output = new JinjaText.Builder(operations.Budget);
        var from = 0;
        while (true)
        {
            var end = text.Value.IndexOf('\n', from);
            var stop = end < 0 ? text.Value.Length : end + 1;
            var isBlank = stop - from == 0 || text.Value[from] == '\n';
            if (from == 0 ? first : blank || !isBlank)
            {
                output.Append(width);
            }

            output.Append(text, from, stop - from);
            if (end < 0)
            {
                return output.Build();
            }

            from = stop;
        }
    }

    private static JinjaList Map(JinjaOperations operations, JinjaValue value, JinjaArguments arguments)
    {
        var items = operations.Items(value);
        operations.Budget.Step(items.Count);
        if (arguments.Find(-1, "attribute") is { } name)
        {
            var missing = arguments.Find(-1, "default");
            return new JinjaList([.. items.Select(item => Attribute(item, name) is var found && found is JinjaUndefined && missing is not null ? missing : found)]);
        }

        var filter = arguments.Text(0, "filter").Value;
        var rest = arguments.Skip(1) with { Callee = filter };
        return new JinjaList([.. items.Select(item => Apply(operations, filter, item, rest))]);
    }

    private static JinjaList Select(JinjaOperations operations, JinjaValue value, JinjaArguments arguments, bool wanted)
    {
        var items = operations.Items(value);
        operations.Budget.Step(items.Count);
        return new JinjaList([.. items.Where(item => Holds(operations, item, arguments, 0) == wanted)]);
    }

    private static JinjaList SelectByAttribute(JinjaOperations operations, JinjaValue value, JinjaArguments arguments, bool wanted)
    {
        var items = operations.Items(value);
        operations.Budget.Step(items.Count);
        var name = arguments.Require(0, "attribute");
        return new JinjaList([.. items.Where(item => Holds(operations, Attribute(item, name), arguments, 1) == wanted)]);
    }

    private static bool Holds(JinjaOperations operations, JinjaValue value, JinjaArguments arguments, int place) =>
        arguments.Find(place, "test") is JinjaText test
            ? JinjaTests.Holds(operations, test.Value, value, arguments.Skip(place + 1) with { Callee = test.Value })
            : JinjaOperations.IsTrue(value);

    /// <summary>A property by its path, such as <c>function.name</c>.</summary>
    private static JinjaValue Attribute(JinjaValue item, JinjaValue name) => name is JinjaText path
        ? path.Value.Split('.').Aggregate(item, (value, part) => value is JinjaUndefined ? value
            : long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                ? JinjaOperations.Index(value, new JinjaInteger(index), 0)
                : JinjaOperations.Property(value, part, 0))
        : JinjaOperations.Index(item, name, 0);

    private static JinjaList Sort(JinjaOperations operations, JinjaValue value, JinjaArguments arguments)
    {
        var items = operations.Items(value);
        operations.Budget.Step(items.Count);
        var attribute = arguments.Find(2, "attribute");
        var minds = arguments.Find(1, "case_sensitive") is { } sensitive && JinjaOperations.IsTrue(sensitive);
        var order = Comparer<JinjaValue>.Create((a, b) => JinjaOperations.Order(a, b, 0));
        JinjaValue Key(JinjaValue item) => (attribute is null ? item : Attribute(item, attribute)) switch
        {
            JinjaText text when !minds => text.Mapped(text.Value.ToLowerInvariant()),
            var other => other,
        };
        return new JinjaList(arguments.Find(0, "reverse") is { } reverse && JinjaOperations.IsTrue(reverse)
            ? [.. items.OrderByDescending(Key, order)]
            : [.. items.OrderBy(Key, order)]);
    }

    private static JinjaList Unique(JinjaOperations operations, JinjaValue value, JinjaArguments arguments)
    {
        var kept = new List<JinjaValue>();
        foreach (var item in operations.Items(value))
        {
            if (!kept.Exists(other => operations.AreEqual(other, item)))
            {
                kept.Add(item);
            }
        }

        return new JinjaList(kept);
    }

    private static JinjaFloat Round(JinjaOperations operations, JinjaValue value, JinjaArguments arguments)
    {
        if (value is not JinjaNumber number || arguments.Find(1, "method") is JinjaText { Value: not "common" })
        {
            throw Fault("round", value);
        }

        var digits = (int)Math.Clamp(arguments.Integer(0, "precision", 0), 0, 15);
        return new JinjaFloat(Math.Round(number.AsDouble, digits, MidpointRounding.ToEven), number.Origin);
    }

    private static double? ToDouble(JinjaValue value) => value switch
    {
        JinjaNumber number => number.AsDouble,
        JinjaBoolean boolean => boolean.Value ? 1 : 0,
        JinjaText text when double.TryParse(text.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static JinjaException Fault(string filter, JinjaValue value) =>
        new($"The chat template's filter '{filter}' does not go with {JinjaOperations.NameOf(value)}.");
}
