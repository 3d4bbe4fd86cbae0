namespace TreasureMarkers.Data.LanguageId;

/// <summary>Multinomial logistic regression by stochastic gradient descent from given weights, one thread, in the order of the texts.</summary>
/// <param name="weights">One per bucket and language, bucket by bucket; changed in place.</param>
/// <param name="languages">How many languages there are.</param>
/// <param name="scale">What the sum of a text's weights is multiplied by to be a log-odds.</param>
internal sealed class LogisticRegression(float[] weights, int languages, double scale)
{
    private const int Epochs = 5;
    private const double FirstRate = 0.1;

    /// <summary>
    /// Rare languages weigh more: by the square root of how much rarer they are than the most frequent one. The rate
    /// falls to zero in a straight line.
    /// </summary>
    public void Learn(IReadOnlyList<LabelledFeatures> texts)
    {
        var counts = new int[languages];
        foreach (var text in texts)
        {
            counts[text.Language]++;
        }

        var importance = Array.ConvertAll(counts, c => Math.Min(2, Math.Sqrt((double)counts.Max() / Math.Max(1, c))));
        var probabilities = new double[languages];
        for (var step = 0; step < Epochs * texts.Count; step++)
        {
            var text = texts[step % texts.Count];
            Predict(text.Features, probabilities);
            probabilities[text.Language] -= 1;
            var rate = FirstRate * importance[text.Language] * (1 - ((double)step / (Epochs * texts.Count))) * scale;
            Move(text.Features, probabilities, rate);
        }
    }

    private void Predict(ushort[] features, double[] probabilities)
    {
        Array.Clear(probabilities);
        foreach (var feature in features)
        {
            var first = feature * languages;
            for (var l = 0; l < languages; l++)
            {
                probabilities[l] += weights[first + l];
            }
        }

        var (most, sum) = (probabilities.Max(), 0.0);
        for (var l = 0; l < languages; l++)
        {
            sum += probabilities[l] = Math.Exp((probabilities[l] - most) * scale);
        }

        for (var l = 0; l < languages; l++)
        {
            probabilities[l] /= sum;
        }
    }

    private void Move(ushort[] features, double[] errors, double rate)
    {
        if (errors.Max(Math.Abs) < 0.001)
        {
            return;
        }

        foreach (var feature in features)
        {
            var first = feature * languages;
            for (var l = 0; l < languages; l++)
            {
                weights[first + l] -= (float)(rate * errors[l]);
            }
        }
    }
}
