using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Sources;

namespace TreasureMarkers.Data.Tests.Building;

public class PromptCuesTests
{
    [Theory]
    [InlineData("What is the capital of Poland?", "German", "QuestionAnswering", false)]
    [InlineData("Wie heißt die Hauptstadt von Polen? Ich möchte es wissen.", "German", "QuestionAnswering", true)]
    [InlineData("What is the capital of Germany?", "German", "QuestionAnswering", false)]
    [InlineData("Answer in German: what is the capital of Poland?", "German", "QuestionAnswering", true)]
    [InlineData("Summarise the following text.\n\nDieser Text handelt von einem alten Haus am Rande der Stadt.", "German", "Summarization", false)]
    [InlineData("Übersetze das bitte: The house is old.", "German", "Translation", false)]
    [InlineData("Translate into German: The house is old.", "German", "Translation", true)]
    [InlineData("日本の首都はどこですか？", "Japanese", "QuestionAnswering", true)]
    public void A_language_is_said_by_its_name_or_by_the_whole_prompt(string prompt, string language, string task, bool said) =>
        Assert.Equal(said, !PromptCues.Missing(Draft(prompt, language, task, null)).Contains("lang"));

    [Theory]
    [InlineData("What is Poland?", "JSON", false)]
    [InlineData("What is Poland? Answer as JSON.", "JSON", true)]
    [InlineData("Was ist Polen? Bitte als Tabelle.", "Tabular", true)]
    [InlineData("Which is larger?\n\nA) Poland\nB) Malta", "MCQAnswer", true)]
    [InlineData("How many are left? Think step by step.", "ChainOfThought", true)]
    [InlineData("How many are left?", "ChainOfThought", false)]
    public void A_format_is_said_by_its_name(string prompt, string format, bool said) =>
        Assert.Equal(said, !PromptCues.Missing(Draft(prompt, "English", "QuestionAnswering", format)).Contains("format"));

    [Theory]
    [InlineData("Write a function that adds two numbers.", "go", false)]
    [InlineData("Write a function in Go that adds two numbers.", "go", true)]
    [InlineData("Write C++ code for this.", "c", false)]
    [InlineData("Write C++ code for this.", "cpp", true)]
    [InlineData("Write JavaScript code for this.", "java", false)]
    public void A_programming_language_is_said_by_its_name(string prompt, string code, bool said) =>
        Assert.Equal(said, !PromptCues.Missing(Draft(prompt, "English", "CodeGeneration", null) with { CodeType = code }).Contains("code_type"));

    [Fact]
    public void A_row_lists_what_its_prompt_does_not_say_beside_what_its_source_requires()
    {
        var row = RowAssembler.Annotate(Draft("What is the capital of Poland?", "German", "QuestionAnswering", null) with
        {
            Answer = "Die Hauptstadt von Polen ist Warschau.",
            Required = ["length_tokens"],
        });
        Assert.Equal(["lang", "length_tokens"], row!.Required!);
    }

    private static RowDraft Draft(string prompt, string language, string task, string? format) =>
        new("k", "g", language, task, null, format, "Others", prompt, "x", ReferenceContext.Origin);
}
