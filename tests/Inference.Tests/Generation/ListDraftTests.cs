using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference.Generation;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Inference.Tests.Generation;

public class ListDraftTests
{
    private readonly MarkerVocabulary _markers;
    private readonly ListDraft _draft;

    public ListDraftTests(ModelFolders folders)
    {
        _markers = ModelFolder.Load(folders.Small).Layout.Markers;
        _draft = new ListDraft(_markers);
    }

    [Fact]
    public void NothingIsGuessedBeforeAListWasSeen() => Assert.Empty(_draft.After([_markers.ListOpenId]));

    [Fact]
    public void AListIsGuessedToGoOnLikeTheOnesBefore()
    {
        var list = List(("length_tokens", "12"), ("length_sentences", "1"), ("task", "Explanation"), ("lang", "German"));
        _draft.Learn(list);

        Assert.Equal(list[1..9], _draft.After([_markers.ListOpenId]));
        Assert.Equal(list[^1..], _draft.After(list[..^1]));
        Assert.Equal(list[2..10], _draft.After(list[..2]));
    }

    [Fact]
    public void WhatIsAsLikelyAsNotEndsTheGuess()
    {
        foreach (var lang in new[] { "German", "French", "Dutch" })
        {
            _draft.Learn(List(("task", "Explanation"), ("lang", lang)));
        }

        Assert.Equal([_markers.CategoricalIds("task", "Explanation").Single()], _draft.After([_markers.ListOpenId]));
    }

    [Fact]
    public void DigitsAreThoseOfTheirOwnNumber()
    {
        _draft.Learn(List(("length_tokens", "37"), ("length_sentences", "3")));

        var guess = _draft.After([_markers.ListOpenId, _markers.NumberOpenIds("length_sentences").Single(), _markers.DigitIds['3']]);

        Assert.Equal([_markers.NumberCloseIds("length_sentences").Single(), _markers.ListCloseId], guess);
    }

    [Fact]
    public void OldListsAreOutvotedByNewOnes()
    {
        var (old, recent) = (List(("lang", "German")), List(("lang", "French")));
        Repeat(old, 1000);
        Repeat(recent, 100);

        Assert.Equal(recent[1..], _draft.After([_markers.ListOpenId]));
    }

    private void Repeat(int[] list, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _draft.Learn(list);
        }
    }

    private int[] List(params (string Category, string Value)[] markers)
    {
        var set = MarkerSet.Create(_markers.Taxonomy, markers.Select(m => KeyValuePair.Create(m.Category, m.Value)));
        return [_markers.ListOpenId, .. markers.SelectMany(m => Tokens(m.Category, set[m.Category])), _markers.ListCloseId];
    }

    private IEnumerable<int> Tokens(string category, string value) => _markers.Taxonomy[category].Kind == MarkerKind.Categorical
        ? [_markers.CategoricalIds(category, value).Single()]
        : [_markers.NumberOpenIds(category).Single(), .. value.Select(digit => _markers.DigitIds[digit]), _markers.NumberCloseIds(category).Single()];
}
