using TreasureMarkers.Data;
using TreasureMarkers.Evaluation.Protocols;

namespace TreasureMarkers.Evaluation.Tests;

public sealed class KnowledgeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tm-knowledge-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Paris", "The capital of France is paris.", true)]
    [InlineData("Paris", "A parish in France.", false)]
    [InlineData("Fe", "Its symbol is Fe.", true)]
    [InlineData("Fe", "I fe not know.", false)]
    [InlineData("H2O", "Water is h2o!", true)]
    [InlineData("100", "At 1000 degrees.", false)]
    public void An_answer_is_right_when_an_alias_stands_in_it_as_whole_words(string alias, string text, bool right) =>
        Assert.Equal(right, new KnowledgeQuestion("?", ["never", alias]).IsRight(text));

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("{\"question\": \"a\"}", "line 1 is no question")]
    [InlineData("{\"question\": \"a\", \"answers\": []}", "line 1 is no question")]
    [InlineData("[1]", "line 1 is no JSON object")]
    [InlineData("{", "line 1 is not valid JSON")]
    public void A_file_that_is_no_list_of_questions_is_refused_with_its_line(string content, string says)
    {
        string file = Path.Combine(_folder, "questions.jsonl");
        File.WriteAllText(file, content);
        var e = Assert.Throws<DataFormatException>(() => KnowledgeQuestion.Read(file));
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
        Assert.Contains("answers", e.Message, StringComparison.Ordinal);
    }
}
