using System.Globalization;
using System.Text.Json;

namespace TreasureMarkers.Models.Prompts.Jinja;

/// <summary>What can be done with values, as Python does it. Text keeps its origins through all of it.</summary>
/// <param name="budget">Counts what is written and done.</param>
internal sealed class JinjaOperations(JinjaBudget budget)
{
    /// <summary>Counts what is written and done.</summary>
    public JinjaBudget Budget => budget;

    /// <summary>A word for a value's kind, for messages.</summary>
    public static string NameOf(JinjaValue value) => value switch
    {
        JinjaUndefined undefined => $"'{undefined.Name}', which is not defined",
        JinjaNone => "none",
        JinjaBoolean => "a boolean",
        JinjaNumber => "a number",
        JinjaText => "text",
        JinjaList => "a list",
        JinjaMap => "a dictionary",
        _ => "a function",
    };

    /// <summary>Whether a condition holds with this value.</summary>
    public static bool IsTrue(JinjaValue value) => value switch
    {
        JinjaUndefined or JinjaNone => false,
        JinjaBoolean boolean => boolean.Value,
        JinjaInteger number => number.Value != 0,
        JinjaFloat number => number.AsDouble != 0,
        JinjaText text => text.Value.Length > 0,
        JinjaList list => list.Items.Count > 0,
        JinjaNamespace => true,
        JinjaMap map => map.Count > 0,
        _ => true,
    };

    /// <summary>A value as it is printed.</summary>
    public JinjaText ToText(JinjaValue value)
    {
        if (value is JinjaText text)
        {
            return text;
        }

        var output = new JinjaText.Builder(budget);
        new JinjaWriter(budget, output).WritePython(value, isNested: false);
        return output.Build();
    }

    /// <summary>What a loop goes over: a list's items, a dictionary's keys, a text's characters; nothing of what is not defined.</summary>
    /// <exception cref="JinjaException">It cannot be gone over.</exception>
    public IReadOnlyList<JinjaValue> Items(JinjaValue value)
    {
        switch (value)
        {
            case JinjaList list:
                return list.Items;
            case JinjaMap map and not JinjaNamespace:
                return [.. map.Entries.Select(entry => entry.Key)];
            case JinjaText text:
                budget.Step(text.Value.Length);
                var starts = Characters(text.Value);
                return [.. Enumerable.Range(0, starts.Length - 1).Select(i => text.Slice(starts[i], starts[i + 1] - starts[i]))];
            case JinjaUndefined:
                return [];
            default:
                throw new JinjaException($"The chat template goes over {NameOf(value)}.");
        }
    }

    /// <summary>Where each character (code point) of a text begins, and its end.</summary>
    public static int[] Characters(string text)
    {
        var starts = new List<int>(text.Length + 1);
        for (var i = 0; i < text.Length; i += char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 2 : 1)
        {
            starts.Add(i);
        }

        starts.Add(text.Length);
        return [.. starts];
    }

    /// <summary>How many items, entries or characters.</summary>
    /// <exception cref="JinjaException">It has no length.</exception>
    public static long Length(JinjaValue value) => value switch
    {
        JinjaText { Value: var text } => text.Length - Enumerable.Range(0, Math.Max(0, text.Length - 1))
            .Count(i => char.IsHighSurrogate(text[i]) && char.IsLowSurrogate(text[i + 1])),
        JinjaList list => list.Items.Count,
        JinjaMap map => map.Count,
        JinjaUndefined => 0,
        _ => throw new JinjaException($"The chat template takes the length of {NameOf(value)}."),
    };

    /// <summary><c>value.name</c>: undefined where there is none.</summary>
    /// <exception cref="JinjaException">The value itself is not defined.</exception>
    public static JinjaValue Property(JinjaValue value, string name, int line) => value switch
    {
        JinjaMap map => map.Find(name) ?? new JinjaUndefined(name),
        JinjaLoop loop => loop.Find(name) ?? throw new JinjaException($"The chat template uses 'loop.{name}' (line {line}), which is not supported."),
        JinjaUndefined => throw new JinjaException($"The chat template takes '{name}' of {NameOf(value)} (line {line})."),
        _ => new JinjaUndefined(name),
    };

    /// <summary><c>value[index]</c>: undefined where there is none.</summary>
    /// <exception cref="JinjaException">The value itself is not defined, or such an index is not supported.</exception>
    public static JinjaValue Index(JinjaValue value, JinjaValue index, int line)
    {
        switch (value, index)
        {
            case (JinjaList list, JinjaInteger number):
                var place = number.Value < 0 ? number.Value + list.Items.Count : number.Value;
                return place >= 0 && place < list.Items.Count ? list.Items[(int)place] : new JinjaUndefined($"item {number.Value}");
            case (JinjaText text, JinjaInteger number):
                var starts = Characters(text.Value);
                var at = number.Value < 0 ? number.Value + starts.Length - 1 : number.Value;
                return at >= 0 && at < starts.Length - 1
                    ? text.Slice(starts[at], starts[at + 1] - starts[at])
                    : new JinjaUndefined($"character {number.Value}");
            case (JinjaMap or JinjaLoop or JinjaUndefined, JinjaText name):
                return Property(value, name.Value, line);
            case (JinjaUndefined, _):
                throw new JinjaException($"The chat template takes an item of {NameOf(value)} (line {line}).");
            default:
                return new JinjaUndefined("an item");
        }
    }

    /// <summary><c>value[start:stop:step]</c>.</summary>
    /// <exception cref="JinjaException">The value has no parts, or the step is 0.</exception>
    public JinjaValue Slice(JinjaValue value, long? start, long? stop, long? step, int line)
    {
        if (value is JinjaText text)
        {
            var starts = Characters(text.Value);
            var places = Places(starts.Length - 1, start, stop, step ?? 1, line);
            if ((step ?? 1) == 1)
            {
                return places.Count == 0 ? JinjaText.Empty : text.Slice(starts[places[0]], starts[places[^1] + 1] - starts[places[0]]);
            }

            var output = new JinjaText.Builder(budget);
            places.ForEach(place => output.Append(text, starts[place], starts[place + 1] - starts[place]));
            return output.Build();
        }

        return value is JinjaList list
            ? new JinjaList([.. Places(list.Items.Count, start, stop, step ?? 1, line).Select(place => list.Items[place])], list.Origin)
            : throw new JinjaException($"The chat template takes a part of {NameOf(value)} (line {line}).");
    }

    /// <summary>Arithmetic, and lists one behind the other.</summary>
    /// <exception cref="JinjaException">The operator does not go with these values.</exception>
    public JinjaValue Arithmetic(string sign, JinjaValue left, JinjaValue right, int line)
    {
        if (sign == "+" && (left, right) is (JinjaText a, JinjaText b))
        {
            return new JinjaText.Builder(budget).Append(a).Append(b).Build();
        }

        if (sign == "+" && (left, right) is (JinjaList first, JinjaList second))
        {
            budget.Step(first.Items.Count + second.Items.Count);
            return new JinjaList([.. first.Items, .. second.Items]);
        }

        var origin = Math.Max(left.Origin, right.Origin);
        if ((AsNumber(left), AsNumber(right)) is ({ } x, { } y))
        {
            try
            {
                if ((x, y) is (JinjaInteger m, JinjaInteger n) && sign != "/")
                {
                    return new JinjaInteger(Whole(sign, m.Value, n.Value), origin);
                }

                return new JinjaFloat(Decimal(sign, x.AsDouble, y.AsDouble), origin);
            }
            catch (ArithmeticException e)
            {
                throw new JinjaException($"The chat template's arithmetic fails (line {line}): {e.Message}");
            }
        }

        throw new JinjaException($"The chat template applies '{sign}' to {NameOf(left)} and {NameOf(right)} (line {line}).");
    }

    /// <summary>Whether a comparison holds.</summary>
    /// <exception cref="JinjaException">The values cannot be compared in this way.</exception>
    public bool Compare(string sign, JinjaValue left, JinjaValue right, int line) => sign switch
    {
        "==" => AreEqual(left, right),
        "!=" => !AreEqual(left, right),
        "in" => Contains(right, left, line),
        "not in" => !Contains(right, left, line),
        _ => Order(left, right, line) is var order && sign switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 },
    };

    /// <summary>Whether two values are equal.</summary>
    public bool AreEqual(JinjaValue left, JinjaValue right)
    {
        budget.Enter();
        try
        {
            return (left, right) switch
            {
                (JinjaText a, JinjaText b) => a.Value == b.Value,
                (JinjaList a, JinjaList b) => a.Items.Count == b.Items.Count && a.Items.Zip(b.Items).All(pair => AreEqual(pair.First, pair.Second)),
                (JinjaNamespace, _) => ReferenceEquals(left, right),
                (JinjaMap a, JinjaMap b) => a.Count == b.Count
                    && a.Entries.All(entry => b.Find(entry.Key.Value) is { } other && AreEqual(entry.Value, other)),
                (JinjaNone, JinjaNone) or (JinjaUndefined, JinjaUndefined) => true,
                _ when AsNumber(left) is { } x && AsNumber(right) is { } y => x is JinjaInteger m && y is JinjaInteger n
                    ? m.Value == n.Value
                    : x.AsDouble == y.AsDouble,
                _ => ReferenceEquals(left, right),
            };
        }
        finally
        {
            budget.Leave();
        }
    }

    /// <summary>Below 0 where the left comes first, above where the right does.</summary>
    /// <exception cref="JinjaException">They have no order.</exception>
    public static int Order(JinjaValue left, JinjaValue right, int line) => (left, right) switch
    {
        (JinjaText a, JinjaText b) => string.CompareOrdinal(a.Value, b.Value),
        _ when AsNumber(left) is { } x && AsNumber(right) is { } y => x is JinjaInteger m && y is JinjaInteger n
            ? m.Value.CompareTo(n.Value)
            : x.AsDouble.CompareTo(y.AsDouble),
        _ => throw new JinjaException($"The chat template compares {NameOf(left)} with {NameOf(right)} (line {line})."),
    };

    private bool Contains(JinjaValue whole, JinjaValue part, int line) => (whole, part) switch
    {
        (JinjaText text, JinjaText sought) => text.Value.Contains(sought.Value, StringComparison.Ordinal),
        (JinjaMap map, JinjaText key) => map.Find(key.Value) is not null,
        (JinjaList list, _) => list.Items.Any(item => AreEqual(item, part)),
        (JinjaMap or JinjaUndefined, _) => false,
        _ => throw new JinjaException($"The chat template looks for {NameOf(part)} in {NameOf(whole)} (line {line})."),
    };

    // In Python a boolean is a number.
    private static JinjaNumber? AsNumber(JinjaValue value) => value switch
    {
        JinjaNumber number => number,
        JinjaBoolean boolean => new JinjaInteger(boolean.Value ? 1 : 0, boolean.Origin),
        _ => null,
    };

    private static long Whole(string sign, long a, long b) => sign switch
    {
        "+" => checked(a + b),
        "-" => checked(a - b),
        "*" => checked(a * b),
        "//" => checked(a / b) - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0),
        _ => b == -1 ? 0 : ((a % b) + b) % b,
    };

    private static double Decimal(string sign, double a, double b) => sign switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        _ when b == 0 => throw new DivideByZeroException(),
        "/" => a / b,
        "//" => Math.Floor(a / b),
        _ => a - (b * Math.Floor(a / b)),
    };

    private List<int> Places(int count, long? start, long? stop, long step, int line)
    {
        if (step == 0)
        {
            throw new JinjaException($"The chat template slices in steps of 0 (line {line}).");
        }

        var (least, most) = step > 0 ? (0L, (long)count) : (-1L, count - 1L);
        long Bound(long? bound, long missing) => bound is { } value ? Math.Clamp(value < 0 ? value + count : value, least, most) : missing;
        var from = Bound(start, step > 0 ? least : most);
        var to = Bound(stop, step > 0 ? most : least);
        var places = new List<int>();
        for (var place = from; step > 0 ? place < to : place > to; place += step)
        {
            places.Add((int)place);
            if (Math.Abs(step) > count)
            {
                break;
            }
        }

        budget.Step(places.Count / 16);
        return places;
    }
}

/// <summary>Writes values as Python prints them, or as its json.dumps does.</summary>
internal sealed class JinjaWriter(JinjaBudget budget, JinjaText.Builder output)
{
    /// <summary>JSON on one line with spaces after colons and commas.</summary>
    /// <exception cref="JinjaException">It nests too deeply.</exception>
    public static string Json(JsonElement json)
    {
        var value = JinjaValue.FromJson(json, JinjaOrigin.Content);
        var budget = new JinjaBudget(value.Size);
        var output = new JinjaText.Builder(budget);
        new JinjaWriter(budget, output).WriteJson(value, null, (", ", ": "), sorts: false);
        return output.Build().Value;
    }

    /// <summary>As <c>str</c>; nested, as <c>repr</c>.</summary>
    public void WritePython(JinjaValue value, bool isNested)
    {
        budget.Enter();
        switch (value)
        {
            case JinjaText text when isNested:
                var quote = text.Value.Contains('\'', StringComparison.Ordinal) && !text.Value.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
                WriteQuoted(text, quote, character => character switch
                {
                    '\\' => "\\\\",
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    < ' ' or '\x7f' => $"\\x{(int)character:x2}",
                    _ when character == quote => $"\\{quote}",
                    _ => null,
                });
                break;
            case JinjaText text:
                output.Append(text);
                break;
            case JinjaList list:
                WriteAll("[", list.Items, "]", list.Origin, item => WritePython(item, isNested: true), ", ");
                break;
            case JinjaMap map and not JinjaNamespace:
                WriteAll("{", map.Entries, "}", map.Origin, entry =>
                {
                    WritePython(entry.Key, isNested: true);
                    output.Append(": ", map.Origin);
                    WritePython(entry.Value, isNested: true);
                }, ", ");
                break;
            default:
                output.Append(
                    value switch
                    {
                        JinjaUndefined => "",
                        JinjaNone => "None",
                        JinjaBoolean boolean => boolean.Value ? "True" : "False",
                        JinjaInteger number => number.Value.ToString(CultureInfo.InvariantCulture),
                        JinjaFloat number => number.Spelling,
                        _ => throw new JinjaException($"The chat template prints {JinjaOperations.NameOf(value)}."),
                    },
                    value.Origin);
                break;
        }

        budget.Leave();
    }

    /// <summary>As <c>json.dumps(value, ensure_ascii=False)</c>, which is what transformers gives for <c>tojson</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="indent">Spaces for each level, or null for one line.</param>
    /// <param name="separators">Between items, and between a key and its value.</param>
    /// <param name="sorts">Whether keys are sorted.</param>
    /// <param name="level">How deep it stands.</param>
    /// <exception cref="JinjaException">JSON has no such value.</exception>
    public void WriteJson(JinjaValue value, string? indent, (string Item, string Key) separators, bool sorts, int level = 0)
    {
        budget.Enter();
        var inside = indent is null ? "" : "\n" + string.Concat(Enumerable.Repeat(indent, level + 1));
        var behind = indent is null ? "" : "\n" + string.Concat(Enumerable.Repeat(indent, level));
        switch (value)
        {
            case JinjaText text:
                WriteQuoted(text, '"', character => character switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    '\b' => "\\b",
                    '\f' => "\\f",
                    < ' ' => $"\\u{(int)character:x4}",
                    _ => null,
                });
                break;
            case JinjaList list:
                WriteAll(
                    list.Items.Count == 0 ? "[" : "[" + inside, list.Items, list.Items.Count == 0 ? "]" : behind + "]", list.Origin,
                    item => WriteJson(item, indent, separators, sorts, level + 1), separators.Item + inside);
                break;
            case JinjaMap map and not JinjaNamespace:
                var entries = sorts ? map.Entries.OrderBy(entry => entry.Key.Value, StringComparer.Ordinal) : map.Entries;
                WriteAll(
                    map.Count == 0 ? "{" : "{" + inside, entries, map.Count == 0 ? "}" : behind + "}", map.Origin,
                    entry =>
                    {
                        WriteJson(entry.Key, indent, separators, sorts, level + 1);
                        output.Append(separators.Key, map.Origin);
                        WriteJson(entry.Value, indent, separators, sorts, level + 1);
                    }, separators.Item + inside);
                break;
            default:
                output.Append(
                    value switch
                    {
                        JinjaNone => "null",
                        JinjaBoolean boolean => boolean.Value ? "true" : "false",
                        JinjaInteger number => number.Value.ToString(CultureInfo.InvariantCulture),
                        JinjaFloat number => number.Spelling,
                        _ => throw new JinjaException($"The chat template writes JSON of {JinjaOperations.NameOf(value)}."),
                    },
                    value.Origin);
                break;
        }

        budget.Leave();
    }

    private void WriteAll<T>(string open, IEnumerable<T> items, string close, int origin, Action<T> write, string separator)
    {
        output.Append(open, origin);
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst)
            {
                output.Append(separator, origin);
            }

            isFirst = false;
            write(item);
        }

        output.Append(close, origin);
    }

    private void WriteQuoted(JinjaText text, char quote, Func<char, string?> escape)
    {
        output.Append([quote], text.Origin);
        var value = text.Value;
        foreach (var run in text.Runs)
        {
            var plain = run.Start;
            for (var i = run.Start; i < run.End; i++)
            {
                if (escape(value[i]) is { } escaped)
                {
                    output.Append(value.AsSpan(plain, i - plain), run.Origin).Append(escaped, run.Origin);
                    plain = i + 1;
                }
            }

            output.Append(value.AsSpan(plain, run.End - plain), run.Origin);
        }

        output.Append([quote], text.Origin);
    }
}
