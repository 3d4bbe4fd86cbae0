using System.Text;
using System.Text.Json;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Inference.Grammars;

/// <summary>The objects of a JSON schema.</summary>
/// <param name="compiler">Makes the rules of members' values.</param>
/// <param name="layout">How objects are written.</param>
/// <param name="budget">Counts what the rules need.</param>
/// <param name="keywords">What the schema says of the object.</param>
/// <param name="depth">How many objects and arrays are around a member's value.</param>
internal sealed class ObjectRules(JsonSchemaCompiler compiler, JsonLayout layout, SchemaBudget budget, SchemaKeywords keywords, int depth)
{
    /// <summary>The parts of the rule that tells other names from a declared one, for each of its bytes.</summary>
    private const int StatesOfOthers = 4;

    /// <summary>The rule of the object.</summary>
    /// <exception cref="NotSupportedException">
    /// A member is required that may not be there, a keyword is malformed, or there are too many members.
    /// </exception>
    public SchemaRule Create()
    {
        var declared = Declared();
        var required = Required();
        string[] names = [.. declared.Select(property => property.Name), .. required.Except(declared.Select(property => property.Name))];
        SchemaLimits.CheckCount(names.Length, SchemaLimits.MaxProperties, "properties", keywords.Path);
        var others = OtherValues(keywords.Find("properties") is null);
        Spend(names, others is null ? 1 : 1 + StatesOfOthers);
        Member[] members = [.. names.Select((name, i) => new Member(
            name, required.Contains(name), i < declared.Length ? Value(declared[i]) : others ?? throw Undeclared(name)))];
        return new SchemaRule(layout.Object(Members(members, others)), Readings(members, others));
    }

    /// <summary>From the last member to the first: what may follow where a member must, and after one.</summary>
    private GrammarNode Members(Member[] members, SchemaRule? others)
    {
        var comma = layout.Comma;
        var some = Others(members, others);
        var mustFollow = false;
        foreach (var member in members.Reverse())
        {
            var more = Rule.Sequence(comma, some);
            var name = Rule.AnyText(JsonRules.Texts(JsonSerializer.SerializeToElement(member.Name), layout.Compact));
            var one = Rule.Sequence(layout.Member(name, member.Value.Node), mustFollow ? more : Rule.Optional(more));
            some = member.IsRequired ? one : Rule.Choice(one, some);
            mustFollow |= member.IsRequired;
        }

        return mustFollow ? some : Rule.Optional(some);
    }

    private GrammarNode Others(Member[] members, SchemaRule? others) => others is null
        ? Rule.Nothing
        : layout.List(layout.Member(OtherNames.Except([.. members.Select(member => member.Name)]), others.Node), 1);

    /// <summary>Optional members can all come next, up to the first required one.</summary>
    private static SchemaReadings Readings(Member[] members, SchemaRule? others)
    {
        var (most, optional) = (0, 0);
        foreach (var member in members)
        {
            most = Math.Max(most, optional + 1);
            optional = member.IsRequired ? 0 : optional + 1;
        }

        var names = others is null ? most : Math.Max(most, optional + SchemaReadings.Scalar);
        var values = members.Select(member => member.Value.Readings).Append(others?.Readings ?? SchemaReadings.None);
        string[]? openings = members is [{ IsRequired: true, Value.Literals: { } literals } first, ..]
            ? [.. literals.Select(literal => JsonSerializer.Serialize(first.Name) + ":" + literal)]
            : null;
        return SchemaReadings.Object(names, values, openings);
    }

    private void Spend(string[] names, int times)
    {
        foreach (var bytes in names.Select(Encoding.UTF8.GetByteCount))
        {
            SchemaLimits.CheckName(bytes);
            budget.Spend(bytes * times, keywords.Path);
        }
    }

    private SchemaRule Value(JsonProperty property) =>
        compiler.Compile(property.Value, keywords.Path.Child("properties").Child(property.Name), depth);

    private NotSupportedException Undeclared(string name) =>
        new(
            $"The JSON schema's 'required' at {keywords.Path} names '{MarkerCategory.Shorten(name)}', which 'properties' does "
            + "not declare: declare it.");

    /// <summary>The values of undeclared members; null where there may be none.</summary>
    private SchemaRule? OtherValues(bool byDefault) => keywords.Find("additionalProperties") switch
    {
        null => byDefault ? compiler.Any(depth) : null,
        { ValueKind: JsonValueKind.False } => null,
        { } schema => compiler.Compile(schema, keywords.Path.Child("additionalProperties"), depth),
    };

    private JsonProperty[] Declared()
    {
        if (keywords.Find("properties") is not { } properties)
        {
            return [];
        }

        if (properties.ValueKind != JsonValueKind.Object)
        {
            throw new NotSupportedException(
                $"The JSON schema's 'properties' at {keywords.Path} is a {properties.ValueKind}. Allowed: an object.");
        }

        SchemaLimits.CheckCount(properties.GetPropertyCount(), SchemaLimits.MaxProperties, "properties", keywords.Path);
        JsonProperty[] declared = [.. properties.EnumerateObject()];
        return declared.GroupBy(property => property.Name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new NotSupportedException(
                $"The JSON schema's 'properties' at {keywords.Path} declares '{MarkerCategory.Shorten(twice.Key)}' twice: leave "
                + "one out.")
            : declared;
    }

    private HashSet<string> Required() => keywords.Find("required") is { } required
        ? [.. SchemaKeywords.Items(required, keywords.Path, "required", SchemaLimits.MaxProperties).Select(name => name.ToString())]
        : [];

    /// <summary>A member that an object may have.</summary>
    private sealed record Member(string Name, bool IsRequired, SchemaRule Value);
}

/// <summary>Names of members that an object's schema does not declare.</summary>
internal static class OtherNames
{
    private static readonly GrammarNode Quote = Rule.AnyOf("\"");
    private static readonly GrammarNode Free = Rule.Repeat(Characters.Inline("\"\\"));
    private static readonly GrammarNode FromBeyondAscii = Rule.Sequence(Characters.BeyondAscii, Free, Quote);

    /// <summary>
    /// A name in quotes that is none of those, and without escapes where there are any. Where a declared name goes on beyond ASCII another may go on
    /// only within ASCII: characters that share their first bytes need not be told apart then.
    /// </summary>
    public static GrammarNode Except(IReadOnlyCollection<string> declared)
    {
        if (declared.Count == 0)
        {
            return JsonRules.String;
        }

        var printable = new Dictionary<string, GrammarNode>();
        var names = new ByteTree(declared.Select(Encoding.UTF8.GetBytes));
        return Rule.Sequence(Quote, names.Fold((ends, next) => After(ends, next, printable)));
    }

    /// <summary>The rest of a name and its quote, where all of the names below begin as it did.</summary>
    private static GrammarNode After(
        bool ends, IReadOnlyList<(byte Value, GrammarNode Rule)> next, Dictionary<string, GrammarNode> printable)
    {
        var taken = string.Concat(next.Select(step => (char)step.Value));
        if (!printable.TryGetValue(taken, out var other))
        {
            other = printable[taken] = Rule.Sequence(Characters.Printable("\"\\" + taken), Free, Quote);
        }

        return Rule.Choice(
        [
            ends ? Rule.Nothing : Quote,
            other,
            next.Any(step => step.Value >= 0x80) ? Rule.Nothing : FromBeyondAscii,
            .. next.Where(step => step.Value is >= 0x20 and < 0x7F and not ((byte)'"' or (byte)'\\'))
                .Select(step => Rule.Sequence(Rule.Byte(step.Value), step.Rule)),
        ]);
    }
}
