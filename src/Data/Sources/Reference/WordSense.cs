namespace TreasureMarkers.Data.Sources.Reference;

/// <summary>One set of synonyms of WordNet.</summary>
/// <param name="Id">Its part of speech and offset, unique in a version.</param>
/// <param name="PartOfSpeech"><c>noun</c>, <c>verb</c>, <c>adjective</c> or <c>adverb</c>.</param>
/// <param name="File">The lexicographer file's number, 0 to 44.</param>
/// <param name="Words">Its words, the usual one first.</param>
/// <param name="Definition">What they mean.</param>
/// <param name="Examples">Sentences that use them.</param>
internal sealed record WordSense(string Id, string PartOfSpeech, int File, IReadOnlyList<string> Words, string Definition, IReadOnlyList<string> Examples)
{
    private static readonly string[] Names =
    [
        "adjective", "adjective", "adverb", "noun", "act", "animal", "artifact", "attribute", "body", "cognition", "communication", "event",
        "feeling", "food", "group", "location", "motive", "object", "person", "phenomenon", "plant", "possession", "process", "quantity",
        "relation", "shape", "state", "substance", "time", "body", "change", "cognition", "communication", "competition", "consumption",
        "contact", "creation", "emotion", "motion", "perception", "possession", "social life", "state", "weather", "adjective",
    ];

    /// <summary>The lexicographer file's subject, such as <c>animal</c>; the part of speech where it has none.</summary>
    public string Subject => Names[File];

    /// <summary>Whether the file says what the sense is about.</summary>
    public bool HasSubject => File is >= 4 and <= 43;

    /// <summary>The taxonomy's domain, where the lexicographer file tells.</summary>
    public string Domain => File switch
    {
        5 or 17 or 19 or 20 or 27 or 43 => "Sciences",
        8 => "Medical",
        21 or 40 => "Finance",
        14 or 15 or 41 => "SocialSciences",
        _ => "Unspecified",
    };

    /// <summary>The group: senses with the same usual word stay together.</summary>
    public string Group => "wordnet/" + Words[0].ToLowerInvariant();
}
