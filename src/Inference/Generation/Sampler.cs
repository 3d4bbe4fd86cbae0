using System.Numerics.Tensors;
using TreasureMarkers.Inference.Grammars;
using TreasureMarkers.Models.Configuration;

namespace TreasureMarkers.Inference.Generation;

/// <summary>Chooses the text's tokens from the model's logits. For one answer and one thread.</summary>
internal sealed class Sampler
{
    // exp(0), since the largest logit is subtracted from all.
    private const float LargestWeight = 1;

    private readonly SamplingSettings _settings;
    private readonly int[] _banned;
    private readonly HashSet<int> _seen;
    private readonly Dictionary<int, int> _counts = [];
    private readonly Random _random;
    private readonly float[] _weights;
    private readonly List<int> _kept = [];

    /// <summary>Prepares for one answer.</summary>
    /// <param name="settings">How to choose.</param>
    /// <param name="vocabularySize">Numbers in each row of logits.</param>
    /// <param name="banned">Tokens that text never holds.</param>
    /// <param name="context">Every token before the text, for the repetition penalty.</param>
    public Sampler(SamplingSettings settings, int vocabularySize, int[] banned, IEnumerable<int> context)
    {
        _settings = settings;
        _banned = banned;
        _seen = settings.RepetitionPenalty == 1 ? [] : [.. context];
        _weights = new float[vocabularySize];
        _random = settings.Seed is { } seed ? new Random(HashCode32(seed)) : Random.Shared;
    }

    /// <summary>Chooses the next token and remembers it.</summary>
    /// <param name="logits">The model's logits, which this changes.</param>
    /// <param name="constraint">What the tokens are held to, which takes the chosen one; null for nothing.</param>
    public int Next(Span<float> logits, TokenConstraint? constraint = null)
    {
        foreach (var id in _banned)
        {
            logits[id] = float.NegativeInfinity;
        }

        Penalize(logits);
        var next = Choose(logits);
        if (constraint?.Allows(next) == false)
        {
            // Masking looks at the whole vocabulary, so it waits until the model strays.
            constraint.Mask(logits);
            next = Choose(logits);
        }

        constraint?.Accept(next);
        Remember(next);
        return next;
    }

    private int Choose(ReadOnlySpan<float> logits) =>
        _settings.Temperature == 0 || _settings.TopK == 1 ? TensorPrimitives.IndexOfMax(logits) : Draw(logits);

    private static int HashCode32(long seed) => (int)(seed ^ (seed >> 32));

    private void Penalize(Span<float> logits)
    {
        foreach (var id in _seen)
        {
            logits[id] = logits[id] > 0 ? logits[id] / _settings.RepetitionPenalty : logits[id] * _settings.RepetitionPenalty;
        }

        foreach (var (id, count) in _counts)
        {
            logits[id] -= _settings.PresencePenalty + (_settings.FrequencyPenalty * count);
        }
    }

    private void Remember(int id)
    {
        if (_settings.RepetitionPenalty != 1)
        {
            _seen.Add(id);
        }

        if (_settings.PresencePenalty != 0 || _settings.FrequencyPenalty != 0)
        {
            _counts[id] = _counts.GetValueOrDefault(id) + 1;
        }
    }

    private int Draw(ReadOnlySpan<float> logits)
    {
        // Subtracting the maximum first keeps exp() within a float however small the temperature.
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max(logits), _weights);
        TensorPrimitives.Divide(_weights, _settings.Temperature, _weights);
        TensorPrimitives.Exp(_weights, _weights);
        var total = TensorPrimitives.Sum(_weights);
        Keep(total);
        var kept = 0f;
        foreach (var id in _kept)
        {
            kept += _weights[id];
        }

        var left = _random.NextDouble() * kept;
        foreach (var id in _kept)
        {
            left -= _weights[id];
            if (left < 0)
            {
                return id;
            }
        }

        return _kept[^1];
    }

    /// <summary>Fills the list of candidates, likeliest first where top-k or top-p cut it.</summary>
    private void Keep(float total)
    {
        _kept.Clear();
        if (_settings.TopK > 0 && _settings.TopK < _weights.Length)
        {
            KeepLikeliest(_settings.TopK);
        }
        else
        {
            // All tokens below this weight together hold less than what top-p leaves out, so none of them can be in its set;
            // sorting the few others is what makes top-p cheap.
            KeepAbove(Math.Min((1 - _settings.TopP) / _weights.Length * total, LargestWeight));
        }

        if (_settings.TopP < 1)
        {
            _kept.Sort((a, b) => _weights[a] == _weights[b] ? a.CompareTo(b) : _weights[b].CompareTo(_weights[a]));
            CutAtTopP();
        }
    }

    private void KeepAbove(float floor)
    {
        for (var id = 0; id < _weights.Length; id++)
        {
            if (_weights[id] > 0 && _weights[id] >= floor)
            {
                _kept.Add(id);
            }
        }
    }

    private void KeepLikeliest(int count)
    {
        var likeliest = new PriorityQueue<int, float>(count);
        var lowest = 0f;
        for (var id = 0; id < _weights.Length; id++)
        {
            if (likeliest.Count < count)
            {
                likeliest.Enqueue(id, _weights[id]);
            }
            else if (_weights[id] > lowest)
            {
                likeliest.EnqueueDequeue(id, _weights[id]);
            }
            else
            {
                continue;
            }

            likeliest.TryPeek(out _, out lowest);
        }

        _kept.AddRange(likeliest.UnorderedItems.Select(item => item.Element));
    }

    private void CutAtTopP()
    {
        var total = 0f;
        foreach (var id in _kept)
        {
            total += _weights[id];
        }

        var sum = 0f;
        for (var i = 0; i < _kept.Count; i++)
        {
            sum += _weights[_kept[i]];
            if (sum >= _settings.TopP * total)
            {
                _kept.RemoveRange(i + 1, _kept.Count - i - 1);
                return;
            }
        }
    }
}
