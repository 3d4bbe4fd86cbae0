using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Data.Variants;

namespace TreasureMarkers.Data.Tests.Variants;

public sealed class StyleRewriteTests
{
    private const string Answer =
        "Sure! You can't learn a language in a week, but it's easy to get started. Buy a small notebook and look at ten new words every day. "
        + "You should also talk about your day with friends, because that's a really great way to remember the words. "
        + "For instance, you can use \"flash cards\" or watch children's shows. However, it is important to get rid of bad habits. "
        + "It takes a lot of time, and you're going to make numerous errors. Let me know if you have any questions!";

    [Fact]
    public void Formal_has_no_contraction_no_exclamation_and_no_chat()
    {
        var text = StyleRewrite.Formal(Answer, new StableRandom("1"));
        Assert.DoesNotContain("'t", text, StringComparison.Ordinal);
        Assert.DoesNotContain("'re", text, StringComparison.Ordinal);
        Assert.DoesNotContain("!", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Sure", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Let me know", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Informal_contracts_and_uses_everyday_words()
    {
        const string Plain =
            "It is not difficult to purchase a bicycle. You should not discard the numerous components. They are going to assist individuals.";
        string[] texts = [.. Enumerable.Range(0, 40).Select(seed => StyleRewrite.Informal(Plain, new StableRandom($"{seed}")))];
        foreach (var stiff in (string[])["is not", "purchase", "bicycle", "individuals"])
        {
            Assert.True(texts.Count(text => text.Contains(stiff, StringComparison.Ordinal)) < 16, stiff);
        }

        Assert.True(texts.Count(text => text.Contains("isn't", StringComparison.Ordinal)) > 24);
    }

    [Fact]
    public void Quotations_code_and_numbers_stay_and_a_becomes_an()
    {
        foreach (var seed in Enumerable.Range(0, 20))
        {
            var random = new StableRandom($"{seed}");
            var formal = StyleRewrite.Formal("Run `get rid of` 17 times, since \"you can't buy it\" is the rule. It's a great way and a big help.", random);
            Assert.Contains("`get rid of` 17 times", formal, StringComparison.Ordinal);
            Assert.Contains("\"you can't buy it\"", formal, StringComparison.Ordinal);
            Assert.DoesNotContain(" a excellent", formal, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Names_are_left_alone() =>
        Assert.Contains("Best Buy", StyleRewrite.Formal("You can go to Best Buy and buy a phone there.", new StableRandom("1")), StringComparison.Ordinal);

    [Fact]
    public void The_same_seed_gives_the_same_rewrites_and_another_seed_gives_others()
    {
        Assert.Equal(StyleRewrite.Of(Answer, new StableRandom("1")), StyleRewrite.Of(Answer, new StableRandom("1")));
        Assert.True(Enumerable.Range(0, 20).Select(seed => StyleRewrite.Informal(Answer, new StableRandom($"{seed}"))).Distinct().Count() > 10);
    }

    [Fact]
    public void What_is_kept_is_told_apart_by_the_filter_and_by_a_classifier_that_chose_nothing()
    {
        var kept = StyleRewrite.Of(
            "Regular exercise isn't only good for the body. It helps people sleep, and it's a great way to get rid of stress. A lot of doctors say "
            + "that kids should be outside every day, because fresh air boosts the mood. However, many parents don't have enough time. Experts "
            + "usually talk about small steps: a short walk, a bike ride, or a game in the garden. These steps don't cost much, and the results show "
            + "up after a few weeks.",
            new StableRandom("1")).ToDictionary(pair => pair.Style, pair => pair.Text);
        Assert.Equal(["Formal", "Informal"], kept.Keys.Order());
        Assert.True(StyleFilter.Formality(kept["Formal"]) >= StyleFilter.FormalFrom);
        Assert.True(StyleFilter.Formality(kept["Informal"]) <= StyleFilter.InformalUpTo);
        Assert.True(StyleClassifier.Default.Formality(kept["Formal"]) > StyleClassifier.Default.Formality(kept["Informal"]) + 0.15);
    }

    [Theory]
    [InlineData("{\"a\": 1, \"b\": [\"it is not difficult to purchase many things in numerous shops all day\"]}")]
    [InlineData("Use this:\n```python\nprint('it is not difficult to purchase numerous things')\n```\nIt is not difficult at all to do this.")]
    [InlineData("Paris is the capital.")]
    [InlineData("")]
    public void Code_and_what_is_too_short_have_no_rewrite(string answer) => Assert.Empty(StyleRewrite.Of(answer, new StableRandom("1")));

    [Fact]
    public void Any_text_can_be_rewritten() => Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        StyleRewrite.Of(string.Join(" it is not ", Enumerable.Repeat(text.Get, 8)), new StableRandom("1")).All(pair => pair.Text.Length > 0))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void The_table_has_at_least_300_pairs() => Assert.True(StyleTable.Load().Count >= 300, $"{StyleTable.Load().Count}");

    [Fact]
    public void The_classifier_knows_human_texts_of_both_styles()
    {
        Assert.True(StyleClassifier.Default.Formality(
            "The committee was established in 1952 by an act of parliament. Its members are appointed for a period of four years, and the powers "
            + "of the chair were considerably extended in a subsequent reform, which the court confirmed.") > 0.7);
        Assert.True(StyleClassifier.Default.Formality(
            "Oh man, I can't believe you're here! I was just gonna call you, but my phone's dead and I didn't have my charger with me. So what do you "
            + "wanna do tonight?") < 0.3);
    }
}
