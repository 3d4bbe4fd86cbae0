namespace TreasureMarkers.Data.Sources.Reference;

/// <summary>One meaning of a word in GCIDE.</summary>
/// <param name="Word">The headword as it stands there.</param>
/// <param name="PartOfSpeech"><c>noun</c>, <c>verb</c>, <c>adjective</c> or <c>adverb</c>.</param>
/// <param name="Field">The field of knowledge that its label names, or null.</param>
/// <param name="Definition">What it means, one paragraph.</param>
/// <param name="Number">Which of the word's meanings it is, from 1, over all its entries.</param>
internal sealed record GcideSense(string Word, string PartOfSpeech, GcideField? Field, string Definition, int Number)
{
    /// <summary>The group is WordNet's, so that a word stays in one split whichever dictionary defines it.</summary>
    public string Group => "wordnet/" + Word.ToLowerInvariant();
}
