namespace TreasureMarkers.Data.Sources.Control;

/// <summary>Requests for settings as English speakers word them, in many ways: a wish for each setting, put together in a frame.</summary>
internal static class PlainRequests
{
    private static readonly string[] Frames =
    [
        "{x}.", "Please {x}.", "From now on, {x}.", "From now on please {x}.", "Could you {x}?", "Can you {x} from now on?", "I want you to {x}.", "I'd like you to {x}.",
        "For the next answers, {x}.", "{x}, please.", "Would you {x}?", "Set it so that you {x}.", "Change your settings: {x}.", "You should {x} from now on.", "Always {x}.",
        "In this chat, {x}.", "Going forward, {x}.", "I need you to {x}.", "Next time, {x}.", "Kindly {x}.", "{x} from here on.", "{x} for the rest of this conversation.",
        "I prefer it when you {x}.", "Let me ask you to {x}.", "Until I say otherwise, {x}.", "Would you mind? I want you to {x}.", "New rule: {x}.", "{x} in all your answers.",
        "My wish for your answers: {x}.", "It would help me if you {x}.", "Remember to {x}.", "Try to {x} now.",
    ];

    private static readonly Dictionary<string, string[]> Formats = new()
    {
        ["JSON"] = ["answer as JSON", "use JSON", "give me JSON", "reply in JSON format", "output JSON", "format everything as JSON", "respond with JSON"],
        ["XML"] = ["answer as XML", "use XML", "give me XML", "reply in XML format", "output XML", "respond with XML"],
        ["Tabular"] = ["answer as a table", "use a table", "put things in a table", "give me tables", "show your answers in a table", "make a table of it", "use tables"],
        ["Enumeration"] = ["answer as a list", "use a list", "use bullet points", "give me bullet points", "write lists", "list things point by point", "reply with bullet lists"],
        ["Markdown"] = ["use Markdown", "answer in Markdown", "format your answers with Markdown", "write Markdown", "use Markdown headings"],
        ["Latex"] = ["use LaTeX", "answer in LaTeX", "write in LaTeX", "format it as LaTeX", "give me LaTeX"],
        ["ChainOfThought"] = ["think step by step", "explain step by step", "show your reasoning in steps", "answer step by step", "reason step by step"],
        ["MCQAnswer"] = ["answer multiple-choice questions with the option", "answer with the right option", "give multiple-choice answers", "answer as in a multiple-choice test"],
    };

    private static readonly Dictionary<string, string[]> Lengths = new()
    {
        ["concise"] = ["keep it short", "be brief", "answer briefly", "give short answers", "be concise", "keep your answers short", "shorten your answers", "make it shorter"],
        ["medium"] = ["write answers of medium length", "keep a medium length", "answer at medium length", "make your answers neither short nor long"],
        ["long"] = ["write long answers", "go into detail", "give detailed answers", "answer at length", "be more detailed", "make your answers longer", "write more"],
    };

    private static readonly Dictionary<string, string[]> Styles = new()
    {
        ["Formal"] = ["be formal", "use a formal tone", "write formally", "sound more formal", "use formal language", "keep a formal style"],
        ["Informal"] = ["be informal", "use a casual tone", "write informally", "sound more casual", "talk like a friend", "use a relaxed style", "be less formal"],
    };

    private static readonly string[] Languages =
        ["answer in {l}", "reply in {l}", "speak {l}", "use {l}", "switch to {l}", "write in {l}", "respond in {l}", "talk to me in {l}", "answer me in {l}", "continue in {l}"];

    private static readonly string[] Codes = ["write code in {l}", "use {l} for code", "give me {l} code", "show code in {l}", "program in {l}", "code in {l}", "write your code in {l}"];

    /// <summary>A request of one to three settings.</summary>
    /// <param name="random">Draws settings and words.</param>
    /// <param name="languages">The languages that can be wanted.</param>
    public static ControlWishes Draw(StableRandom random, IReadOnlyList<DataLanguage> languages)
    {
        var count = random.Next(10) switch { < 6 => 1, < 9 => 2, _ => 3 };
        var chosen = random.Sample((string[])["lang", "format", "length_bucket", "style", "code_type", "lang", "format"], count + 1).Distinct().Take(count).ToArray();
        // Set in the taxonomy's order, said in any.
        string[] order = ["length_bucket", "code_type", "format", "style", "lang"];
        var settings = order.Where(chosen.Contains).Select(c => KeyValuePair.Create(c, Value(c, random, languages))).ToArray();
        string[] words = [.. random.Sample(settings, settings.Length).Select(s => Words(s.Key, s.Value, random))];
        var joined = words.Length == 1 ? words[0] : string.Join(", ", words[..^1]) + (random.Chance(0.8) ? " and " : ", ") + words[^1];
        var text = random.Pick(Frames).Replace("{x}", joined, StringComparison.Ordinal);
        return new ControlWishes(settings, char.ToUpperInvariant(text[0]) + text[1..], IsLabelled: false);
    }

    private static string Value(string category, StableRandom random, IReadOnlyList<DataLanguage> languages) => category switch
    {
        "lang" => random.Pick(languages).Name,
        "format" => random.Pick([.. Formats.Keys]),
        "length_bucket" => random.Pick([.. Lengths.Keys]),
        "style" => random.Pick([.. Styles.Keys]),
        _ => random.Pick(Markers.MarkerTaxonomy.Default["code_type"].Values),
    };

    private static string Words(string category, string value, StableRandom random) => category switch
    {
        "lang" => random.Pick(Languages).Replace("{l}", value, StringComparison.Ordinal),
        "format" => random.Pick(Formats[value]),
        "length_bucket" => random.Pick(Lengths[value]),
        "style" => random.Pick(Styles[value]),
        _ => random.Pick(Codes).Replace("{l}", CodeText.CodeNames.Of(value), StringComparison.Ordinal),
    };
}
