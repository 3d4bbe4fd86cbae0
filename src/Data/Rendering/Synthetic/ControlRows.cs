using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Writing;
using TreasureMarkers.Markers.Measurement;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Data.Rendering.Synthetic;

/// <summary>Requests that change how the model answers: the call, then the answer under the new markers; and questions that need no call.</summary>
/// <param name="language">The language that the user asks in.</param>
/// <param name="country">What the conversation is about; its name in the language is known.</param>
/// <param name="random">Draws words and settings.</param>
/// <param name="origin">Where the country comes from.</param>
internal sealed class ControlRows(string language, ControlCountry country, StableRandom random, Provenance origin)
{
    private static readonly string[] Labels = ["lang", "format", "length_bucket", "style", "quality_bucket", "domain", "task", "code_type"];
    private readonly Phrases _phrases = Phrases.For(language);

    /// <summary>A request for settings, now and then a correction of an earlier one, and what follows it.</summary>
    public IEnumerable<RowDraft> Set()
    {
        var wishes = ControlWishes.Draw(_phrases, random);
        List<RowMessage> earlier = [.. AboutCountry()];
        var isCorrection = random.Chance(0.15) && !wishes.IsLabelled;
        if (isCorrection)
        {
            var first = ControlWishes.Draw(_phrases, random);
            earlier.AddRange([new RowMessage("user", Frame("control.request", 0, first)), ControlCall.Turn(ControlCall.Set(first)), ControlCall.Returned(first.Settings), new RowMessage("assistant", Say("set"))]);
        }

        var key = isCorrection ? "control.correct" : "control.request";
        // The last wording is for evaluation alone.
        var last = _phrases.All(key).Count - 1;
        var index = random.Chance(0.04) ? last : random.Next(last);
        var prompt = PromptText.MaybeHasty(random, Frame(key, wishes.IsLabelled && !isCorrection && index != last ? 4 : index, wishes));
        var split = index == last ? DataSplit.Eval : null;
        var group = index == last ? $"control/set/{language}/{key}/last"
            : wishes.Settings.Count == 1 ? $"control/set/{language}/{key}/{index}/{wishes.Combination}"
            : $"control/set/{wishes.Combination}";
        var call = ControlCall.Set(wishes);
        yield return Draft("set", group, prompt) with { Split = split, Earlier = earlier, Tools = ControlCall.Offer(random, call.Name), Calls = [call] };
        if (After(wishes) is { } answer)
        {
            yield return answer with { Group = group, Split = split, Prompt = prompt, Earlier = earlier, Tools = ControlCall.Offer(random, call.Name), Between = [ControlCall.Turn(call), ControlCall.Returned(wishes.Settings)] };
        }
    }

    /// <summary>Requests to see, list, suggest and remove settings, and what follows those that are answered in words.</summary>
    public IEnumerable<RowDraft> Other()
    {
        var wishes = ControlWishes.Draw(_phrases, random);
        var category = random.Pick(wishes.Settings).Key;
        var label = _phrases.Word("control.label", category);
        var asked = country.Question(language, random);
        var what = random.Pick<string>(["get", "list", "clear", "clearOne", "suggest"]);
        var (prompt, call) = what switch
        {
            "get" => (Ask(what), ControlCall.Plain(MarkerFunctionDefinitions.Get)),
            "list" => (Ask(what), ControlCall.Plain(MarkerFunctionDefinitions.List)),
            "clear" => (Ask(what), ControlCall.Plain(MarkerFunctionDefinitions.Clear)),
            "clearOne" => (Ask(what, label), ControlCall.Clear(category)),
            _ => (Ask(what, asked), ControlCall.Suggest(asked)),
        };
        var group = $"control/{what}/{language}/{prompt}";
        var draft = Draft(what, group, PromptText.MaybeHasty(random, prompt)) with { Earlier = [.. AboutCountry()], Tools = ControlCall.Offer(random, call.Name) };
        yield return draft with { Calls = [call] };
        var answer = what switch { "get" => Listed(wishes), "clear" => Say("cleared"), "clearOne" => Say("clearedOne"), _ => null };
        if (answer is not null)
        {
            RowMessage returned = ControlCall.Returned(what == "get" ? wishes.Settings : []);
            yield return draft with { Kind = "control-done", Answer = answer, Format = FormatDetector.Detect(answer), Between = [ControlCall.Turn(call), returned] };
        }
    }

    /// <summary>A question that is no request for settings: the functions are there, and none is called.</summary>
    public RowDraft NoCall()
    {
        var aside = random.Chance(0.5) ? new DialogueRows(language, random).Aside() : ((string Question, string Answer)?)null;
        var draft = aside is { } talk
            ? Draft("none", $"control/none/{language}/{talk.Question}", talk.Question) with { Answer = talk.Answer }
            : Draft("none", country.Entry.Group, country.Question(language, random)) with { Answer = country.Answer(language, null), Task = "QuestionAnswering", Domain = "SocialSciences", Source = "Others" };
        return draft with { Tools = ControlCall.Offer(random, MarkerFunctionDefinitions.Set) };
    }

    /// <summary>The country again under the new settings where they allow it: what cannot be kept is not shown.</summary>
    private RowDraft? After(ControlWishes wishes)
    {
        var (lang, format) = (wishes["lang"] ?? language, wishes["format"]);
        var fits = wishes.Settings.All(s => s.Key is "lang" or "format" || s is { Key: "length_bucket", Value: "concise" });
        return fits && _told && country.IsKnownIn(lang) && (format is null || ControlCountry.Formats.Contains(format))
            ? new RowDraft("control-answer", "", lang, "QuestionAnswering", "SocialSciences", format, "Others", "", country.Answer(lang, format), origin)
            : null;
    }

    private bool _told;

    private IEnumerable<RowMessage> AboutCountry()
    {
        _told = random.Chance(0.6);
        return _told ? [new RowMessage("user", country.Question(language, random)), new RowMessage("assistant", country.Answer(language, null))] : [];
    }

    private string Listed(ControlWishes wishes) =>
        $"{Say("get")}\n" + string.Join('\n', wishes.Settings.Where(s => Labels.Contains(s.Key)).Select(s => $"- {_phrases.Word("control.label", s.Key)}: {s.Value}"));

    private string Frame(string key, int index, ControlWishes wishes)
    {
        var text = _phrases.All(key)[index].Replace("{x}", wishes.Text, StringComparison.Ordinal);
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    private string Ask(string what, string x = "") => _phrases.Say(random, "control." + what, ("x", x));

    private string Say(string what) => _phrases.All("answer.control." + what)[0];

    private RowDraft Draft(string kind, string group, string prompt) =>
        new("control-" + kind, group, language, "OpenEnded", "Conversation", null, "Synthetic", prompt, "", Written.By("control", group));
}
