using TreasureMarkers.Markers;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Data.Shards;

/// <summary>
/// A row as token ids, cut where training decides anew in each epoch what stands there. With the prompt-side marker list it reads
/// Head, BeforeList, the list of some markers, Tail; without it Head, WithoutList, Tail. The completion-side list and the
/// completion follow. A running text has a head and a completion alone.
/// </summary>
/// <param name="Head">What both forms of the prompt begin with.</param>
/// <param name="BeforeList">Stands before a list: the last tokens of the user's text, with the space behind it in models trained here.</param>
/// <param name="WithoutList">Stands there when there is no list: the last tokens of the user's text.</param>
/// <param name="Tail">The prompt behind the list's place, up to the token that begins the answer; empty for running text.</param>
/// <param name="Completion">The answer and the token that ends it.</param>
/// <param name="Markers">Each marker's ids, in the taxonomy's order, without the tokens around the list.</param>
internal sealed record TokenDocument(
    int[] Head, int[] BeforeList, int[] WithoutList, int[] Tail, int[] Completion, IReadOnlyList<int[]> Markers)
{
    /// <summary>Places in <see cref="Markers"/>, ascending, of those that the dropout leaves in the prompt's list.</summary>
    public int[] Required { get; init; } = [];

    /// <summary>Whether it is a running text, not an instruction.</summary>
    public bool IsRunningText => Tail.Length == 0;
}

/// <summary>Turns rows into token ids. Safe to share between threads.</summary>
internal sealed class DocumentEncoder
{
    private readonly BpeTokenizer _tokenizer;
    private readonly MarkerTaxonomy _taxonomy;
    private readonly PromptLayout _layout;
    private readonly int[] _begin;

    /// <summary>Looks up the control and marker tokens.</summary>
    /// <param name="tokenizer">The data folder's, or the base's with the markers' tokens.</param>
    /// <param name="taxonomy">The markers' categories.</param>
    /// <param name="layout">How prompts are written; null for a model that is trained from scratch.</param>
    /// <exception cref="CommandException">The tokenizer lacks a token.</exception>
    public DocumentEncoder(BpeTokenizer tokenizer, MarkerTaxonomy taxonomy, PromptLayout? layout = null)
    {
        (_tokenizer, _taxonomy) = (tokenizer, taxonomy);
        try
        {
            _layout = layout ?? new PromptLayout(tokenizer, taxonomy);
        }
        catch (FormatException e)
        {
            throw new CommandException($"{e.Message} Train it with `tm tokenizer train`.", e);
        }

        _begin = tokenizer.TryGetId(ControlTokens.Begin, out var id) ? [id]
            : tokenizer is { BeginId: { } begin, AddsBegin: true } ? [begin]
            : [];
    }

    /// <summary>The tokens that open and close a marker list.</summary>
    public (int Open, int Close) ListIds => (_layout.Markers.ListOpenId, _layout.Markers.ListCloseId);

    /// <summary>Token ids run from 0 to this, exclusive.</summary>
    public int VocabularySize => _tokenizer.VocabularySize;

    /// <summary>Encodes a running text.</summary>
    public TokenDocument Encode(PretrainRow row) =>
        new(_begin, [], [], [], [.. _tokenizer.EncodeOrdinary(row.Text), _layout.EndId], []);

    /// <summary>Encodes an instruction row.</summary>
    /// <exception cref="CommandException">The row's messages or markers are not what the layout allows.</exception>
    public TokenDocument Encode(DataRow row)
    {
        try
        {
            var markers = MarkerSet.Create(_taxonomy, row.Markers);
            var prompt = row.Messages.SkipLast(1).ToList();
            var bare = _layout.EncodePrompt(prompt, MarkerSet.Empty(_taxonomy), row.Tools);
            int[] completion = [.. _layout.EncodeAnswer(row.Messages[^1]), _layout.EndId];
            if (markers.Count == 0)
            {
                return new TokenDocument(bare[..^1], [], [], bare[^1..], completion, []);
            }

            // No text becomes a list's token: the first of each is the prompt-side list's.
            var full = _layout.EncodePrompt(prompt, markers, row.Tools);
            var (open, close) = (Array.IndexOf(full, ListIds.Open), Array.IndexOf(full, ListIds.Close));
            var tail = full[(close + 1)..];
            if (!bare.AsSpan().EndsWith(tail))
            {
                // The text's end and what follows it share a token where no list parts them: without the list they are parted too.
                bare = [.. full[..open], .. tail];
            }

            var (before, without) = (full[..open], bare[..^tail.Length]);
            var common = before.AsSpan().CommonPrefixLength(without);
            return new TokenDocument(before[..common], before[common..], without[common..], tail, completion, [.. markers.Select(Marker)])
            {
                Required = row.RequiredPlaces(markers),
            };
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new CommandException($"Row '{row.Id}' cannot be used: {e.Message} Build the data folder again.", e);
        }
    }

    private int[] Marker(KeyValuePair<string, string> marker) => _layout.EncodeMarkers(MarkerSet.Create(_taxonomy, [marker]))[1..^1];
}
