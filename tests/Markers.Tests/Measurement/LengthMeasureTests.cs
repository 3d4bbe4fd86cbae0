using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Markers.Tests.Measurement;

public class LengthMeasureTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("Hello, world!", 4)]
    [InlineData("It's a well-known fact.", 5)]
    [InlineData("version 1.2.3", 2)]
    [InlineData("end.", 2)]
    [InlineData("日本語です。", 6)]
    [InlineData("Linux用のツール", 6)]
    [InlineData("한국어 문장입니다.", 3)]
    [InlineData("- a\n- b", 4)]
    [InlineData("😀😀", 2)]
    public void Tokens_are_words_unspaced_characters_and_marks(string text, int tokens) =>
        Assert.Equal(tokens, LengthMeasure.Tokens(text));

    [Theory]
    [InlineData(" \n ", 0)]
    [InlineData("one", 1)]
    [InlineData("one\ntwo", 1)]
    [InlineData("one\n\ntwo\n \n\n three", 3)]
    public void Paragraphs_are_parted_by_blank_lines(string text, int paragraphs) =>
        Assert.Equal(paragraphs, LengthMeasure.Paragraphs(text));

    [Theory]
    [InlineData("One. Two! Three?", 3)]
    [InlineData("See e.g. the manual. It helps.", 2)]
    [InlineData("By J. Smith. Version 1.2 works.", 2)]
    [InlineData("これは文です。次の文です。", 2)]
    [InlineData("यह वाक्य है। यह दूसरा है।", 2)]
    [InlineData("ما هذا؟ هذا نص.", 2)]
    [InlineData("- one\n- two", 2)]
    [InlineData("Das geht z.B. so. Gut.", 2)]
    [InlineData("```py\na = 1\nb = 2\n```", 0)]
    [InlineData("Do this.\n```\na = 1\n\nb = 2\n```\nThen rest.", 2)]
    [InlineData("Do this.\n```\na = 1\nb = 2", 1)]
    [InlineData("```a``` is code.\nYes.", 2)]
    [InlineData("...", 0)]
    public void Sentences_end_at_marks_and_lines_but_not_at_abbreviations(string text, int sentences) =>
        Assert.Equal(sentences, LengthMeasure.Sentences(text));

    [Theory]
    [InlineData(299, "concise")]
    [InlineData(300, "medium")]
    [InlineData(1000, "medium")]
    [InlineData(1001, "long")]
    public void Buckets_have_the_papers_bounds(int tokens, string bucket) => Assert.Equal(bucket, LengthMeasure.Bucket(tokens));

    [Fact]
    public void Splitting_loses_nothing_but_space_and_lone_marks() =>
        Prop.ForAll<string>(text =>
        {
            var clean = text ?? "";
            var letters = clean.Where(char.IsLetterOrDigit);
            return SentenceSplitter.Split(clean).SelectMany(s => s).Where(char.IsLetterOrDigit).SequenceEqual(letters);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Two_texts_on_two_lines_count_as_their_sum() =>
        Prop.ForAll<string, string>((a, b) =>
            LengthMeasure.Tokens(a + "\n" + b) == LengthMeasure.Tokens(a ?? "") + LengthMeasure.Tokens(b ?? "")).QuickCheckThrowOnFailure();
}
