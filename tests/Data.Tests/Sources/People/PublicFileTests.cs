using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.People;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Tests.Sources.People;

public sealed class PublicFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_question_is_asked_openly_and_with_its_options()
    {
        var rows = await RowsAsync(
            new TriviaSource(), "open-trivia-qa.jsonl",
            """{"category": "geography", "question": "What is the capital of Spain?", "answer": "Madrid", "options": ["Seville", "Madrid", "Toledo"]}""");
        var open = Assert.Single(rows, r => r.Kind == "trivia-open");
        Assert.Equal("The capital of Spain is Madrid.", open.Answer);
        Assert.Null(open.Format);
        Assert.Equal(["length_tokens"], Assert.Single(rows, r => r.Kind == "trivia-bare").Required);
        var choice = Assert.Single(rows, r => r.Kind == "trivia-choice");
        Assert.Contains(choice.Answer, choice.Prompt, StringComparison.Ordinal);
        Assert.EndsWith(") Madrid", choice.Answer, StringComparison.Ordinal);
        Assert.Equal("MCQAnswer", FormatDetector.Detect(choice.Answer));
        Assert.All(rows, r => Assert.Equal(("uberspot/OpenTriviaQA", "CC-BY-SA-4.0"), (r.Provenance.Package, r.Provenance.Licence)));
    }

    [Theory]
    [InlineData("Who wrote the novel Emma?", "Jane Austen", "Jane Austen wrote the novel Emma.")]
    [InlineData("Which river flows through Vienna?", "Danube", "Danube flows through Vienna.")]
    [InlineData("What is the largest moon of Saturn?", "Titan", "The largest moon of Saturn is Titan.")]
    [InlineData("How many strings are there on a cello?", "Four", "There are four strings on a cello.")]
    [InlineData("Where did the Beatles come from?", "Liverpool", "Liverpool.")]
    public void An_answer_is_a_sentence_where_the_question_allows_it(string question, string answer, string sentence) =>
        Assert.Equal(sentence, TriviaSentence.Of(question, answer, answer == "Four" ? "four" : answer));

    [Theory]
    [InlineData("Which of the following is a fruit?")]
    [InlineData("What is my favourite colour?")]
    [InlineData("Which of these animals is not a mammal?")]
    [InlineData("Snakes are this kind of animals.")]
    public async Task What_needs_its_options_or_a_person_is_not_asked_openly(string question)
    {
        var rows = await RowsAsync(
            new TriviaSource(), "open-trivia-qa.jsonl", $$"""{"category": "animals", "question": "{{question}}", "answer": "Blue", "options": ["Blue", "Apple"]}""");
        Assert.DoesNotContain(rows, r => r.Kind is "trivia-open" or "trivia-bare");
    }

    [Fact]
    public async Task A_worked_problem_is_steps_with_a_closing_answer_and_without_the_files_calculations()
    {
        var rows = await RowsAsync(
            new SchoolProblemSource(), "gsm8k-train.jsonl",
            """{"question": "Ann has 2 bags of 3 apples and eats one. How many are left?", "answer": "She has 2*3=<<2*3=6>>6 apples.\nThen 6-1=<<6-1=5>>5 are left.\n#### 5"}""");
        var steps = Assert.Single(rows, r => r.Kind == "problem-steps");
        Assert.Equal("ChainOfThought", FormatDetector.Detect(steps.Answer));
        Assert.StartsWith("Step 1: She has 2*3=6 apples.\nStep 2: ", steps.Answer, StringComparison.Ordinal);
        Assert.Contains("5", steps.Answer.Split('\n')[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(rows, r => r.Answer.Contains("<<", StringComparison.Ordinal));
        Assert.All(rows.Where(r => r.Kind == "problem-result"), r => Assert.Contains("length_tokens", r.Required));
    }

    [Fact]
    public async Task Marks_of_a_tokenizer_go_and_templates_that_read_badly_are_left_out()
    {
        var rows = await RowsAsync(
            new PromptPoolSource(), "p3-sample.jsonl",
            """{"template": "quoref_Find_Answer", "prompt": "The dog did n't bark , said Ann . Who said that the dog was quiet ?", "completion": "Ann"}""",
            """{"template": "cosmos_qa_no_prompt_text", "prompt": "I 'd knit the band on too tightly , so it curled .", "completion": "None"}""");
        var row = Assert.Single(rows);
        Assert.Equal("The dog didn't bark, said Ann. Who said that the dog was quiet?", row.Prompt);
        Assert.Equal("QuestionAnswering", row.Task);
    }

    [Fact]
    public async Task An_assistants_answer_has_its_language_and_a_program_is_no_answer()
    {
        var rows = await RowsAsync(
            new AssistantSource(), "oasst.jsonl",
            """{"prompt": "Was ist ein Regenbogen?", "completion": "Ein Regenbogen entsteht, wenn das Licht der Sonne in den Tropfen des Regens gebrochen wird und sich in seine Farben teilt."}""",
            """{"prompt": "Add a getter", "completion": "package setting\n\ntype Setting struct {\n\tHost string\n}\n\nfunc (s Setting) GetHost() string {\n\treturn s.Host\n}"}""");
        Assert.Equal("German", Assert.Single(rows).Lang);
    }

    [Fact]
    public async Task A_seed_tasks_input_stands_below_its_instruction()
    {
        var rows = await RowsAsync(
            new SeedTaskSource(), "self-instruct-seeds.jsonl",
            """{"instruction": "Name the opposite.", "instances": [{"input": "cheap", "output": "The opposite of cheap is expensive."}]}""");
        Assert.Equal("Name the opposite.\n\ncheap", Assert.Single(rows).Prompt);
    }

    [Fact]
    public async Task Without_the_folder_it_is_said_where_the_file_comes_from()
    {
        var error = await Assert.ThrowsAsync<SourceException>(() => DraftList.ReadAsync(new TriviaSource(), BaseProfile.Languages));
        Assert.Contains("--sources DIR", error.Message, StringComparison.Ordinal);
        Assert.Contains("github.com/uberspot/OpenTriviaQA", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"category\": 1}", "without the text")]
    [InlineData("[1, 2]", "is no record")]
    [InlineData("{", "is no record")]
    public async Task A_file_of_another_shape_is_refused_in_words(string line, string said)
    {
        var error = await Assert.ThrowsAsync<SourceException>(() => RowsAsync(new TriviaSource(), "open-trivia-qa.jsonl", line));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    /// <summary>The rows of a file of these lines.</summary>
    private async Task<List<RowDraft>> RowsAsync(IDataSource source, string file, params string[] lines)
    {
        var path = Path.Combine(_folder.FullName, file);
        await File.WriteAllLinesAsync(path, lines, TestContext.Current.CancellationToken);
        if (file != "self-instruct-seeds.jsonl")
        {
            await using var gzip = new System.IO.Compression.GZipStream(File.Create(path + ".gz"), System.IO.Compression.CompressionLevel.Fastest);
            await gzip.WriteAsync(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        }

        return [.. (await DraftList.ReadAsync(source, BaseProfile.Languages, _folder.FullName)).Rows];
    }
}
