using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.IsoCodes;

/// <summary>Rows that list entries of one kind: any, or those that begin with a letter.</summary>
/// <param name="entries">The entries that may stand in a list, all of one kind.</param>
/// <param name="language">The answers' language.</param>
/// <param name="context">The build's seed, and its languages for instructions in another one.</param>
/// <param name="version">The version of iso-codes.</param>
/// <param name="split">The split that the lists are for: part of their group.</param>
internal sealed class IsoListRows(
    IReadOnlyList<IsoEntry> entries, string language, SourceContext context, string version, string split)
{
    private static readonly int[] Sizes = [1, 2, 3, 3, 4, 5, 5, 6, 7, 8, 10, 12, 15, 20];
    private readonly StableRandom _random = new(context.Seed, "lists", entries[0].Kind, language, split);
    private readonly Phrases _answer = Phrases.For(language);
    private readonly string _kind = entries[0].Kind;

    /// <summary>So many random lists, and every letter's list in several formats.</summary>
    public IEnumerable<RowDraft> All(int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return Draft("iso-list", $"list.{_kind}", "", _random.Sample(entries, _random.Pick(Sizes)));
        }

        for (var i = 0; i < count / 4 && entries.Count > 60; i++)
        {
            // In order, since a long list at random could only repeat itself.
            var many = _random.Sample(entries, 50 + _random.Next(70)).OrderBy(e => e.Names[language], StringComparer.Ordinal);
            yield return Draft("iso-list-long", $"list.{_kind}", "", [.. many]);
        }

        if (_kind is not ("country" or "language"))
        {
            yield break;
        }

        foreach (var letter in entries.GroupBy(e => e.Names[language][0]).Where(g => char.IsLetter(g.Key)).OrderBy(g => g.Key))
        {
            for (var i = 0; i < 6; i++)
            {
                yield return Draft(
                    "iso-letter", $"letter.{_kind}", letter.Key.ToString(), _random.Sample([.. letter], _random.Pick(Sizes)));
            }
        }
    }

    private RowDraft Draft(string kind, string key, string letter, IsoEntry[] chosen)
    {
        // Two currencies can share a name; a list says it once.
        chosen = [.. chosen.DistinctBy(e => e.Names[language])];
        var format = _random.Chance(0.3) ? null : _random.Chance(0.4) ? "Enumeration" : _random.Pick(AnswerFormat.All);
        // A letter belongs to the answer's language, so such a question is asked in it.
        var phrases = Phrases.For(
            letter.Length > 0 ? language : AskedIn.Language(_random, language, context.Languages));
        var asked = PromptText.MaybeAskFor(_random, phrases, format, phrases.Say(_random, key, ("letter", letter)));
        var withCodes = (format is "Tabular" && kind != "iso-list-long")
            || (format is not null && chosen.Length <= 20 && _random.Chance(0.25));
        IReadOnlyList<Field>[] rows = [.. chosen.Select(e => withCodes
            ? (IReadOnlyList<Field>)[new(_answer.Label(_kind), e.Names[language]), new(_answer.Label("code"), e.Code)]
            : [new(_answer.Label(_kind), e.Names[language])])];
        var answer = format is null
            ? PromptText.Enumerate(language, rows.Select(r => r[0].Value))
            : AnswerFormat.List(format, _answer.Plural(_kind), rows);
        var group = $"iso-codes/lists/{_kind}/{split}";
        var record = string.Join(' ', chosen.Select(e => e.Code));
        return new RowDraft(
            kind, group, language, "QuestionAnswering", entries[0].Domain, format, "Others", asked, answer,
            IsoEntry.Provenance(version, record))
        {
            Split = split,
        };
    }
}
