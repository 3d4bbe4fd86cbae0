using System.Globalization;

namespace TreasureMarkers.Data.Variants;

/// <summary>
/// Wishes in English words for a form or a length. None states a number of words, which the evaluation's length protocol does, and none
/// is a wording of IFEval.
/// </summary>
internal static class VariantWishes
{
    private static readonly string[] Behind =
    [
        "Answer as {0}.", "Reply as {0}.", "Respond as {0}.", "Give the answer as {0}.", "Please answer as {0}.", "Write it as {0}.",
        "Write your answer as {0}.", "I'd like it as {0}.", "I want {0}.", "I need {0}.", "Make it {0}.", "Use {0}.", "Return {0}.",
        "Show it as {0}.", "Present it as {0}.", "Put it into {0}.", "Could you give it to me as {0}?", "Can I have that as {0}?",
        "As {0}, please.", "{0}, please.", "Format: {0}.", "Output: {0}", "Output format: {0}", "Only {0}.", "Just {0}.", "Nothing but {0}.",
        "It should be {0}.", "The answer should be {0}.", "Lay it out as {0}.", "Send it back as {0}.", "Turn your answer into {0}.",
        "Set it out as {0}.", "as {0}", "(as {0})", "(answer as {0})", "(format: {0})", "I'd prefer {0}.", "{0} would be best.",
        "Best as {0}.", "Please use {0}.", "Please give me {0}.", "Kindly reply as {0}.", "I will read it as {0}.",
    ];

    private static readonly string[] Before =
    [
        "As {0}: ", "Answer as {0}: ", "Reply as {0}: ", "Please answer as {0}. ", "Answer this as {0}. ", "Give me {0}. ", "Using {0}: ",
        "Write {0} for this. ", "I need {0} for this: ", "Answer the next question as {0}. ", "Respond as {0}.\n\n", "Format: {0}\n\n",
        "Output format: {0}\n\n", "Make {0} of your answer. ", "[{0}] ", "Please reply as {0}: ", "Write your answer as {0}.\n\n",
    ];

    private static readonly Dictionary<string, string[]> Forms = new()
    {
        ["JSON"] = ["JSON", "JSON", "valid JSON", "plain JSON", "a JSON document", "JSON data", "raw JSON"],
        ["XML"] = ["XML", "XML", "an XML document", "valid XML", "well-formed XML", "XML markup", "an XML snippet"],
        ["Tabular"] = ["a table", "a table", "a Markdown table", "a small table", "a simple table", "a clear table", "a table with columns"],
        ["Bullets"] = ["a list", "a bullet list", "bullet points", "a bulleted list", "a simple list", "a list with bullets"],
        ["Numbers"] = ["a list", "a numbered list", "an ordered list", "a list with numbers", "numbered points"],
        ["Markdown"] = ["Markdown", "Markdown", "formatted Markdown", "a Markdown document", "Markdown with a heading", "a Markdown note"],
        ["Latex"] = ["LaTeX", "LaTeX", "LaTeX code", "a LaTeX snippet", "LaTeX source", "LaTeX markup"],
        ["MCQAnswer"] = ["a multiple-choice option", "one option with its letter", "a lettered option", "option A"],
    };

    private static readonly string[] Reasoning =
    [
        "think step by step", "reason step by step", "go step by step", "work through it step by step", "explain it step by step",
        "answer step by step", "take it one step at a time", "show the steps", "show each step", "write down the steps",
        "show your reasoning in steps", "lead me there step by step", "break it into steps", "lay out the steps and then conclude",
        "go through the steps and end with a conclusion",
    ];

    private static readonly string[] Short =
    [
        "keep it short", "be brief", "answer briefly", "make it short", "be concise", "keep it brief", "give me the short version",
        "a short answer is enough", "just the essentials", "in short", "short answer only", "make it quick", "get to the point",
        "a quick answer will do", "no long explanations", "only the key point",
    ];

    private static readonly string[] Long =
    [
        "explain in detail", "give a detailed answer", "go into detail", "be thorough", "write a long answer", "tell me everything important",
        "take your time and explain fully", "I want a long answer", "I'd like a thorough explanation", "give me the long version",
        "cover it in depth", "answer at length", "a detailed answer, not a short one", "describe it fully", "give a comprehensive answer",
        "elaborate on it",
    ];

    private static readonly string[] Counted =
    [
        "answer in {0}", "reply in {0}", "respond in {0}", "in {0}", "use {0}", "write {0}", "give me {0}", "say it in {0}", "keep it to {0}",
        "I want {0}", "{0} only", "just {0}", "put it in {0}", "make it {0}", "explain it in {0}", "limit yourself to {0}", "exactly {0}",
        "tell me in {0}", "sum it up in {0}",
    ];

    private static readonly string[] AtMost = ["no more than {0}", "at most {0}", "use at most {0}", "keep it within {0}", "up to {0}", "not more than {0}"];

    /// <summary>The numbers from one to ten in words.</summary>
    public static IReadOnlyList<string> Numbers { get; } = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    /// <summary>A prompt that also asks for a format.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="format">The taxonomy's format.</param>
    /// <param name="answer">The answer in that format, which tells a bulleted list from a numbered one.</param>
    /// <param name="random">Draws the wording and its place.</param>
    public static string Form(string prompt, string format, string answer, StableRandom random)
    {
        if (format == "ChainOfThought")
        {
            return Place(prompt, random.Pick(Reasoning), random);
        }

        var noun = random.Pick(Forms[format != "Enumeration" ? format : answer.Contains("1. ", StringComparison.Ordinal) || answer.Contains("1) ", StringComparison.Ordinal) ? "Numbers" : "Bullets"]);
        if (random.Chance(0.15) && prompt.EndsWith('?'))
        {
            return $"{prompt[..^1]} as {noun}?";
        }

        if (random.Chance(0.25))
        {
            return Fill(random.Pick(Before), noun) + prompt;
        }

        return Behindhand(prompt, Fill(random.Pick(Behind), noun), random);
    }

    /// <summary>A prompt that also asks for a number of items.</summary>
    public static string Items(string prompt, string format, int count, string many, StableRandom random)
    {
        var number = Number(count, random);
        var noun = (format, random.Next(3)) switch
        {
            ("Tabular", 0) => $"a table of {number} {many}",
            ("Tabular", _) => $"a table with {number} rows",
            ("ChainOfThought", _) => $"{number} steps",
            ("Enumeration", 0) => $"a list of {number} {many}",
            ("Enumeration", 1) => $"a list with {number} entries",
            ("Enumeration", _) => $"{number} bullet points",
            (_, 0) => $"{Fill("{0}", Forms[format][0])} with {number} {many}",
            _ => $"{Forms[format][0]} with {number} entries",
        };
        return random.Chance(0.2) ? Fill(random.Pick(Before), noun) + prompt : Behindhand(prompt, Fill(random.Pick(Behind), noun), random);
    }

    /// <summary>A prompt that also asks for a number of sentences or paragraphs.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="count">How many.</param>
    /// <param name="unit">The unit in the singular.</param>
    /// <param name="random">Draws the wording and its place.</param>
    public static string Count(string prompt, int count, string unit, StableRandom random)
    {
        var amount = count == 1 && random.Chance(0.3) ? $"a single {unit}" : $"{Number(count, random)} {unit}{(count == 1 ? "" : "s")}";
        return Place(prompt, Fill(count > 1 && random.Chance(0.15) ? random.Pick(AtMost) : random.Pick(Counted), amount), random);
    }

    /// <summary>A prompt that also asks for a short answer.</summary>
    public static string Briefly(string prompt, StableRandom random) => Place(prompt, random.Pick(Short), random);

    /// <summary>A prompt that also asks for a long answer.</summary>
    public static string AtLength(string prompt, StableRandom random) => Place(prompt, random.Pick(Long), random);

    /// <summary>All wordings of a wish, for those who check them.</summary>
    internal static IEnumerable<string> All() =>
        [.. Behind, .. Before, .. Forms.Values.SelectMany(f => f), .. Reasoning, .. Short, .. Long, .. Counted, .. AtMost];

    private static string Number(int count, StableRandom random) =>
        count <= Numbers.Count && random.Chance(0.7) ? Numbers[count - 1] : count.ToString(CultureInfo.InvariantCulture);

    /// <summary>A wish as a sentence of its own, before or behind, polite or terse, or within the sentence.</summary>
    private static string Place(string prompt, string wish, StableRandom random)
    {
        var asked = random.Next(9) switch
        {
            0 => $"Please {wish}.",
            1 or 2 => $"{Upper(wish)}, please.",
            3 => $"{wish}",
            4 => $"({wish})",
            5 => $"{Upper(wish)}!",
            _ => $"{Upper(wish)}.",
        };
        if (asked.StartsWith("Please", StringComparison.Ordinal) && !char.IsLower(wish[0]))
        {
            asked = $"{wish}, please.";
        }

        return random.Chance(0.25) ? $"{Upper(wish)}{(random.Chance(0.5) ? ":" : ".")} {prompt}" : Behindhand(prompt, asked, random);
    }

    private static string Behindhand(string prompt, string wish, StableRandom random)
    {
        var isOpen = char.IsLetterOrDigit(prompt[^1]);
        var text = isOpen && !wish.StartsWith('(') && char.IsUpper(wish[0]) ? prompt + "." : prompt;
        return text + (prompt.Contains('\n', StringComparison.Ordinal) || random.Chance(0.15) ? "\n\n" : random.Chance(0.08) ? "\n" : " ") + wish;
    }

    private static string Fill(string wording, string noun) =>
        Upper(wording.Replace("{0}", wording.StartsWith("{0}", StringComparison.Ordinal) ? Upper(noun) : noun, StringComparison.Ordinal), wording);

    private static string Upper(string text, string? like = null) =>
        text.Length > 0 && (like is null || char.IsUpper(like[0])) ? char.ToUpperInvariant(text[0]) + text[1..] : text;
}
