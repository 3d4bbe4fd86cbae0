using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Snapshooter.Xunit3;
using TreasureMarkers.Data.Variants;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Tests.Variants;

/// <summary>Answers of a small chat model to everyday prompts, and what is made of them.</summary>
public sealed class AnswerVariantsTests
{
    private static readonly Provenance Origin = new("SmolLM2-135M-Instruct", "1", "Apache-2.0", "answers.jsonl");
    private static readonly IReadOnlyList<AnsweredPrompt> Answers = [.. File.ReadLines(Path.Combine(Folder(), "answers.jsonl"))
        .Select(line => JsonSerializer.Deserialize<Line>(line, DataFolder.Json)!)
        .Select(line => new AnsweredPrompt(line.Prompt, line.Completion, line.Prompt, Origin)
        {
            Labels = new Dictionary<string, string> { ["source"] = "Synthetic", ["domain"] = "Unspecified" },
        })];

    private static readonly IReadOnlyList<DataRow> Rows = [.. Answers.SelectMany(new AnswerVariants(new VariantOptions { Rows = 12 }).Of)];

    [Fact]
    public void Every_marker_is_what_the_answer_measures_and_labels_are_kept()
    {
        Assert.True(Rows.Count > 6 * Answers.Count);
        foreach (var row in Rows)
        {
            var text = row.Messages[^1].Content;
            Assert.Equal(FormatDetector.Detect(text), row.Markers.GetValueOrDefault("format"));
            Assert.Equal($"{LengthMeasure.Tokens(text)}", row.Markers["length_tokens"]);
            Assert.Equal($"{LengthMeasure.Sentences(text)}", row.Markers["length_sentences"]);
            Assert.Equal($"{LengthMeasure.Paragraphs(text)}", row.Markers["length_paragraphs"]);
            Assert.Equal(("English", "Unspecified"), (row.Markers["lang"], row.Markers["domain"]));
            Assert.All(row.Required ?? [], category => Assert.Contains(category, row.Markers));
            var asked = MarkerSet.Create(MarkerTaxonomy.Default, row.Markers.Where(m => row.Required?.Contains(m.Key) == true && m.Key != "lang"));
            Assert.All(AdherenceMeasure.Measure(asked, text), kept => Assert.True(kept.Met, $"{kept} of {text}"));
        }
    }

    [Fact]
    public void The_first_row_is_plain_and_asks_for_nothing_and_no_text_comes_twice()
    {
        foreach (var rows in Rows.GroupBy(row => row.Group))
        {
            var plain = rows.First();
            Assert.Equal((rows.Key, null), (plain.Messages[0].Content, plain.Required));
            // Code and the like stay as they were written, and have no variants.
            Assert.True(rows.Count() == 1 || !plain.Markers.ContainsKey("format"), plain.Messages[1].Content);
            Assert.Equal(rows.Count(), rows.Select(row => row.Messages[1].Content).Distinct().Count());
        }
    }

    [Fact]
    public void A_variant_is_asked_for_by_the_list_or_by_words_and_never_by_neither()
    {
        var variants = Rows.GroupBy(row => row.Group).SelectMany(rows => rows.Skip(1)).ToList();

        Assert.All(variants, row => Assert.NotEqual(row.Required is null, row.Messages[0].Content == row.Group));
        Assert.InRange(variants.Count(row => row.Required is null) / (double)variants.Count, 0.18, 0.38);
        Assert.InRange(variants.Count(row => !row.Markers.ContainsKey("format")) / (double)variants.Count, 0.4, 0.7);
        Assert.Equal(FormWriter.Formats.Order(), variants.Select(row => row.Markers.GetValueOrDefault("format")).OfType<string>().Distinct().Order());
        Assert.Equal([1, 2, 3, 4, 5], Required("length_sentences").Distinct().Order().Take(5));
        Assert.True(Required("length_tokens").Distinct().Count() > 20);

        List<int> Required(string category) => [.. variants.Where(row => row.Required?.Contains(category) == true).Select(row => int.Parse(row.Markers[category]))];
    }

    [Fact]
    public void Rows_depend_on_prompt_answer_and_seed_alone()
    {
        List<string> Made(IEnumerable<AnsweredPrompt> answers, string seed) => [.. answers
            .SelectMany(new AnswerVariants(new VariantOptions { Rows = 12, Seed = seed }).Of).Select(row => JsonSerializer.Serialize(row, DataFolder.Json)).Order()];

        Assert.Equal(Made(Answers, "a"), Made(Answers.Reverse(), "a"));
        Assert.NotEqual(Made(Answers, "a"), Made(Answers, "b"));
    }

    [Theory]
    [InlineData("Write a poem about autumn.")]
    [InlineData("Why is the sky blue? Answer in two sentences.")]
    [InlineData("Give me a table of the planets.")]
    public void A_prompt_that_asks_for_a_form_itself_gives_its_answer_alone(string prompt)
    {
        var row = Assert.Single(new AnswerVariants(new VariantOptions()).Of(Answers[0] with { Prompt = prompt }));

        Assert.Equal((prompt, Answers[0].Answer.Trim(), null), (row.Messages[0].Content, row.Messages[1].Content, row.Required));
    }

    [Fact]
    public void An_answer_that_speaks_of_the_assistant_gives_no_variants() =>
        Assert.Single(new AnswerVariants(new VariantOptions()).Of(Answers[0] with { Answer = "I'm sorry, as an AI language model I have no hands. You can ask a friend. It helps." }));

    [Fact]
    public void One_list_in_every_format()
    {
        const string Prompt = "What are some tips for saving money?";
        var parsed = ParsedAnswer.Of("""
            Saving money takes practice. Here are some tips:

            1. **Make a budget**: Write down what you earn & spend, which shows where money goes. Check it weekly.
            2. **Cook at home**: Meals cost less than 50% of a restaurant's.
            3. **Wait a day**: Many purchases look needless after a night.

            With time it becomes a habit.
            """)!;
        var written = FormWriter.Formats.SelectMany(format => Enumerable.Range(0, 3).Select(seed =>
        {
            var random = new StableRandom("snapshot", format, $"{seed}");
            return FormWriter.Write(format, Prompt, FormContent.Of(Prompt, parsed, random)!, random);
        })).OfType<string>();

        Snapshot.Match(string.Join("\n\n----\n\n", written.Append(LengthCuts.Whole(parsed, new StableRandom("snapshot")))
            .Concat(LengthCuts.Of(Prompt, parsed, new StableRandom("snapshot")).Select(cut => $"{cut.Tokens}: {cut.Text}"))));
    }

    [Theory]
    [InlineData("```\ncode\n```")]
    [InlineData("Roses are red,\nviolets are blue,\nsugar is sweet\nand so are you")]
    [InlineData("Dear Anna,\n\nThank you for the letter.\n\nSincerely,\nTom")]
    [InlineData("| a | b |\n|---|---|\n| 1 | 2 |")]
    [InlineData("{\"a\": 1}")]
    [InlineData("However, it rained. The street was wet.")]
    [InlineData("")]
    public void What_cannot_be_taken_apart_is_left_whole(string answer) => Assert.Null(ParsedAnswer.Of(answer));

    [Theory]
    [InlineData("The Sun is a star (a ball of gas), which shines day and night.", "The Sun is a star.")]
    [InlineData("Eat fruit every day, such as apples and pears.", "Eat fruit every day.")]
    [InlineData("If it rains, which it often does, stay at home.", null)]
    [InlineData("Rain is wet.", null)]
    public void A_sentence_is_shortened_to_its_main_clause_or_left(string sentence, string? shortened) =>
        Assert.Equal(shortened, LengthCuts.Shortened(sentence));

    [Theory]
    [InlineData("What are some good ways to save money?", "Ways to save money")]
    [InlineData("How can I sleep better?", "How to sleep better")]
    [InlineData("Can you explain photosynthesis?", "Photosynthesis")]
    [InlineData("I have two cats. What is the best food for them?", "Best food for them")]
    [InlineData("?", "Answer")]
    public void A_heading_is_the_prompts_subject(string prompt, string topic) => Assert.Equal(topic, FormContent.TopicOf(prompt));

    [Fact]
    public void Wishes_name_no_number_of_words_and_are_none_of_the_evaluations()
    {
        Assert.True(VariantWishes.All().Count() > 120);
        Assert.DoesNotContain(VariantWishes.All(), wish => Regex.IsMatch(wish, @"\bwords?\b|\bcharacters?\b|\bor less\b"));

        var evaluated = File.ReadAllText(SharedFiles.Require("evaluation", "ifeval.jsonl"));
        Assert.DoesNotContain(
            VariantWishes.All().Where(wish => wish.Split(' ').Length > 5).Select(wish => wish.Replace("{0}", "", StringComparison.Ordinal).Trim(' ', '.', ':', '\n')),
            wish => evaluated.Contains(wish, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Long_answers_stay_on_their_subject_and_say_nothing_twice()
    {
        AnsweredPrompt About(string prompt, string part, int sentences) => new(
            prompt,
            string.Join("\n\n", Enumerable.Range(0, sentences).Select(i => $"The {part} {Word(i)} near {part} {Word((i * 3) + 1)} has {i + 2} {part} {Word((i * 7) + 2)} marks.")),
            prompt, Origin);
        string Word(int i) => Words[i % Words.Length];
        AnsweredPrompt[] answers =
        [
            About("How does a violin work?", "peg", 12), About("Who makes a violin?", "maker", 12), About("What strings does a violin need?", "string", 12),
            About("Where is Portugal?", "coast", 12),
        ];

        var joined = new JoinedAnswers(answers, "seed").Make(1, TestContext.Current.CancellationToken).ToList();

        var violin = Assert.Single(joined, answer => answer.Prompt == "How does a violin work?");
        Assert.StartsWith(answers[0].Answer, violin.Answer, StringComparison.Ordinal);
        Assert.Contains("string", violin.Answer, StringComparison.Ordinal);
        Assert.DoesNotContain("coast", violin.Answer, StringComparison.Ordinal);
        Assert.DoesNotContain(joined, answer => answer.Prompt == "Where is Portugal?");
        var row = Assert.Single(new AnswerVariants(new VariantOptions()).OfLong(violin));
        Assert.Equal("medium", row.Markers["length_bucket"]);
    }

    [Fact]
    public void Whatever_an_answer_is_its_rows_are_true()
    {
        var part = Gen.Elements(
            "1. **A**: b", "- x", "* *", "**Title**", "## Head", "\n", "\n\n", "Here are some:", "It is so.", "The cat sat (on a mat), which was red. ", "a|b", "```",
            "$x$", "<a>", "{", "Step 1: go", "  - inner", "1) one", "Émile saw 3.5 km², 日本。", "\u0000", ":", "I'm sorry");
        var text = Gen.ArrayOf(part).Select(string.Concat);

        Prop.ForAll(text.Zip(text).ToArbitrary(), pair =>
        {
            foreach (var row in new AnswerVariants(new VariantOptions()).Of(new AnsweredPrompt(pair.Item1 + "?", pair.Item2, "g", Origin)))
            {
                Assert.Equal(FormatDetector.Detect(row.Messages[^1].Content), row.Markers.GetValueOrDefault("format"));
                Assert.Equal($"{LengthMeasure.Tokens(row.Messages[^1].Content)}", row.Markers["length_tokens"]);
            }
        }).QuickCheckThrowOnFailure();
    }

    private static readonly string[] Words = ["wood", "bow", "tone", "pitch", "neck", "bridge", "grain", "varnish", "scroll", "music", "ear", "hand", "chin"];

    private static string Folder([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private sealed record Line(string Prompt, string Completion);
}
