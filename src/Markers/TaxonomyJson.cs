using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TreasureMarkers.Markers;

/// <summary>taxonomy.json: reading with every check, and writing.</summary>
/// <remarks>
/// An object with one array, <c>categories</c>, of objects with <c>name</c>, <c>kind</c> (<c>int</c>, <c>float</c> or
/// <c>categorical</c>), <c>values</c> (only where the kind is categorical), <c>description</c> and <c>displayName</c>.
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
        return new MarkerTaxonomy(categories);
    }

    public static string Write(MarkerTaxonomy taxonomy)
    {
        var entries = taxonomy.Categories.Select(category => new Entry(
            category.Name,
            KindName(category.Kind),
            category.Kind == MarkerKind.Categorical ? category.Values : null,
            category.Description,
            category.DisplayName));
        return JsonSerializer.Serialize(new Document([.. entries]), Options);
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
        return new MarkerCategory(name, kind, ReadValues(name, kind, entry.Values), entry.Description ?? "", entry.DisplayName ?? name);
    }

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

    private sealed record Document(IReadOnlyList<Entry?>? Categories);

    private sealed record Entry(string? Name, string? Kind, IReadOnlyList<string?>? Values, string? Description, string? DisplayName);
}
