using System.Globalization;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Inference.Generation;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Inference.Tests.Generation;

public class MarkerPhaseTests(ModelFolders folders)
{
    private static readonly string[] Fixings =
    [
        "", "lang=German", "quality=0.75", "length_tokens=40;lang=French", "task=Explanation;domain=Sciences;style=Formal",
        "quality=1;quality_bucket=1;length_tokens=199;length_sentences=3;length_paragraphs=2",
        "length_paragraphs=12", "length_tokens=7", "length_tokens=0", "length_sentences=1;length_bucket=long",
            "length_bucket=long", "code_type=python", "task=Explanation", "length_sentences=400", "length_bucket=medium;length_paragraphs=3",
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
                var reference = new SlowReference(folder, model, ids, given, written);
                Assert.Equal(reference.Sequence, sequence);
                // A number's digits are tried in at most one pass each.
                Assert.InRange(passes - reference.Positions, 0, 6 * written.Keys.Count(name => folder.Taxonomy[name].Kind != MarkerKind.Categorical));
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

    /// <summary>
    /// Writes the list token by token, each time running the whole sequence through a new session. Numbers, which
    /// <c>NumberWriterTests</c> is about, are taken over, and held against the limits that the given and the earlier markers set.
    /// </summary>
    private sealed class SlowReference
    {
        private static readonly string[] Buckets = ["concise", "medium", "long"];
        private static readonly string[] CodeTasks = ["CodeGeneration", "CodeFix", "CodeTranslation", "CodeExplanation"];
        private static readonly string[] NoChoice = ["Translation", "CreativeWriting", "Summarization", "Rewrite", "CodeGeneration", "CodeFix", "CodeTranslation"];
        private readonly ModelFolder _folder;
        private readonly ReferenceModel _model;
        private readonly HashSet<int> _positions = [];

        public SlowReference(
            ModelFolder folder, ReferenceModel model, int[] prompt, MarkerSet given, IReadOnlyDictionary<string, InferredMarker> written)
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

                var known = given.Concat(Chosen.Select(c => KeyValuePair.Create(c.Key, c.Value.Value))).ToDictionary();
                var own = Begins(category, known);
                var must = category.Name.StartsWith("length_", StringComparison.Ordinal)
                    && known.Keys.Any(k => k.StartsWith("length_", StringComparison.Ordinal));
                if (own.Length == 0 || (closed && !must))
                {
                    continue;
                }

                int[] legal = must ? own
                    : [.. own, .. folder.Taxonomy.Categories.Skip(index + 1).SelectMany(c => Begins(c, known)), markers.ListCloseId];
                var logits = legal.Length > 1 ? Logits() : new float[folder.Config.VocabularySize];
                var likeliest = legal.MaxBy(id => logits[id]);
                closed |= likeliest == markers.ListCloseId;
                if (!own.Contains(likeliest))
                {
                    continue;
                }

                Sequence.Add(likeliest);
                if (category.Kind == MarkerKind.Categorical)
                {
                    var text = markers.SpellingsOf(category.Name).Single(v => v.Ids.Single() == likeliest).Value;
                    Chosen[category.Name] = (text, Math.Exp(logits[likeliest]) / own.Sum(other => Math.Exp(logits[other])));
                    continue;
                }

                var number = written[category.Name];
                var (least, most) = Range(category.Name, known);
                Assert.InRange(decimal.Parse(number.Value, CultureInfo.InvariantCulture), least, most);
                if (least < most)
                {
                    _positions.Add(Sequence.Count);
                }

                Chosen[category.Name] = (number.Value, number.Probability);
                Sequence.AddRange([.. number.Value.Select(digit => markers.DigitIds[digit]), .. markers.NumberCloseIds(category.Name)]);
            }

            Sequence.Add(markers.ListCloseId);
            _positions.Add(Sequence.Count);
        }

        public List<int> Sequence { get; }

        public Dictionary<string, (string Value, double Probability)> Chosen { get; } = [];

        /// <summary>How many passes behind the prompt's own the choices and the text's first logits take, a number's digits left aside.</summary>
        public int Positions => _positions.Count - 1;

        private static (decimal Least, decimal Most) Range(string category, Dictionary<string, string> known)
        {
            int Known(string name, int otherwise) => known.TryGetValue($"length_{name}", out var value) ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;
            var (fewest, highest) = known.GetValueOrDefault("length_bucket") switch
            {
                "concise" => (0, 299),
                "medium" => (300, 1000),
                "long" => (1001, int.MaxValue),
                _ => (0, int.MaxValue),
            };
            var paragraphs = Known("paragraphs", 0);
            var tokens = Known("tokens", highest);
            return category switch
            {
                "length_tokens" => (Math.Max(fewest, Known("sentences", paragraphs)), highest),
                "length_sentences" => (paragraphs, tokens),
                "length_paragraphs" => (0, Known("sentences", tokens)),
                _ => (0, 1_000_000),
            };
        }

        private int[] Begins(MarkerCategory category, Dictionary<string, string> known) => category.Kind == MarkerKind.Categorical
            ? [.. _folder.Layout.Markers.SpellingsOf(category.Name).Where(v => CanStand(category.Name, v.Value, known)).Select(v => v.Ids.Single())]
            : [_folder.Layout.Markers.NumberOpenIds(category.Name).Single()];

        /// <summary>The default taxonomy's relations between values, written out once more.</summary>
        private static bool CanStand(string category, string value, Dictionary<string, string> known) =>
            (!known.TryGetValue(category, out var same) || same == value) && category switch
            {
                "length_bucket" => known.TryGetValue("length_tokens", out var tokens) ? value == Bucket(int.Parse(tokens, CultureInfo.InvariantCulture))
                    : Order(value) >= Order(Bucket(int.Parse(
                        known.GetValueOrDefault("length_sentences", known.GetValueOrDefault("length_paragraphs", "0")), CultureInfo.InvariantCulture))),
                "task" => (!known.ContainsKey("code_type") || CodeTasks.Contains(value))
                    && (known.GetValueOrDefault("format") != "MCQAnswer" || !NoChoice.Contains(value))
                    && (!known.TryGetValue("domain", out var domain) || domain == "Code" || !CodeTasks.Contains(value)),
                "domain" => value == "Code" || (!known.ContainsKey("code_type") && !CodeTasks.Contains(known.GetValueOrDefault("task"))),
                "code_type" => CodeTasks.Contains(known.GetValueOrDefault("task", CodeTasks[0])) && known.GetValueOrDefault("domain", "Code") == "Code",
                "format" => value != "MCQAnswer" || !NoChoice.Contains(known.GetValueOrDefault("task")),
                _ => true,
            };

        private static string Bucket(int tokens) => tokens < 300 ? "concise" : tokens <= 1000 ? "medium" : "long";

        private static int Order(string bucket) => Array.IndexOf(Buckets, bucket);

        private float[] Logits()
        {
            _positions.Add(Sequence.Count);
            return _model.Logits(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Sequence));
        }
    }
}
