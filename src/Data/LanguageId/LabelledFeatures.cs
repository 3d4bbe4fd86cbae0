namespace TreasureMarkers.Data.LanguageId;

/// <summary>A text as the identifier sees it.</summary>
/// <param name="Language">The index of its language within the group.</param>
/// <param name="Features">The buckets of its n-grams, as often as they occur.</param>
internal readonly record struct LabelledFeatures(int Language, ushort[] Features);
