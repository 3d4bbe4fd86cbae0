namespace TreasureMarkers.Models.Tokenization;

/// <summary>Turns a stretch of text between two added tokens into the pieces inside which tokens merge.</summary>
internal sealed class TextPreparation
{
    private readonly TextRules _rules;
    private readonly TextSplitter _splitter;
    private readonly bool _cutsBeforeSpaces;

    /// <summary>Reads the model's rules.</summary>
    public TextPreparation(TokenizerModel model)
    {
        _rules = model.Rules;
        _splitter = new TextSplitter(model.Rules.Split ?? SplitRule.Gpt2, model.Rules.SplitsDigits);
        // Where no token has a space behind something else, merging never crosses that place, and words can be encoded each on its own.
        _cutsBeforeSpaces = model.Rules.Spelling == TokenSpelling.ByteFallback
            && model.Merges.All(merge => model.Tokens[merge.Id] is var token && !HasInnerSpace(token));
    }

    /// <summary>The stretch as the tokens spell text, before the work of Metaspace.</summary>
    public string Normalize(string text)
    {
        text = _rules.IsComposed ? NfcNormalizer.Normalize(text) : text;
        if (_rules.Spelling == TokenSpelling.ByteLevel || _rules.Prefix is not (SpacePrefix.None or SpacePrefix.Every))
        {
            return text;
        }

        text = text.Replace(' ', ByteFallbackTokens.Space);
        return _rules.Prefix == SpacePrefix.Every && text.Length > 0 ? ByteFallbackTokens.Space + text : text;
    }

    /// <summary>The same of a part of a text.</summary>
    public ReadOnlySpan<char> Normalize(string text, int start, int stop) =>
        _rules is { IsComposed: false, Spelling: TokenSpelling.ByteLevel } ? text.AsSpan(start, stop - start) : Normalize(text[start..stop]);

    /// <summary>Whether composition changes a stretch.</summary>
    public bool IsChangedByComposition(string text) => _rules.IsComposed && NfcNormalizer.Normalize(text) != text;

    /// <summary>The parts of a normalized stretch that come from a template.</summary>
    /// <param name="isChanged">Whether composition changed the stretch.</param>
    /// <param name="start">Where it began in the text.</param>
    /// <param name="stop">Where it ended.</param>
    /// <param name="templates">The template's parts of the text.</param>
    /// <param name="length">The text's length.</param>
    public Range[] RangesIn(bool isChanged, int start, int stop, ReadOnlySpan<Range> templates, int length)
    {
        var prefix = _rules is { Spelling: TokenSpelling.ByteFallback, Prefix: SpacePrefix.Every } ? 1 : 0;
        var ranges = new List<Range>();
        foreach (var template in templates)
        {
            var (from, count) = template.GetOffsetAndLength(length);
            var (first, last) = (Math.Max(from, start) - start, Math.Min(from + count, stop) - start);
            if (first == 0 && last == stop - start)
            {
                return [Range.All];
            }

            if (first < last)
            {
                // The space that is set before a stretch goes with its first part.
                ranges.Add((first == 0 ? 0 : first + prefix)..(last + prefix));
            }
        }

        // Composition moves characters; nothing is recognised then where template and content are mixed.
        return isChanged ? [] : [.. ranges];
    }

    /// <summary>Encodes the pieces of a normalized stretch.</summary>
    /// <param name="text">The stretch.</param>
    /// <param name="isFirst">Whether the whole text begins with it.</param>
    /// <param name="encoder">What encodes a piece.</param>
    /// <param name="ids">Where the ids go.</param>
    public void Split(ReadOnlySpan<char> text, bool isFirst, PieceEncoder encoder, List<int> ids)
    {
        if (text.IsEmpty)
        {
            return;
        }

        if (_rules.Spelling == TokenSpelling.ByteLevel)
        {
            _splitter.Split(text, (Encoder: encoder, Ids: ids), static (piece, state) => state.Encoder.Append(piece, state.Ids));
            return;
        }

        var spelled = Spell(text, isFirst);
        var start = 0;
        for (var at = 1; at < spelled.Length; at++)
        {
            if (spelled[at] == ByteFallbackTokens.Space
                && (_rules.SplitsAtSpaces || (_cutsBeforeSpaces && spelled[at - 1] != ByteFallbackTokens.Space)))
            {
                encoder.Append(spelled[start..at], ids);
                start = at;
            }
        }

        encoder.Append(spelled[start..], ids);
    }

    private static bool HasInnerSpace(string? token) => token?.TrimStart(ByteFallbackTokens.Space).Contains(ByteFallbackTokens.Space) == true;

    /// <summary>What Metaspace does: ▁ for spaces, and one before the text where there is none.</summary>
    private ReadOnlySpan<char> Spell(ReadOnlySpan<char> text, bool isFirst)
    {
        if (_rules.Prefix is SpacePrefix.None or SpacePrefix.Every)
        {
            return text;
        }

        var takesPrefix = text[0] is not (' ' or ByteFallbackTokens.Space)
            && (_rules.Prefix == SpacePrefix.EveryWithoutSpace || (_rules.Prefix == SpacePrefix.First && isFirst));
        var spelled = new char[text.Length + (takesPrefix ? 1 : 0)];
        spelled[0] = ByteFallbackTokens.Space;
        text.Replace(spelled.AsSpan(takesPrefix ? 1 : 0), ' ', ByteFallbackTokens.Space);
        return spelled;
    }
}
