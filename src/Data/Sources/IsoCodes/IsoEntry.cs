namespace TreasureMarkers.Data.Sources.IsoCodes;

/// <summary>One country, language, currency or script.</summary>
/// <param name="Kind"><c>country</c>, <c>language</c>, <c>currency</c> or <c>script</c>.</param>
/// <param name="Code">The code people ask for: two letters where there are, else three or four.</param>
/// <param name="Code3">The three-letter code beside a two-letter one, or null.</param>
/// <param name="Number">The number in the standard, or null.</param>
internal sealed record IsoEntry(string Kind, string Code, string? Code3, string? Number)
{
    /// <summary>The name by the taxonomy's language name; only languages whose catalogue has it.</summary>
    public Dictionary<string, string> Names { get; } = [];

    /// <summary>The official name by the taxonomy's language name.</summary>
    public Dictionary<string, string> OfficialNames { get; } = [];

    /// <summary>The group: an entry never crosses splits.</summary>
    public string Group => $"iso-codes/{Kind}/{Code}";

    /// <summary>Whether people know it: it stands in lists and gets more questions.</summary>
    public bool IsCommon => Kind is not "language" || Code.Length == 2;

    /// <summary>The taxonomy's domain.</summary>
    public string Domain => Kind switch
    {
        "currency" => "Finance",
        "country" => "SocialSciences",
        _ => "Culture",
    };

    /// <summary>Where data of these standards came from.</summary>
    /// <param name="version">The version of iso-codes.</param>
    /// <param name="record">The entry or entries.</param>
    public static Provenance Provenance(string version, string record) => new("iso-codes", version, "LGPL-2.1-or-later", record);
}
