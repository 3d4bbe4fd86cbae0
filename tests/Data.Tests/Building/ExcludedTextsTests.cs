using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Sources;

namespace TreasureMarkers.Data.Tests.Building;

public sealed class ExcludedTextsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("What is the capital of France?", "Paris.", true)]
    [InlineData("what is the capital of france", "Paris.", true)]
    [InlineData("Quick question: What is the capital of France? Answer as JSON.", "Paris.", true)]
    [InlineData("France: which city is its capital?", "Paris.", true)]
    [InlineData("Which city do people in France love most?", "Paris.", true)]
    [InlineData("What is the capital of Poland?", "Warsaw.", false)]
    [InlineData("Who wrote about a river in France?", "A poet.", false)]
    public void A_question_and_the_same_fact_asked_otherwise_are_excluded(string prompt, string answer, bool excluded)
    {
        var lists = Lists("""{"question": "What is the capital of France?", "answers": ["Paris"]}""");
        Assert.Equal(excluded, lists.Covers(Draft(prompt, answer)));
    }

    [Fact]
    public void The_plain_question_decides_where_a_prompt_is_in_another_language()
    {
        var lists = Lists("""{"question": "What is the capital of France?", "answers": ["Paris"]}""");
        var draft = Draft("Was ist die Hauptstadt von Frankreich?", "Paris");
        Assert.False(lists.Covers(draft));
        Assert.True(lists.Covers(draft with { Fact = "capital France" }));
    }

    [Fact]
    public void Thirteen_words_in_a_row_are_excluded_wherever_they_stand()
    {
        const string Words = "the quick brown fox jumps over the lazy dog and then it sleeps well";
        var lists = Lists($$"""{"prompt": "Tell me why {{Words}}."}""");
        Assert.True(lists.Covers(Draft("Continue.", "Once upon a time " + Words + " until noon.")));
        Assert.True(lists.Shares("And so " + Words));
        Assert.False(lists.Covers(Draft("Continue.", "The quick brown fox jumps over the lazy dog.")));
    }

    [Fact]
    public void Without_lists_nothing_is_excluded() =>
        Assert.False(ExcludedTexts.Read([], TestContext.Current.CancellationToken).Covers(Draft("What is the capital of France?", "Paris.")));

    [Fact]
    public void What_is_no_list_is_refused_in_words()
    {
        Assert.Contains("There is no 'gone.jsonl' to exclude", Assert.Throws<DataFormatException>(
            () => ExcludedTexts.Read(["gone.jsonl"], TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Contains("line 2 is no JSON record", Assert.Throws<DataFormatException>(() => Lists("{}", "nothing")).Message, StringComparison.Ordinal);
    }

    private static RowDraft Draft(string prompt, string answer) =>
        new("k", "g", "English", "QuestionAnswering", null, null, "Others", prompt, answer, ReferenceContext.Origin);

    private ExcludedTexts Lists(params string[] lines)
    {
        File.WriteAllLines(Path.Combine(_folder.FullName, "list.jsonl"), lines);
        return ExcludedTexts.Read([_folder.FullName], TestContext.Current.CancellationToken);
    }
}
