using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TreasureMarkers.Markers;

/// <summary>taxonomy.json: reading with every check, and writing.</summary>
/// <remarks>
/// An object with one array, <c>categories</c>, of objects with <c>name</c>, <c>kind</c> (<c>int</c>, <c>float</c> or
/// <c>categorical</c>), <c>values</c> (only where the kind is categorical), <c>description</c>, <c>displayName</c> and <c>kept</c>, an object
/// from value to the share of answers that kept it, 0 to 1. It may have <c>relations</c>, an array of objects with the fields of
/// <see cref="MarkerRelation"/> (<c>if</c>, <c>is</c>, <c>then</c>, <c>values</c>, <c>min</c>, <c>max</c>, <c>minRatio</c>, <c>maxRatio</c>),
/// and <c>together</c>, an array of arrays of category names: where one of them stands in an answer's list, all do.
/// </remarks>
internal static class TaxonomyJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        AllowTrailingCommas = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    public static MarkerTaxonomy Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        Document? document;
        try
        {
            document = JsonSerializer.Deserialize<Document>(json, Options);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The taxonomy is not the expected JSON: {exception.Message}", exception);
        }

        // A model without markers has none.
        if (document?.Categories is not { } entries)
        {
            throw new FormatException("The taxonomy needs a \"categories\" array.");
        }

        var categories = entries.Select(ReadCategory).ToArray();
        ThrowOnDuplicate(categories.Select(category => category.Name), "The taxonomy has two categories named");
        var known = categories.ToDictionary(category => category.Name);
        return new MarkerTaxonomy(
            categories,
            [.. (document.Relations ?? []).Select((relation, index) => ReadRelation(relation, $"Relation {index + 1} of the taxonomy", known))],
            [.. (document.Together ?? []).Select((group, index) => ReadGroup(group, $"Group {index + 1} of \"together\"", known))]);
    }

    public static string Write(MarkerTaxonomy taxonomy)
    {
        var entries = taxonomy.Categories.Select(category => new Entry(
            category.Name,
            KindName(category.Kind),
            category.Kind == MarkerKind.Categorical ? category.Values : null,
            category.Description,
            category.DisplayName,
            category.Kept.Count > 0 ? category.Kept : null));
        var relations = taxonomy.Relations.Select(relation => new RelationEntry(
            relation.If,
            relation.Is.Count > 0 ? relation.Is : null,
            relation.Then,
            relation.Values.Count > 0 ? relation.Values : null,
            relation.Min,
            relation.Max,
            relation.MinRatio,
            relation.MaxRatio)).ToArray();
        return JsonSerializer.Serialize(
            new Document([.. entries], relations.Length > 0 ? relations : null, taxonomy.Together.Count > 0 ? taxonomy.Together : null), Options);
    }

    private static MarkerCategory ReadCategory(Entry? entry, int index)
    {
        if (entry?.Name is not { Length: > 0 } name)
        {
            throw new FormatException($"Category {index + 1} of the taxonomy has no name.");
        }

        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') || name == MarkerTemplate.ListName)
        {
            throw new FormatException(
                $"Category name '{name}' would break the template: use ASCII letters, digits, '_', '-' or '.', "
                + $"and not {MarkerTemplate.ListName}.");
        }

        var kind = ReadKind(name, entry.Kind);
        var category = new MarkerCategory(name, kind, ReadValues(name, kind, entry.Values), entry.Description ?? "", entry.DisplayName ?? name);
        return entry.Kept is null ? category : category.WithKept(ReadKept(category, entry.Kept));
    }

    private static IEnumerable<KeyValuePair<string, double>> ReadKept(MarkerCategory category, IReadOnlyDictionary<string, double> kept)
    {
        foreach (var (value, share) in kept)
        {
            if (!category.TryNormalize(value, out var canonical) || canonical != value)
            {
                throw new FormatException($"\"kept\" of category '{category.Name}' has '{value}', which is none of its values.");
            }

            if (share is not (>= 0 and <= 1))
            {
                throw new FormatException($"\"kept\" of category '{category.Name}' says {share} of '{value}'. Allowed: 0 to 1.");
            }
        }

        return kept;
    }

    private static MarkerRelation ReadRelation(RelationEntry? entry, string where, Dictionary<string, MarkerCategory> categories)
    {
        var (from, to) = (Category(entry?.If, where, "if", categories), Category(entry!.Then, where, "then", categories));
        var isNumber = to.Kind == MarkerKind.Integer;
        Check(from != to, "its \"if\" and its \"then\" are one category");
        Check(entry.Is is null || from.Kind == MarkerKind.Categorical, $"it has \"is\", but {from.Name} has no values");
        Check(entry.Values is null || to.Kind == MarkerKind.Categorical, $"it has \"values\", but {to.Name} has none");
        Check((entry.Min is null && entry.Max is null) || isNumber, $"it has \"min\" or \"max\", but {to.Name} is no whole number");
        Check(
            (entry.MinRatio is null && entry.MaxRatio is null) || (isNumber && from.Kind == MarkerKind.Integer),
            $"it has \"minRatio\" or \"maxRatio\", but {from.Name} and {to.Name} are not both whole numbers");
        Check(
            entry.Values is not null || entry.Min is not null || entry.Max is not null || entry.MinRatio is not null || entry.MaxRatio is not null,
            "it needs \"values\", \"min\", \"max\", \"minRatio\" or \"maxRatio\"");
        Check(entry.Min is null or >= 0 && entry.Max is null or >= 0, "\"min\" and \"max\" must be 0 or more");
        Check(
            entry.MinRatio is null or (>= 0 and <= 1_000_000) && entry.MaxRatio is null or (>= 0 and <= 1_000_000),
            "\"minRatio\" and \"maxRatio\" must be from 0 to 1000000");
        Check(!(entry.Min > entry.Max) && !(entry.MinRatio > entry.MaxRatio), "its least is above its most");
        return new MarkerRelation(from.Name, to.Name)
        {
            Is = Values(entry.Is, from),
            Values = Values(entry.Values, to),
            Min = entry.Min,
            Max = entry.Max,
            MinRatio = entry.MinRatio,
            MaxRatio = entry.MaxRatio,
        };

        void Check(bool holds, string fault)
        {
            if (!holds)
            {
                throw new FormatException($"{where} cannot be used: {fault}.");
            }
        }

        IReadOnlyList<string> Values(IReadOnlyList<string?>? values, MarkerCategory category)
        {
            var unknown = values?.FirstOrDefault(value => !category.Values.Contains(value));
            Check(values is null || (values.Count > 0 && values.All(category.Values.Contains)), values is { Count: 0 }
                ? "a list of values is empty"
                : $"'{unknown}' is no value of {category.Name}");
            return [.. values?.Select(value => value!) ?? []];
        }
    }

    private static IReadOnlyList<string> ReadGroup(
        IReadOnlyList<string?>? group, string where, Dictionary<string, MarkerCategory> categories) => group is { Count: > 1 }
            ? [.. group.Select(name => Category(name, where, "name", categories).Name)]
            : throw new FormatException($"{where} needs at least two category names.");

    private static MarkerCategory Category(string? name, string where, string field, Dictionary<string, MarkerCategory> categories) =>
        name is not null && categories.TryGetValue(name, out var category)
            ? category
            : throw new FormatException(
                $"{where} has the {field} '{name}', which is no category. Allowed: {string.Join(", ", categories.Keys)}.");

    private static MarkerKind ReadKind(string name, string? kind) => kind switch
    {
        "int" => MarkerKind.Integer,
        "float" => MarkerKind.Float,
        "categorical" => MarkerKind.Categorical,
        _ => throw new FormatException($"Category '{name}' has kind '{kind}'. Allowed: int, float, categorical."),
    };

    private static string KindName(MarkerKind kind) => kind switch
    {
        MarkerKind.Integer => "int",
        MarkerKind.Float => "float",
        _ => "categorical",
    };

    private static string[] ReadValues(string name, MarkerKind kind, IReadOnlyList<string?>? values)
    {
        if (kind != MarkerKind.Categorical)
        {
            return values is null or { Count: 0 }
                ? []
                : throw new FormatException($"Category '{name}' is a number: it takes no \"values\".");
        }

        if (values is null or { Count: 0 })
        {
            throw new FormatException($"Category '{name}' is categorical: it needs \"values\" with at least one value.");
        }

        foreach (var value in values)
        {
            if (string.IsNullOrWhiteSpace(value) || value.Trim().Length != value.Length
                || value.Any(c => c is '<' or '>' || char.IsControl(c) || char.IsSurrogate(c)))
            {
                throw new FormatException(
                    $"Value '{value}' of category '{name}' would break the template: it may not be empty, begin or end with a space, "
                    + "or contain '<', '>', control characters or characters beyond the basic plane.");
            }
        }

        // Values are matched without regard to case, so two that differ only in case are one.
        ThrowOnDuplicate(values!, $"Category '{name}' has twice the value", StringComparer.OrdinalIgnoreCase);
        return [.. values!];
    }

    private static void ThrowOnDuplicate(IEnumerable<string?> names, string what, StringComparer? comparer = null)
    {
        var seen = new HashSet<string?>(comparer ?? StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (!seen.Add(name))
            {
                throw new FormatException($"{what} '{name}'.");
            }
        }
    }

    private sealed record Document(
        IReadOnlyList<Entry?>? Categories, IReadOnlyList<RelationEntry?>? Relations, IReadOnlyList<IReadOnlyList<string?>?>? Together);

    private sealed record Entry(
        string? Name,
        string? Kind,
        IReadOnlyList<string?>? Values,
        string? Description,
        string? DisplayName,
        IReadOnlyDictionary<string, double>? Kept);

    private sealed record RelationEntry(
        string? If,
        IReadOnlyList<string?>? Is,
        string? Then,
        IReadOnlyList<string?>? Values,
        int? Min,
        int? Max,
        decimal? MinRatio,
        decimal? MaxRatio);
}
