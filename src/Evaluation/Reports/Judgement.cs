using System.Security.Cryptography;
using System.Text;
using TreasureMarkers.Evaluation.Protocols;

namespace TreasureMarkers.Evaluation.Reports;

/// <summary>The judged answers of one model to one experiment.</summary>
internal sealed class Judgement
{
    private const int OthersForChance = 8;
    private const int ExamplesOfArm = 3;
    private const int LongestExample = 700;

    private readonly Experiment _experiment;
    private readonly List<Judged> _judged;

    /// <summary>Judges.</summary>
    /// <param name="trials">The trials of one experiment, each with its answer; at least one.</param>
    /// <param name="subjects">The references; null where there are none.</param>
    public Judgement(IReadOnlyList<(Trial Trial, EvalAnswer Answer)> trials, SubjectIndex? subjects)
    {
        _experiment = trials[0].Trial.Experiment;
        _judged = [.. trials.GroupBy(pair => pair.Trial.Arm).SelectMany(arm => Judge([.. arm], subjects))];
    }

    /// <summary>The table.</summary>
    /// <param name="first">The judged answers of the first model; null for that one.</param>
    /// <param name="firstName">Its name.</param>
    public ExperimentReport Report(Judgement? first, string firstName)
    {
        var cells = _judged.Select(judged => judged.Trial.Cell).Distinct()
            .Select(cell => Cell(cell, judged => judged.Trial.Cell == cell)).ToList();
        if (cells.Count > 1)
        {
            cells.Add(Cell(ExperimentReport.All, _ => true));
        }

        return new ExperimentReport(_experiment, cells, [.. Differences(first, firstName)], [.. Examples()]);
    }

    private static IEnumerable<Judged> Judge(IReadOnlyList<(Trial Trial, EvalAnswer Answer)> arm, SubjectIndex? subjects)
    {
        // Trials of one request share its answer.
        var open = arm.Where(pair => pair.Trial.Open is not null).Select(pair => (Prompt: pair.Trial.Open!, pair.Answer.Text)).Distinct().ToList();
        var says = open.Zip(Content.Say(open)).ToDictionary(pair => pair.First, pair => pair.Second);
        foreach (var (trial, answer) in arm)
        {
            var isSaid = trial.Open is null || says[(trial.Open, answer.Text)];
            var isMet = trial.Meets(answer);
            yield return new Judged(
                trial, answer, isMet && isSaid, trial.Form?.Invoke(answer) ?? isMet, isSaid, trial is { Reference: not null, Open: { } prompt } ? subjects?.IsOn(answer.Text, prompt) : null);
        }
    }

    private static Share Mean(IEnumerable<(string Prompt, int Value)> values) =>
        Bootstrap.Mean([.. values.GroupBy(value => value.Prompt).Select(group => group.Select(value => value.Value).ToArray())]);

    private static Share Mean(IEnumerable<Judged> judged, Func<Judged, bool> counts) =>
        Mean(judged.Select(one => (one.Trial.Prompt, counts(one) ? 1 : 0)));

    private static string Order(Judged judged) => Convert.ToHexString(SHA256.HashData(
        Encoding.UTF8.GetBytes($"{judged.Trial.Cell}\n{judged.Trial.Arm}\n{judged.Trial.Prompt}")));

    private CellReport Cell(string name, Func<Judged, bool> isOf)
    {
        var wishes = _judged.Where(isOf).DistinctBy(judged => (judged.Trial.Cell, judged.Trial.Prompt, judged.Trial.Wish))
            .CountBy(judged => judged.Trial.Wish).Select(pair => pair.Value).ToList();
        return new CellReport(
            name,
            [.. _experiment.Arms.Select(arm => Arm(arm, isOf))],
            wishes.Count > 1 ? (double)wishes.Max() / wishes.Sum() : null);
    }

    private ArmReport Arm(string arm, Func<Judged, bool> isOf)
    {
        List<Judged> all = [.. _judged.Where(judged => judged.Trial.Arm == arm).OrderBy(Order, StringComparer.Ordinal)];
        List<Judged> judged = [.. all.Where(isOf)], subjects = [.. judged.Where(one => one.IsOnSubject is not null)];
        return new ArmReport(
            Mean(judged, one => one.IsKept),
            Mean(judged, one => one.Form),
            Chance(all, isOf),
            subjects.Count == 0 ? null : Mean(subjects, one => one.IsOnSubject == true));
    }

    /// <summary>How often answers to other wishes of an arm, a few for each trial, keep the trial's and say something.</summary>
    private static double? Chance(List<Judged> arm, Func<Judged, bool> isOf)
    {
        List<bool> kept =
        [
            .. arm.Index().Where(pair => isOf(pair.Item)).SelectMany(pair => Enumerable.Range(1, arm.Count - 1)
                .Select(step => arm[(pair.Index + step) % arm.Count])
                .Where(other => other.Trial.Wish != pair.Item.Trial.Wish).Take(OthersForChance)
                .Select(other => other.Says && pair.Item.Trial.Meets(other.Answer))),
        ];
        return kept.Count == 0 ? null : (double)kept.Count(value => value) / kept.Count;
    }

    private IEnumerable<KeyValuePair<string, Share>> Differences(Judgement? first, string firstName)
    {
        var other = _experiment.Arms[0];
        var marked = _experiment.Arms.Contains(Experiment.ByMarkers);
        (string Name, string Arm, Judgement? Other)[] pairs =
        [
            ($"{Experiment.ByMarkers} minus {other}", Experiment.ByMarkers, marked ? this : null),
            ($"{Experiment.ByMarkers} minus {firstName} {other}", Experiment.ByMarkers, marked ? first : null),
            ($"{other} minus {firstName}", other, first),
        ];
        return pairs.Where(pair => pair.Other is not null)
            .Select(pair => KeyValuePair.Create(pair.Name, Difference(pair.Arm, pair.Other!, other)))
            .Where(pair => pair.Value.N > 0);
    }

    /// <summary>How much oftener an arm keeps its wishes than another arm, perhaps of another model, over the pairs of both.</summary>
    private Share Difference(string arm, Judgement other, string otherArm)
    {
        var others = other._judged.Where(one => one.Trial.Arm == otherArm).ToDictionary(one => (one.Trial.Cell, one.Trial.Prompt), one => one.IsKept);
        return Mean(_judged.Where(one => one.Trial.Arm == arm && others.ContainsKey((one.Trial.Cell, one.Trial.Prompt)))
            .Select(one => (one.Trial.Prompt, (one.IsKept ? 1 : 0) - (others[(one.Trial.Cell, one.Trial.Prompt)] ? 1 : 0))));
    }

    private IEnumerable<ExampleReport> Examples() => _experiment.Arms
        .SelectMany(arm => _judged.Where(judged => judged.Trial.Arm == arm).OrderBy(Order, StringComparer.Ordinal)
            .DistinctBy(judged => judged.Trial.Cell).Take(ExamplesOfArm))
        .Select(judged => new ExampleReport(
            judged.Trial.Cell, judged.Trial.Arm, judged.Trial.Request.Messages[^1].Content, Shorten(judged.Answer), judged.IsKept));

    private static string Shorten(EvalAnswer answer)
    {
        var text = answer.Calls is { } calls ? string.Join('\n', calls.Select(call => $"{call.Name}({call.Arguments})")) : answer.Text;
        var inferred = answer.Inferred.Count == 0 ? "" : $"[{string.Join(", ", answer.Inferred.Select(pair => $"{pair.Key} {pair.Value}"))}]\n";
        return inferred + (text.Length <= LongestExample ? text : text[..LongestExample] + "…");
    }

    private sealed record Judged(Trial Trial, EvalAnswer Answer, bool IsKept, bool Form, bool Says, bool? IsOnSubject);
}
