namespace TreasureMarkers.Models.Tokenization;

/// <summary>A token with a fixed content that is matched before the text is split and merged.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">The exact text it stands for.</param>
/// <param name="IsSpecial">Whether it is a control token, which Hugging Face's decoding can leave out.</param>
internal sealed record AddedToken(int Id, string Content, bool IsSpecial);
