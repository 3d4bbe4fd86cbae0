namespace TreasureMarkers.Models.Tokenization;

/// <summary>What a tokenizer.json says, checked.</summary>
/// <param name="SplitPattern">The regular expression that cuts text into pieces.</param>
/// <param name="Bytes">The bytes of each id, added tokens included; empty for an id that is not used.</param>
/// <param name="ByteIds">The id of each single byte.</param>
/// <param name="Merges">What pairs of ids become, by <see cref="BpeMerger.Key"/>.</param>
/// <param name="AddedTokens">The added tokens in file order.</param>
internal sealed record TokenizerModel(
    string SplitPattern, byte[][] Bytes, int[] ByteIds, Dictionary<long, BpeMerge> Merges, IReadOnlyList<AddedToken> AddedTokens);
