using TreasureMarkers.Data.Sources.CodeText;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.CodeContrast;

/// <summary>
/// Small programming tasks, each solved in every programming language of the taxonomy that fits it, written for this project: what differs
/// between two answers to one request is the language alone, which the list or the words name.
/// </summary>
internal sealed class CodeContrastSource : IDataSource
{
    private static readonly string[] Named =
    [
        "{q} Use {l}.", "{q} In {l}, please.", "In {l}: {q}", "{q} Please write it in {l}.", "{l}: {q}", "{q} I am working with {l}.", "Use {l} for this. {q}",
        "{q} The code should be in {l}.", "{q}\n\nLanguage: {l}", "I need {l} code. {q}", "{q} Show me the {l} code.", "Please answer with {l} code. {q}",
    ];

    private static readonly string[] Ways = ["{q}", "{q}", "{q}", "{q} Please.", "Can you help me? {q}", "{q} Give me the code.", "Code, please: {q}", "{q} Keep it simple."];

    private static readonly string[] Translations =
        ["Translate this code to {l}.", "Rewrite this in {l}:", "How would this look in {l}?", "Port this to {l}, please.", "Convert the following code to {l}:"];

    private static readonly string[] Unnamed = ["Translate this code.", "Rewrite this in the other language:", "Port this, please.", "Convert the following code:"];

    /// <inheritdoc/>
    public string Name => "code-contrast";

    /// <inheritdoc/>
    public string Coverage => "the same small task in several programming languages";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } =
        new Dictionary<string, int> { ["contrast-lever"] = 4_000, ["contrast-named"] = 4_000, ["contrast-translate"] = 2_000 };

    /// <inheritdoc/>
    public Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken cancellationToken)
    {
        foreach (var task in CodeTask.All())
        {
            foreach (var draft in task.Solutions.Keys.SelectMany(code => Rows(task, code, context.Seed)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                sink.Add(draft);
            }
        }

        return Task.FromResult("tasks");
    }

    private static IEnumerable<RowDraft> Rows(CodeTask task, string code, string seed)
    {
        var random = new StableRandom(seed, "contrast", task.Name, code);
        foreach (var wording in task.Wordings)
        {
            var asked = random.Pick(Ways).Replace("{q}", wording, StringComparison.Ordinal);
            yield return Draft("contrast-lever", PromptText.MaybeHasty(random, asked), fenced: false);
            yield return Draft("contrast-named", Fill(random.Pick(Named), wording), fenced: false);
            if (random.Chance(0.5))
            {
                yield return Draft("contrast-lever", asked, fenced: true);
                yield return Draft("contrast-named", Fill(random.Pick(Named), wording), fenced: true);
            }
        }

        // A query and a program of records are no translation of a function.
        foreach (var from in random.Sample([.. task.Solutions.Keys.Where(k => k != code && k is not ("sql" or "cobol"))], code is "sql" or "cobol" ? 0 : 3))
        {
            var wording = random.Chance(0.7) ? Fill(random.Pick(Translations), "") : random.Pick(Unnamed);
            yield return Draft("contrast-translate", CodePrompt.With(random, wording, task.Solutions[from], from), fenced: false) with
            {
                Task = "CodeTranslation",
            };
        }

        string Fill(string frame, string wording) =>
            frame.Replace("{q}", wording, StringComparison.Ordinal).Replace("{l}", CodeNames.Of(code), StringComparison.Ordinal);

        RowDraft Draft(string kind, string prompt, bool fenced) =>
            new(kind, "contrast/" + task.Name, "English", "CodeGeneration", "Code", fenced ? "Markdown" : null, "Synthetic", prompt,
                fenced ? $"```{code}\n{task.Solutions[code]}\n```" : task.Solutions[code], Provenance.OfProject("contrast/" + task.Name))
            {
                CodeType = code,
            };
    }
}

/// <summary>A task in several wordings, with its solution by value of <c>code_type</c>.</summary>
/// <param name="Name">Its name in the resource.</param>
/// <param name="Wordings">How it is asked for.</param>
/// <param name="Solutions">The code by programming language.</param>
internal sealed record CodeTask(string Name, IReadOnlyList<string> Wordings, IReadOnlyDictionary<string, string> Solutions)
{
    private const string Start = "@task ";

    /// <summary>The tasks of the resource: a line <c>@task NAME | WORDING | …</c>, then for each language a line <c>@LANGUAGE</c> and the code.</summary>
    public static IReadOnlyList<CodeTask> All()
    {
        using var stream = typeof(CodeTask).Assembly.GetManifestResourceStream("code-contrast/tasks.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().ReplaceLineEndings("\n").Split(Start, StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }

    private static CodeTask Parse(string text)
    {
        var parts = ("\n" + text).Split("\n@");
        var head = parts[0].Trim().Split(" | ");
        return new CodeTask(head[0], head[1..], parts[1..].Select(p => p.Split('\n', 2)).ToDictionary(p => p[0].Trim(), p => p[1].Trim('\n')));
    }
}
