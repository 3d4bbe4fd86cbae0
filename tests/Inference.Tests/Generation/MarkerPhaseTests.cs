using System.Text.RegularExpressions;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Inference.Generation;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Inference.Tests.Generation;

public partial class MarkerPhaseTests(ModelFolders folders)
{
    private static readonly string[] Fixings =
    [
        "", "lang=German", "quality=0.75", "length_tokens=40;lang=French", "task=Explanation;domain=Sciences;style=Formal",
        "quality=1;quality_bucket=1;length_tokens=199;length_sentences=3;length_paragraphs=2",
        "length_paragraphs=12", "length_tokens=7", "length_tokens=0", "length_sentences=1;length_bucket=long",
            "length_tokens=2;length_paragraphs=5",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ListsAndProbabilitiesAreThoseOfASlowReferenceOverRawLogits(bool counting)
    {
        var folder = ModelFolder.Load(counting ? folders.Counting : folders.Small);
        using var model = new ReferenceModel(folder.Path);
        using var scheduler = new Scheduler(ModelFolders.LoadRunner(folder.Path).Runner, queueLength: 0);
        var chosen = new List<InferredMarker>();
        foreach (var prompt in Enumerable.Range(0, 3).Select(i => $"Question {i * 7919}"))
        {
            foreach (var given in Fixings.Select(fixing => Parse(folder, fixing)))
            {
                var ids = folder.Layout.EncodePrompt([new PromptMessage("user", prompt)], given);
                var (written, passes, sequence) = await WriteAsync(scheduler, folder, ids, given);
                var reference = new SlowReference(folder, model, ids, given);
                Assert.Equal(reference.Sequence, sequence);
                Assert.Equal(reference.Positions, passes);
                Assert.Equal(reference.Chosen.Keys, written.Keys);
                foreach (var (category, marker) in written)
                {
                    Assert.Equal(reference.Chosen[category].Value, marker.Value);
                    Assert.Equal(reference.Chosen[category].Probability, marker.Probability, 1e-4);
                    Assert.InRange(marker.Top.Sum(c => c.Probability), 0, 1 + 1e-9);
                    Assert.InRange(marker.Top.Count, 1, 3);
                    Assert.Equal(marker.Top.OrderByDescending(c => c.Probability), marker.Top);
                    chosen.Add(marker);
                }
            }
        }

        // The cases above would show little if the random model never chose, or never wrote a number.
        Assert.Contains(chosen, m => counting ? decimal.TryParse(m.Value, out _) && m.Top.Count == 1 : m.Top.Count == 3);
    }

    [Fact]
    public async Task FixedMarkersCostNoPassOfTheirOwn()
    {
        var (folder, runner) = ModelFolders.LoadRunner(folders.Small);
        using var scheduler = new Scheduler(runner, queueLength: 0);
        var all = MarkerSet.Create(folder.Taxonomy, folder.Taxonomy.Categories.Select(c =>
            KeyValuePair.Create(c.Name, c.Kind == MarkerKind.Categorical ? c.Values[0] : c.Kind == MarkerKind.Integer ? "123" : "0.25")));
        var prompt = folder.Layout.EncodePrompt([new PromptMessage("user", "Hello")], all);
        var (written, passes, sequence) = await WriteAsync(scheduler, folder, prompt, all);
        Assert.Empty(written);
        Assert.Equal(0, passes);
        Assert.Equal([.. prompt, .. folder.Layout.EncodeMarkers(all)], sequence);
    }

    [Fact]
    public async Task AListIsNeverLongerThanItsRoom()
    {
        var (folder, runner) = ModelFolders.LoadRunner(folders.Small);
        using var scheduler = new Scheduler(runner, queueLength: 0);
        var phase = new MarkerPhase(folder.Layout.Markers);
        foreach (var given in Fixings.Select(fixing => Parse(folder, fixing)))
        {
            var prompt = folder.Layout.EncodePrompt([new PromptMessage("user", "Hi")], given);
            Assert.InRange((await WriteAsync(scheduler, folder, prompt, given)).Sequence.Count - prompt.Length, 2,
                phase.MaxListTokens(given));
        }
    }

    [Fact]
    public async Task MarkersThatAreTextAreSpelledWholeAndTheirProbabilitiesAreProductsOfShares()
    {
        var folder = ModelFolder.Load(folders.Spelled);
        var markers = folder.Layout.Markers;
        Assert.Equal(MarkerEncoding.Text, markers.Encoding);
        using var model = new ReferenceModel(folder.Path);
        using var scheduler = new Scheduler(ModelFolders.LoadRunner(folder.Path).Runner, queueLength: 0);
        var checkedValues = 0;
        foreach (var prompt in Enumerable.Range(0, 12).Select(i => $"Question {i * 7919}"))
        {
            foreach (var given in Fixings.Select(fixing => Parse(folder, fixing)))
            {
                var ids = folder.Layout.EncodePrompt([new PromptMessage("user", prompt)], given);
                var (written, _, sequence) = await WriteAsync(scheduler, folder, ids, given);
                var whole = MarkerSet.Create(folder.Taxonomy, written.Select(m => KeyValuePair.Create(m.Key, m.Value.Value))).Merge(given);
                Assert.Equal(folder.Layout.EncodeMarkers(whole), sequence[ids.Length..]);
                foreach (var (category, marker) in written.Where(m => folder.Taxonomy[m.Key].Kind == MarkerKind.Categorical && m.Key != "length_bucket"))
                {
                    Assert.Equal(marker.Value, marker.Top[0].Value);
                    Assert.InRange(marker.Top.Sum(candidate => candidate.Probability), 0, 1 + 1e-9);
                    var before = ids.Concat(folder.Layout.EncodeMarkers(MarkerSet.Create(
                        folder.Taxonomy, whole.TakeWhile(m => m.Key != category)))[..^1]).ToList();
                    Assert.Equal(Share(markers.SpellingsOf(category), marker.Value, before), marker.Probability, 1e-4);
                    checkedValues++;
                }
            }
        }

        Assert.True(checkedValues > 10, $"Only {checkedValues} values were chosen.");

        double Share(IReadOnlyList<MarkerSpelling> spellings, string value, List<int> before)
        {
            var own = spellings.Single(spelling => spelling.Value == value).Ids;
            var share = 1.0;
            for (var i = 0; i < own.Count; i++)
            {
                var forks = spellings.Where(spelling => spelling.Ids.Take(i).SequenceEqual(own.Take(i))).Select(spelling => spelling.Ids[i]).Distinct().ToArray();
                if (forks.Length > 1)
                {
                    var logits = model.Logits([.. before, .. own.Take(i)]);
                    share *= 1 / forks.Sum(fork => Math.Exp(logits[fork] - logits[own[i]]));
                }
            }

            return share;
        }
    }

    private static MarkerSet Parse(ModelFolder folder, string fixing) => MarkerSet.Create(
        folder.Taxonomy,
        fixing.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(f => KeyValuePair.Create(f.Split('=')[0], f.Split('=')[1])));

    /// <summary>Passes are those after the prompt's own, the one that follows the list included.</summary>
    private static async Task<(IReadOnlyDictionary<string, InferredMarker> Written, int Passes, List<int> Sequence)> WriteAsync(
        Scheduler scheduler, ModelFolder folder, int[] prompt, MarkerSet given)
    {
        IReadOnlyDictionary<string, InferredMarker>? written = null;
        Sequence? whole = null;
        await scheduler.WriteAsync(
            prompt,
            folder.Config.ContextLength,
            async sequence =>
            {
                whole = sequence;
                sequence.Add(prompt);
                written = await new MarkerPhase(folder.Layout.Markers).WriteAsync(sequence, given);
                await sequence.LogitsAsync();
            },
            CancellationToken.None);
        return (written!, whole!.Passes - 1, whole.Tokens);
    }

    /// <summary>Writes the list token by token, each time running the whole sequence through a new session.</summary>
    private sealed partial class SlowReference
    {
        private static readonly string[] AllNumbers = [.. Enumerable.Range(0, 1_000_000).Select(n => $"{n}")];
        private readonly ModelFolder _folder;
        private readonly ReferenceModel _model;
        private readonly HashSet<int> _positions = [];

        public SlowReference(ModelFolder folder, ReferenceModel model, int[] prompt, MarkerSet given)
        {
            (_folder, _model) = (folder, model);
            var markers = folder.Layout.Markers;
            Sequence = [.. prompt, markers.ListOpenId];
            var closed = false;
            foreach (var (category, index) in folder.Taxonomy.Categories.Select((c, i) => (c, i)))
            {
                if (given.TryGetValue(category.Name, out var value))
                {
                    var list = folder.Layout.EncodeMarkers(MarkerSet.Empty(folder.Taxonomy).With(category.Name, value));
                    Sequence.AddRange(list[1..^1]);
                    continue;
                }

                if (closed)
                {
                    continue;
                }

                var known = given.Concat(Chosen.Select(c => KeyValuePair.Create(c.Key, c.Value.Value))).ToDictionary();
                var own = Begins(category).Where(id => category.Name != "length_bucket" || AgreesWithTokens(id, known)).ToArray();
                var must = category.Name.StartsWith("length_", StringComparison.Ordinal)
                    && known.Keys.Any(k =>
                        k.StartsWith("length_", StringComparison.Ordinal) && folder.Taxonomy.Categories.Take(index).Any(c => c.Name == k));
                int[] legal = must ? own : [.. own, .. folder.Taxonomy.Categories.Skip(index + 1).SelectMany(Begins), markers.ListCloseId];
                var logits = legal.Length > 1 ? Logits() : new float[folder.Config.VocabularySize];
                var likeliest = legal.MaxBy(id => logits[id]);
                closed = likeliest == markers.ListCloseId;
                if (!own.Contains(likeliest))
                {
                    continue;
                }

                Sequence.Add(likeliest);
                Chosen[category.Name] = category.Kind == MarkerKind.Categorical
                    ? (markers.SpellingsOf(category.Name).Single(v => v.Ids.Single() == likeliest).Value, Share(logits, likeliest, own))
                    : Number(category, known);
            }

            Sequence.Add(markers.ListCloseId);
            _ = Logits();
            Positions = _positions.Count - 1;
        }

        public List<int> Sequence { get; }

        public Dictionary<string, (string Value, double Probability)> Chosen { get; } = [];

        public int Positions { get; }

        [GeneratedRegex(@"^(0|[1-9]\d{0,5})(\.\d{0,2})?$")]
        private static partial Regex DecimalBeginning();

        private static double Share(float[] logits, int id, IEnumerable<int> among) =>
            Math.Exp(logits[id]) / among.Sum(other => Math.Exp(logits[other]));

        private IEnumerable<int> Begins(MarkerCategory category) => category.Kind == MarkerKind.Categorical
            ? _folder.Layout.Markers.SpellingsOf(category.Name).Select(v => v.Ids.Single())
            : [_folder.Layout.Markers.NumberOpenIds(category.Name).Single()];

        private bool AgreesWithTokens(int id, Dictionary<string, string> known) => !known.TryGetValue("length_tokens", out var tokens)
            || _folder.Layout.Markers.CategoricalIds("length_bucket", Bucket(int.Parse(tokens))).Single() == id;

        private static string Bucket(int tokens) => tokens < 300 ? "concise" : tokens <= 1000 ? "medium" : "long";

        /// <summary>Every whole number that a category can be beside the known ones, as digits.</summary>
        private static string[] Numbers(MarkerCategory category, Dictionary<string, string> known)
        {
            int Known(string name, int otherwise) => known.TryGetValue($"length_{name}", out var value) ? int.Parse(value) : otherwise;
            var all = Enumerable.Range(0, AllNumbers.Length);
            var some = category.Name switch
            {
                "length_tokens" => all.Where(n => n >= Known("sentences", 0) && n >= Known("paragraphs", 0)),
                "length_sentences" => all.Where(n =>
                    n <= Known("tokens", n) && (n >= Known("paragraphs", 0) || (n == 0 && Known("paragraphs", 0) == 1))),
                _ => all.Where(n => n <= Math.Max(1, Known("sentences", Known("tokens", n))) && n <= Known("tokens", n)
                    && (n > 0 || Known("tokens", 1) == 0)),
            };
            return [.. (some.Any() ? some : all).Select(n => AllNumbers[n])];
        }

        private (string Value, double Probability) Number(MarkerCategory category, Dictionary<string, string> known)
        {
            var numbers = category.Kind == MarkerKind.Integer ? Numbers(category, known) : [];
            var markers = _folder.Layout.Markers;
            var close = markers.NumberCloseIds(category.Name).Single();
            var text = "";
            var probability = 1.0;
            while (true)
            {
                var legal = markers.DigitIds.Where(d => category.Kind == MarkerKind.Integer
                    ? numbers.Any(n => n.StartsWith(text + d.Key, StringComparison.Ordinal))
                    : CanBe(text + d.Key)).ToDictionary(d => d.Value, d => d.Key);
                var ends = category.Kind == MarkerKind.Integer ? numbers.Contains(text) : text.Length > 0 && text[^1] != '.';
                var options = legal.Keys.Concat(ends ? [close] : []).ToArray();
                var chosen = options[0];
                if (options.Length > 1)
                {
                    var logits = Logits();
                    chosen = options.MaxBy(id => logits[id]);
                    probability *= Share(logits, chosen, options);
                }

                Sequence.Add(chosen);
                if (chosen == close)
                {
                    return (category.Normalize(text), probability);
                }

                text += legal[chosen];
            }
        }

        private static bool CanBe(string text) =>
            text.Count(char.IsAsciiDigit) <= 6 && !(text.EndsWith('.') && text.Length > 6) && DecimalBeginning().IsMatch(text);

        private float[] Logits()
        {
            _positions.Add(Sequence.Count);
            return _model.Logits(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Sequence));
        }
    }
}
