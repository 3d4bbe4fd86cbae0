using System.Runtime.InteropServices;
using System.Text;

namespace TreasureMarkers.Data.Labels;

/// <summary>What a prompt asks for and what its answer is about, as the taxonomy names it; null where that is not sure enough.</summary>
/// <param name="Task">A value of <c>task</c>, or null.</param>
/// <param name="Domain">A value of <c>domain</c>, or null.</param>
internal readonly record struct PromptLabel(string? Task, string? Domain);

/// <summary>A value and how sure the model is of it.</summary>
/// <param name="Value">The taxonomy's name.</param>
/// <param name="Probability">Between 0 and 1, calibrated on prompts that were not learned.</param>
internal readonly record struct LabelGuess(string Value, double Probability);

/// <summary>
/// Tells the task and the domain of an English prompt from its words and its answer's. <c>tm data prompt-labels</c> makes the embedded
/// model of labels by hand (bench/labels) and of what structured sources say.
/// </summary>
internal sealed class PromptLabels
{
    private const string Header = "TreasureMarkers prompt labels 1";

    private static readonly Lazy<PromptLabels> Embedded = new(() =>
    {
        using var stream = typeof(PromptLabels).Assembly.GetManifestResourceStream("prompt-labels.bin")!;
        return Read(stream);
    });

    private readonly LabelClassifier _task;
    private readonly LabelClassifier _domain;

    /// <summary>Uses these classifiers.</summary>
    public PromptLabels(LabelClassifier task, LabelClassifier domain) => (_task, _domain) = (task, domain);

    /// <summary>The embedded model.</summary>
    public static PromptLabels Default => Embedded.Value;

    /// <summary>
    /// The labels that are sure enough: a missing marker is better than a false one. Deterministic and thread-safe.
    /// </summary>
    /// <param name="prompt">The user's text.</param>
    /// <param name="answer">The answer to it; may be empty.</param>
    public PromptLabel Of(string prompt, string answer)
    {
        var (task, domain) = (Task(prompt, answer), Domain(prompt, answer));
        return new PromptLabel(
            task.Probability >= _task.Threshold ? task.Value : null, domain.Probability >= _domain.Threshold ? domain.Value : null);
    }

    /// <summary>The most probable task.</summary>
    public LabelGuess Task(string prompt, string answer) => _task.Best(PromptFeatures.OfTask(prompt, answer));

    /// <summary>The most probable domain.</summary>
    public LabelGuess Domain(string prompt, string answer) => _domain.Best(PromptFeatures.OfDomain(prompt, answer));

    /// <summary>Reads a model that <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The stream holds no such model.</exception>
    /// <exception cref="EndOfStreamException">The stream is cut short.</exception>
    public static PromptLabels Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        return reader.ReadString() == Header
            ? new PromptLabels(LabelClassifier.Read(reader), LabelClassifier.Read(reader))
            : throw new InvalidDataException("The stream holds no prompt labels of version 1.");
    }

    /// <summary>Writes the model.</summary>
    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Header);
        _task.Write(writer);
        _domain.Write(writer);
    }
}

/// <summary>A linear model over hashed features: per bucket and label one weight, a softmax over the labels' sums.</summary>
/// <param name="Labels">The labels' names.</param>
/// <param name="Weights">Row-major [<see cref="PromptFeatures.Buckets"/>, labels], each times <paramref name="Scale"/>.</param>
/// <param name="Scale">What a weight is multiplied by to be a part of a log-odds; it holds the calibration.</param>
/// <param name="Bias">Per label what is added to its sum.</param>
/// <param name="Threshold">The probability below which no label is given.</param>
internal sealed record LabelClassifier(string[] Labels, sbyte[] Weights, float Scale, float[] Bias, float Threshold)
{
    /// <summary>The most probable label.</summary>
    public LabelGuess Best(IReadOnlyList<Feature> features)
    {
        var probabilities = Probabilities(features);
        var best = Array.IndexOf(probabilities, probabilities.Max());
        return new LabelGuess(Labels[best], probabilities[best]);
    }

    /// <summary>Every label's probability.</summary>
    public double[] Probabilities(IReadOnlyList<Feature> features)
    {
        var sums = Array.ConvertAll(Bias, bias => (double)bias);
        foreach (var (bucket, value) in features)
        {
            for (var label = 0; label < sums.Length; label++)
            {
                sums[label] += Weights[(bucket * sums.Length) + label] * Scale * value;
            }
        }

        LabelTrainer.Softmax(sums);
        return sums;
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static LabelClassifier Read(BinaryReader reader)
    {
        var labels = new string[reader.ReadByte()];
        var bias = new float[labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            (labels[i], bias[i]) = (reader.ReadString(), reader.ReadSingle());
        }

        var (scale, threshold) = (reader.ReadSingle(), reader.ReadSingle());
        var weights = new sbyte[PromptFeatures.Buckets * labels.Length];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(weights.AsSpan()));
        return new LabelClassifier(labels, weights, scale, bias, threshold);
    }

    /// <summary>Writes the classifier.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write((byte)Labels.Length);
        for (var i = 0; i < Labels.Length; i++)
        {
            writer.Write(Labels[i]);
            writer.Write(Bias[i]);
        }

        writer.Write(Scale);
        writer.Write(Threshold);
        writer.Write(MemoryMarshal.AsBytes(Weights.AsSpan()));
    }
}
