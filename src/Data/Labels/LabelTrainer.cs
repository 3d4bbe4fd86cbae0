namespace TreasureMarkers.Data.Labels;

/// <summary>A prompt whose labels somebody knows.</summary>
/// <param name="Prompt">The user's text.</param>
/// <param name="Answer">The answer, or nothing.</param>
/// <param name="Task">A value of <c>task</c>, or null where only the domain is known.</param>
/// <param name="Domain">A value of <c>domain</c>, or null where only the task is known.</param>
/// <param name="Weight">What it counts: <see cref="ByHand"/> where somebody read the prompt, less where a source says it of many.</param>
internal sealed record LabelExample(string Prompt, string Answer, string? Task, string? Domain, double Weight)
{
    /// <summary>The weight of a prompt that somebody read.</summary>
    public const double ByHand = 1;

    /// <summary>Whether somebody read the prompt: only such are measured on.</summary>
    public bool IsByHand => Weight == ByHand;
}

/// <summary>How a classifier does on hand-labelled prompts that it did not learn.</summary>
/// <param name="Prompts">How many prompts there were.</param>
/// <param name="Accuracy">The share whose most probable label is right.</param>
/// <param name="Coverage">The share that is given a label.</param>
/// <param name="AccuracyOfCovered">The share of those whose label is right.</param>
/// <param name="Majority">The share of the most frequent label: what always saying it would give.</param>
internal sealed record LabelFigures(int Prompts, double Accuracy, double Coverage, double AccuracyOfCovered, double Majority);

/// <summary>
/// Learns a <see cref="LabelClassifier"/> by softmax regression (AdaGrad, one thread, in an order of hashes: the same examples give the same
/// weights). Five folds of the hand labels, each predicted by what was learned without it, give the calibration, the threshold and the
/// figures.
/// </summary>
internal static class LabelTrainer
{
    private const int Folds = 5;
    private const int Epochs = 12;
    private const double Rate = 0.5;

    /// <summary>A task shows in few words, which may have large weights; a domain shows in many, each of which says little.</summary>
    private const double DecayOfTask = 2e-5;
    private const double DecayOfDomain = 1e-3;

    /// <summary>A label is given where that makes so many of the labels given right, on prompts that were not learned.</summary>
    private const double WantedAccuracy = 0.87;

    /// <summary>Learns both classifiers.</summary>
    public static (PromptLabels Model, LabelFigures Task, LabelFigures Domain) Train(IReadOnlyList<LabelExample> examples)
    {
        var (task, taskFigures) = Train(examples, example => example.Task, PromptFeatures.OfTask, DecayOfTask);
        var (domain, domainFigures) = Train(examples, example => example.Domain, PromptFeatures.OfDomain, DecayOfDomain);
        return (new PromptLabels(task, domain), taskFigures, domainFigures);
    }

    /// <summary>Learns a classifier without calibration or threshold.</summary>
    /// <param name="texts">What each text shows, its label and its place.</param>
    public static LabelClassifier TrainPlain(IReadOnlyList<(List<Feature> Features, string Label, ulong Order)> texts)
    {
        string[] labels = [.. texts.Select(text => text.Label).Distinct().Order(StringComparer.Ordinal)];
        var regression = new SoftmaxRegression(labels.Length);
        regression.Learn(
            [.. texts.Select(text => new Learned(text.Features, Array.IndexOf(labels, text.Label), 1, null, text.Order)).OrderBy(text => text.Order)],
            Epochs, Rate, DecayOfDomain);
        return regression.Classifier(labels, calibration: 1, threshold: 0);
    }

    /// <summary>Turns log-odds into probabilities, in place.</summary>
    public static void Softmax(double[] sums)
    {
        var (most, total) = (sums.Max(), 0.0);
        for (var i = 0; i < sums.Length; i++)
        {
            total += sums[i] = Math.Exp(sums[i] - most);
        }

        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] /= total;
        }
    }

    private static (LabelClassifier Classifier, LabelFigures Figures) Train(
        IReadOnlyList<LabelExample> examples,
        Func<LabelExample, string?> label,
        Func<string, string, List<Feature>> features,
        double decay)
    {
        string[] labels = [.. examples.Select(label).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        Learned[] all =
        [
            .. examples.Where(example => label(example) is not null)
                .Select(example => new Learned(
                    features(example.Prompt, example.Answer), Array.IndexOf(labels, label(example)), example.Weight,
                    example.IsByHand ? (int)(StableHash.Of("fold", example.Prompt) % Folds) : null, StableHash.Of("order", example.Prompt)))
                .OrderBy(learned => learned.Order),
        ];
        var held = new List<(double[] Sums, int Label)>();
        for (var fold = 0; fold < Folds; fold++)
        {
            var regression = new SoftmaxRegression(labels.Length);
            regression.Learn([.. all.Where(learned => learned.Fold != fold)], Epochs, Rate, decay);
            held.AddRange(all.Where(learned => learned.Fold == fold).Select(learned => (regression.Sums(learned.Features), learned.Label)));
        }

        var calibration = Calibration(held);
        var guesses = held.Select(one =>
        {
            var probabilities = Array.ConvertAll(one.Sums, sum => sum * calibration);
            Softmax(probabilities);
            var best = Array.IndexOf(probabilities, probabilities.Max());
            return (Probability: probabilities[best], IsRight: best == one.Label);
        }).OrderByDescending(guess => guess.Probability).ToList();
        var threshold = Threshold(guesses);
        var given = guesses.Where(guess => guess.Probability >= threshold).ToList();
        var whole = new SoftmaxRegression(labels.Length);
        whole.Learn(all, Epochs, Rate, decay);
        return (
            whole.Classifier(labels, calibration, threshold),
            new LabelFigures(
                held.Count, Share(guesses), (double)given.Count / held.Count, Share(given),
                held.GroupBy(one => one.Label).Max(group => group.Count()) / (double)held.Count));

        static double Share(List<(double Probability, bool IsRight)> guesses) => guesses.Average(guess => guess.IsRight ? 1.0 : 0);
    }

    /// <summary>What log-odds are multiplied by so that the right labels of the held prompts are the most probable.</summary>
    private static double Calibration(List<(double[] Sums, int Label)> held) =>
        Enumerable.Range(2, 39).Select(tenths => tenths / 20.0).MinBy(scale => held.Sum(one =>
        {
            var probabilities = Array.ConvertAll(one.Sums, sum => sum * scale);
            Softmax(probabilities);
            return -Math.Log(Math.Max(probabilities[one.Label], 1e-9));
        }));

    /// <summary>The lowest probability from which on the labels given are right often enough.</summary>
    private static float Threshold(List<(double Probability, bool IsRight)> guesses)
    {
        var (right, threshold) = (0, 1.0);
        for (var i = 0; i < guesses.Count; i++)
        {
            right += guesses[i].IsRight ? 1 : 0;
            threshold = right >= WantedAccuracy * (i + 1) ? guesses[i].Probability : threshold;
        }

        return right >= WantedAccuracy * guesses.Count ? 0 : (float)threshold;
    }
}

/// <summary>An example as the regression sees it.</summary>
/// <param name="Features">What it sees of the text.</param>
/// <param name="Label">The label's index.</param>
/// <param name="Weight">What it counts.</param>
/// <param name="Fold">The fold of a hand label; null for what nobody read.</param>
/// <param name="Order">Its place.</param>
internal sealed record Learned(List<Feature> Features, int Label, double Weight, int? Fold, ulong Order);

/// <summary>Softmax regression over hashed features by AdaGrad, from zero.</summary>
/// <param name="labels">How many labels there are.</param>
internal sealed class SoftmaxRegression(int labels)
{
    private readonly float[] _weights = new float[PromptFeatures.Buckets * labels];
    private readonly float[] _squares = new float[PromptFeatures.Buckets * labels];
    private readonly double[] _bias = new double[labels];

    /// <summary>Goes over the examples so many times.</summary>
    /// <param name="examples">In the order in which they are learned.</param>
    /// <param name="epochs">How often.</param>
    /// <param name="rate">AdaGrad's rate.</param>
    /// <param name="decay">What each weight loses by each step that sees its feature, times the rate.</param>
    public void Learn(IReadOnlyList<Learned> examples, int epochs, double rate, double decay)
    {
        for (var step = 0; step < epochs * examples.Count; step++)
        {
            var example = examples[step % examples.Count];
            var errors = Sums(example.Features);
            LabelTrainer.Softmax(errors);
            errors[example.Label] -= 1;
            for (var label = 0; label < labels; label++)
            {
                _bias[label] -= 0.01 * rate * example.Weight * errors[label];
                foreach (var (bucket, value) in example.Features)
                {
                    var at = (bucket * labels) + label;
                    var gradient = (float)((example.Weight * errors[label] * value) + (decay * _weights[at]));
                    _squares[at] += gradient * gradient;
                    _weights[at] -= (float)rate * gradient / (1e-4f + MathF.Sqrt(_squares[at]));
                }
            }
        }
    }

    /// <summary>Every label's log-odds.</summary>
    public double[] Sums(IReadOnlyList<Feature> features)
    {
        var sums = (double[])_bias.Clone();
        foreach (var (bucket, value) in features)
        {
            for (var label = 0; label < sums.Length; label++)
            {
                sums[label] += _weights[(bucket * labels) + label] * value;
            }
        }

        return sums;
    }

    /// <summary>The classifier in whole numbers.</summary>
    public LabelClassifier Classifier(string[] names, double calibration, float threshold)
    {
        var scale = _weights.Max(Math.Abs) / 127;
        return new LabelClassifier(
            names, Array.ConvertAll(_weights, weight => (sbyte)MathF.Round(weight / scale)), (float)(scale * calibration),
            Array.ConvertAll(_bias, bias => (float)(bias * calibration)), threshold);
    }
}
