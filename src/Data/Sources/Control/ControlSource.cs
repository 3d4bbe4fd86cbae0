using System.Text.Json;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources.Dialogue;
using TreasureMarkers.Data.Sources.IsoCodes;
using TreasureMarkers.Data.Writing;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Data.Sources.Control;

/// <summary>Conversations in which the user asks for other markers and the model calls the functions that set them.</summary>
internal sealed class ControlSource() : PackageSource(
    "control", "function calls that set markers when users ask for it",
    new Dictionary<string, int>
    {
        ["control-set"] = 400,
        ["control-plain"] = 800,
        ["control-answer"] = 150,
        ["control-get"] = 40,
        ["control-list"] = 40,
        ["control-clear"] = 40,
        ["control-clearOne"] = 40,
        ["control-suggest"] = 40,
        ["control-done"] = 60,
        ["control-none"] = 120,
    },
    new SourcePackage("iso-codes"))
{
    private const int RequestsPerLanguage = 330;
    private const int PlainRequestCount = 3_000;

    /// <inheritdoc/>
    protected override IEnumerable<Draft> Read(IReadOnlyList<PackageFolder> folders, SourceContext context)
    {
        var package = folders[0];
        ControlCountry[] countries =
            [.. IsoCodesReader.Read(package.Path, DataLanguage.All).Where(e => e.Kind == "country").Select(e => new ControlCountry(e))];
        foreach (var language in context.Languages.Select(l => l.Name))
        {
            ControlCountry[] known = [.. countries.Where(c => c.IsKnownIn(language))];
            for (var i = 0; i < RequestsPerLanguage && known.Length > 0; i++)
            {
                foreach (var draft in Rows(known, language, i, context.Seed, package.Version))
                {
                    yield return draft;
                }
            }

            for (var i = 0; i < PlainRequestCount && language == "English"; i++)
            {
                var random = new StableRandom(context.Seed, "plain request", i.ToString());
                yield return ControlRows.Plain(PlainRequests.Draw(random, context.Languages), random);
            }
        }
    }

    private static IEnumerable<RowDraft> Rows(ControlCountry[] known, string language, int index, string seed, string version)
    {
        var random = new StableRandom(seed, "control", language, index.ToString());
        var country = random.Pick(known);
        var rows = new ControlRows(language, country, random,
            new Provenance("iso-codes", version, "LGPL-2.1-or-later", country.Entry.Group));
        return rows.Set().Concat(index % 3 == 0 ? rows.Other() : []).Concat(index % 3 == 1 ? [rows.NoCall()] : []);
    }
}

/// <summary>
/// Requests that change how the model answers: the call, then the answer under the new markers; and questions that need no call.
/// </summary>
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
        List<PromptMessage> earlier = [.. AboutCountry()];
        var isCorrection = random.Chance(0.15) && !wishes.IsLabelled;
        if (isCorrection)
        {
            var first = ControlWishes.Draw(_phrases, random);
            earlier.AddRange([new PromptMessage("user", Frame("control.request", 0, first)), ControlCall.Turn(ControlCall.Set(first)),
                ControlCall.Returned(first.Settings), new PromptMessage("assistant", Say("set"))]);
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
        yield return Draft("set", group, prompt) with
        {
            Split = split,
            Earlier = earlier,
            Tools = ControlCall.Offer(random, call.Name),
            Calls = [call]
        };
        if (After(wishes) is { } answer)
        {
            yield return answer with
            {
                Group = group,
                Split = split,
                Prompt = prompt,
                Earlier = earlier,
                Tools = ControlCall.Offer(random, call.Name),
                Between = [ControlCall.Turn(call), ControlCall.Returned(wishes.Settings)]
            };
        }
    }

    /// <summary>A request in plain English, and the call.</summary>
    public static RowDraft Plain(ControlWishes wishes, StableRandom random)
    {
        var group = "control/plain/" + StableHash.Id(wishes.Text);
        var call = ControlCall.Set(wishes);
        return new RowDraft("control-plain", group, "English", "OpenEnded", "Conversation", null, "Synthetic", wishes.Text, "", Provenance.OfProject(group))
        {
            Tools = ControlCall.Offer(random, call.Name),
            Calls = [call],
        };
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
        var draft = Draft(what, group, PromptText.MaybeHasty(random, prompt)) with
        {
            Earlier = [.. AboutCountry()],
            Tools = ControlCall.Offer(random, call.Name)
        };
        yield return draft with { Calls = [call] };
        var answer = what switch { "get" => Listed(wishes), "clear" => Say("cleared"), "clearOne" => Say("clearedOne"), _ => null };
        if (answer is not null)
        {
            PromptMessage returned = ControlCall.Returned(what == "get" ? wishes.Settings : []);
            yield return draft with
            {
                Kind = "control-done",
                Answer = answer,
                Format = FormatDetector.Detect(answer),
                Between = [ControlCall.Turn(call), returned]
            };
        }
    }

    /// <summary>A question that is no request for settings: the functions are there, and none is called.</summary>
    public RowDraft NoCall()
    {
        var aside = random.Chance(0.5) ? new DialogueRows(language, random).Aside() : ((string Question, string Answer)?)null;
        var draft = aside is { } talk
            ? Draft("none", $"control/none/{language}/{talk.Question}", talk.Question) with { Answer = talk.Answer }
            : Draft("none", country.Entry.Group, country.Question(language, random)) with
            {
                Answer = country.Answer(language, null),
                Task = "QuestionAnswering",
                Domain = "SocialSciences",
                Source = "Others"
            };
        return draft with { Tools = ControlCall.Offer(random, MarkerFunctionDefinitions.Set) };
    }

    /// <summary>The country again under the new settings where they allow it: what cannot be kept is not shown.</summary>
    private RowDraft? After(ControlWishes wishes)
    {
        var (lang, format) = (wishes["lang"] ?? language, wishes["format"]);
        var fits = wishes.Settings.All(s => s.Key is "lang" or "format" || s is { Key: "length_bucket", Value: "concise" });
        return fits && _told && country.IsKnownIn(lang) && (format is null || ControlCountry.Formats.Contains(format))
            ? new RowDraft("control-answer", "", lang, "QuestionAnswering", "SocialSciences", format, "Others", "",
                country.Answer(lang, format), origin)
            : null;
    }

    private bool _told;

    private IEnumerable<PromptMessage> AboutCountry()
    {
        _told = random.Chance(0.6);
        return _told ? [new PromptMessage("user", country.Question(language, random)),
            new PromptMessage("assistant", country.Answer(language, null))] : [];
    }

    private string Listed(ControlWishes wishes) =>
        $"{Say("get")}\n" + string.Join('\n', wishes.Settings.Where(s => Labels.Contains(s.Key))
            .Select(s => $"- {_phrases.Word("control.label", s.Key)}: {s.Value}"));

    private string Frame(string key, int index, ControlWishes wishes)
    {
        var text = _phrases.All(key)[index].Replace("{x}", wishes.Text, StringComparison.Ordinal);
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    private string Ask(string what, string x = "") => _phrases.Say(random, "control." + what, ("x", x));

    private string Say(string what) => _phrases.All("answer.control." + what)[0];

    private RowDraft Draft(string kind, string group, string prompt) =>
        new("control-" + kind, group, language, "OpenEnded", "Conversation", null, "Synthetic", prompt, "",
            Provenance.OfProject($"control/{group}"));
}

/// <summary>A country that control requests are about, said in any language and format.</summary>
/// <param name="entry">The country.</param>
internal sealed class ControlCountry(IsoEntry entry)
{
    /// <summary>The formats that it can be said in.</summary>
    public static IReadOnlyList<string> Formats => AnswerFormat.All;

    /// <summary>The country's entry.</summary>
    public IsoEntry Entry => entry;

    /// <summary>Whether its name in the language is known.</summary>
    public bool IsKnownIn(string language) => entry.Names.ContainsKey(language);

    /// <summary>A question for its code.</summary>
    public string Question(string language, StableRandom random) =>
        Phrases.For(language).Say(random, "control.ask", ("x", entry.Names[language]));

    /// <summary>The answer, as a sentence or in a format.</summary>
    public string Answer(string language, string? format)
    {
        var (phrases, name) = (Phrases.For(language), entry.Names[language]);
        if (format is null)
        {
            return phrases.All("answer.control.country")[0].Replace("{x}", name, StringComparison.Ordinal)
                .Replace("{code}", entry.Code, StringComparison.Ordinal);
        }

        (string Key, string? Value)[] values = [("country", name), ("code", entry.Code), ("code3", entry.Code3), ("number", entry.Number)];
        Field[] fields = [.. values.Where(v => v.Value is not null).Select(v => new Field(phrases.Word("control.field", v.Key), v.Value!))];
        return AnswerFormat.Record(format, phrases.Word("control.field", "country"), fields);
    }
}

/// <summary>The marker functions as a row offers and calls them.</summary>
internal static class ControlCall
{
    private static readonly PromptTool[] All = [.. MarkerFunctionDefinitions.For(MarkerTaxonomy.Default)];

    /// <summary>The functions that a row offers: all, or for a shorter prompt some with those that it calls.</summary>
    public static IReadOnlyList<PromptTool> Offer(StableRandom random, params string[] called)
    {
        if (random.Chance(0.5))
        {
            return All;
        }

        var extra = random.Pick(All).Name;
        return [.. All.Where(t => t.Name == extra || called.Contains(t.Name))];
    }

    /// <summary>Sets markers.</summary>
    public static PromptToolCall Set(ControlWishes wishes) => new(MarkerFunctionDefinitions.Set, Object(wishes.Settings));

    /// <summary>A call without arguments.</summary>
    public static PromptToolCall Plain(string name) => new(name, Object([]));

    /// <summary>Removes one marker.</summary>
    public static PromptToolCall Clear(string category) =>
        new(MarkerFunctionDefinitions.Clear,
            JsonSerializer.SerializeToElement(new Dictionary<string, string[]> { ["categories"] = [category] }));

    /// <summary>Infers the markers of a text.</summary>
    public static PromptToolCall Suggest(string text) =>
        new(MarkerFunctionDefinitions.Suggest, JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["text"] = text }));

    /// <summary>An assistant's turn that calls.</summary>
    public static PromptMessage Turn(PromptToolCall call) => new("assistant", "") { ToolCalls = [call] };

    /// <summary>What a call returned: the markers that are set now.</summary>
    public static PromptMessage Returned(IEnumerable<KeyValuePair<string, string>> markers) =>
        new("tool", $$"""{"markers":{{Object(markers).GetRawText()}}}""");

    private static JsonElement Object(IEnumerable<KeyValuePair<string, string>> members) =>
        JsonSerializer.SerializeToElement(members.ToDictionary(m => m.Key, m => m.Value));
}
