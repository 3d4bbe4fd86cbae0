namespace TreasureMarkers.Models.Tokenization;

/// <summary>What a tokenizer file says, checked: a vocabulary, merges, added tokens, and how text is prepared for merging.</summary>
/// <param name="Tokens">Each id's token as the file spells it (see <see cref="TextRules.Spelling"/>); null for an id that is not used.</param>
/// <param name="Merges">The pairs that merge and what they become, the first learned first.</param>
/// <param name="AddedTokens">The added tokens in file order; their contents stand in <paramref name="Tokens"/> too.</param>
/// <param name="Rules">How text is prepared for merging.</param>
/// <param name="Boundary">The tokens around a text.</param>
internal sealed record TokenizerModel(
    string?[] Tokens,
    IReadOnlyList<Merge> Merges,
    IReadOnlyList<AddedToken> AddedTokens,
    TextRules Rules,
    TextBoundary Boundary);

/// <summary>A pair of ids that merges.</summary>
/// <param name="Left">The first id.</param>
/// <param name="Right">The second id.</param>
/// <param name="Id">What they become.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct Merge(int Left, int Right, int Id);

/// <summary>How text is prepared for merging.</summary>
/// <param name="Spelling">What the tokens are spelled in.</param>
internal sealed record TextRules(TokenSpelling Spelling)
{
    /// <summary>Whether text is brought into Unicode's normal form C first, as Qwen2 does.</summary>
    public bool IsComposed { get; init; }

    /// <summary>Where byte-level text is cut into pieces; null with byte fallback.</summary>
    public SplitRule? Split { get; init; }

    /// <summary>Whether each digit is cut off before <see cref="Split"/> looks at what lies between, as in SmolLM2.</summary>
    public bool SplitsDigits { get; init; }

    /// <summary>Whether a piece that is a token is taken whole, even if the merges would not reach it, as in Llama 3.</summary>
    public bool IgnoresMerges { get; init; }

    /// <summary>Where a space is set before text; byte fallback only.</summary>
    public SpacePrefix Prefix { get; init; }

    /// <summary>Whether every space begins a piece of its own (Metaspace's "split"); byte fallback only.</summary>
    public bool SplitsAtSpaces { get; init; }

    /// <summary>Whether decoding leaves out one space at the beginning.</summary>
    public bool StripsLeadingSpace { get; init; }
}

/// <summary>What tokens are spelled in.</summary>
internal enum TokenSpelling
{
    /// <summary>One character for each byte (<see cref="ByteLevelAlphabet"/>): GPT-2 and its followers.</summary>
    ByteLevel,

    /// <summary>Text with ▁ for a space, and a token &lt;0xXX&gt; for each byte of characters that have no token: Llama 1 and 2.</summary>
    ByteFallback,
}

/// <summary>Where a ▁ is set before the text of a tokenizer with byte fallback.</summary>
internal enum SpacePrefix
{
    /// <summary>Nowhere: the normalizer Replace alone.</summary>
    None,

    /// <summary>Nowhere: Metaspace with "prepend_scheme": "never".</summary>
    Never,

    /// <summary>Before every stretch between added tokens, whatever it begins with: the normalizer Prepend, and llama.cpp.</summary>
    Every,

    /// <summary>Before every stretch that does not begin with a space: Metaspace with "prepend_scheme": "always".</summary>
    EveryWithoutSpace,

    /// <summary>Only where the whole text begins, and not with a space: Metaspace with "prepend_scheme": "first".</summary>
    First,
}

/// <summary>A token with a fixed content that is matched before the text is split and merged.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">The exact text it stands for.</param>
/// <param name="IsSpecial">Whether it is a control token, which Hugging Face's decoding can leave out.</param>
internal sealed record AddedToken(int Id, string Content, bool IsSpecial)
{
    /// <summary>Whether it is matched only where no letter, digit or underscore touches it.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Whether it swallows white space before it (lstrip).</summary>
    public bool StripsLeft { get; init; }

    /// <summary>Whether it swallows white space behind it (rstrip).</summary>
    public bool StripsRight { get; init; }

    /// <summary>Whether it is looked for in the normalized text.</summary>
    public bool IsNormalized { get; init; }
}

/// <summary>The tokens around a text, as far as the file names them.</summary>
/// <param name="Begin">Begins a text (bos).</param>
/// <param name="End">Ends a text (eos).</param>
/// <param name="Pad">Fills up batches.</param>
/// <param name="Unknown">Stands for what has no token.</param>
/// <param name="AddsBegin">Whether Hugging Face's and llama.cpp's encoding of a text begins with <paramref name="Begin"/> by itself.</param>
/// <param name="AddsEnd">Whether it ends with <paramref name="End"/> by itself.</param>
internal sealed record TextBoundary(
    int? Begin = null, int? End = null, int? Pad = null, int? Unknown = null, bool AddsBegin = false, bool AddsEnd = false);
