using TreasureMarkers.Models;
using static TorchSharp.torch;

namespace TreasureMarkers.Training;

/// <summary>How texts are sampled.</summary>
/// <param name="Temperature">What logits are divided by; 0 takes the likeliest token.</param>
/// <param name="TopP">Of the likeliest tokens, those that together have this share of the probability; above 0, 1 for all.</param>
/// <param name="MostTokens">The most tokens that are written behind a prompt.</param>
internal sealed record SamplerOptions(double Temperature, double TopP, int MostTokens);

/// <summary>A text that was sampled.</summary>
/// <param name="Tokens">What stands behind the prompt, without the token that ended it.</param>
/// <param name="IsEnded">Whether the model ended it; else there was no more room.</param>
internal sealed record SampledText(int[] Tokens, bool IsEnded);

/// <summary>
/// Samples many texts at once with a decoder. All rows step together from the first token on: where a prompt is not over yet, its token
/// is taken in place of a sampled one, so that there is neither padding nor a mask; prompts of like lengths cost least. The choice stays
/// on the device, which is asked now and then who has ended. A row's draws are decided by its own seed and by nothing else, so that its
/// text depends on the rows beside it by rounding alone.
/// </summary>
/// <param name="model">In training or not; its weights stay as they are.</param>
/// <param name="endIds">The tokens that end a text.</param>
internal sealed class Sampler(Decoder model, IReadOnlyList<int> endIds)
{
    private readonly Decoder _model = model;
    private readonly IReadOnlyList<int> _endIds = endIds;

    /// <summary>Choices beyond these are never taken: sorting the whole vocabulary would cost more than the model.</summary>
    private const int MostChoices = 256;

    /// <summary>How often the device is asked who has ended.</summary>
    private const int StepsBetweenLooks = 16;

    /// <summary>Rows are moved together when no more than this share of them still goes on.</summary>
    private const double ShareWorthMoving = 0.75;

    /// <summary>Writes on behind prompts.</summary>
    /// <param name="prompts">None empty; to those that fill the model's context nothing is written.</param>
    /// <param name="seeds">One for each prompt.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Stops between two tokens.</param>
    public SampledText[] Write(IReadOnlyList<int[]> prompts, IReadOnlyList<long> seeds, SamplerOptions options, CancellationToken cancellationToken)
    {
        var results = Enumerable.Repeat(new SampledText([], IsEnded: false), prompts.Count).ToArray();
        int[] places = [.. Enumerable.Range(0, prompts.Count).Where(i => prompts[i].Length < _model.Shape.MaxPositionEmbeddings)];
        if (places.Length > 0)
        {
            var written = WriteFitting([.. places.Select(i => prompts[i])], [.. places.Select(i => seeds[i])], options, cancellationToken);
            for (var i = 0; i < places.Length; i++)
            {
                results[places[i]] = written[i];
            }
        }

        return results;
    }

    /// <summary>Chooses the next tokens.</summary>
    /// <param name="logits">[rows, vocabulary].</param>
    /// <param name="draws">Uniform in [0, 1), fp32 [rows].</param>
    /// <param name="options">How.</param>
    /// <returns>int64 [rows].</returns>
    internal static Tensor Choose(Tensor logits, Tensor draws, SamplerOptions options)
    {
        if (options.Temperature == 0)
        {
            return logits.argmax(1);
        }

        var choices = Math.Min(MostChoices, logits.shape[1]);
        var (values, ids) = logits.topk((int)choices, 1, largest: true, sorted: true);
        var share = values.to_type(ScalarType.Float32).div(options.Temperature).softmax(1);
        var sums = share.cumsum(1);
        // A choice stays while those before it do not reach the share yet.
        var kept = share.mul(sums.sub(share).lt(options.TopP)).sum([1L], keepdim: true);
        var place = sums.le(draws.unsqueeze(1).mul(kept)).sum([1L], keepdim: true).clamp_(max: choices - 1);
        return ids.gather(1, place).squeeze(1);
    }

    private SampledText[] WriteFitting(
        IReadOnlyList<int[]> prompts, IReadOnlyList<long> seeds, SamplerOptions options, CancellationToken cancellationToken)
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        var length = Math.Min(_model.Shape.MaxPositionEmbeddings, prompts.Max(prompt => prompt.Length) + options.MostTokens);
        var shared = Shared(prompts);
        using var writer = _model.Write(1, length);
        for (var i = 0; i < shared; i++)
        {
            using var token = ToDevice([prompts[0][i]], [1]);
            writer.Read(token);
        }

        using var rows = new Rows(prompts, seeds, options, length, this);
        writer.Keep(rows.OfFirst());
        var results = new SampledText[prompts.Count];
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.Step(writer);
            var isFull = writer.Position == length - 1;
            if ((isFull || writer.Position % StepsBetweenLooks == 0) && rows.TakeFinished(writer, results, isFull) == 0)
            {
                return results;
            }
        }
    }

    // As many first tokens as all prompts have in common, but for the last one: these are read once for all.
    private static int Shared(IReadOnlyList<int[]> prompts)
    {
        var first = prompts[0].AsSpan();
        var shared = prompts.Min(prompt => prompt.Length) - 1;
        foreach (var prompt in prompts)
        {
            shared = Math.Min(shared, first.CommonPrefixLength(prompt));
        }

        return shared;
    }

    private Tensor ToDevice(long[] values, long[] shape) => tensor(values, shape).to(_model.Device);

    /// <summary>The rows that are being written.</summary>
    private sealed class Rows : IDisposable
    {
        private readonly IReadOnlyList<int[]> _prompts;
        private readonly SamplerOptions _options;
        private readonly Sampler _sampler;
        private readonly int _length;
        private readonly int _end;
        private readonly Tensor _ends;
        private int[] _places;
        private int _shortest;
        private Tensor _tokens;
        private Tensor _draws;
        private Tensor _limits;
        private Tensor _finished;

        public Rows(IReadOnlyList<int[]> prompts, IReadOnlyList<long> seeds, SamplerOptions options, int length, Sampler sampler)
        {
            (_prompts, _options, _length, _sampler, _end) = (prompts, options, length, sampler, sampler._endIds[0]);
            _places = [.. Enumerable.Range(0, prompts.Count)];
            var (tokens, draws) = (new long[(long)prompts.Count * length], new float[(long)prompts.Count * length]);
            Array.Fill(tokens, -1);
            for (var row = 0; row < prompts.Count; row++)
            {
                var random = SplitMix64.For(seeds[row], 0, "sample");
                for (var i = 0; i < length; i++)
                {
                    tokens[(row * (long)length) + i] = i < prompts[row].Length ? prompts[row][i] : -1;
                    draws[(row * (long)length) + i] = i < prompts[row].Length ? 0 : (random.Next() >> 40) * (1f / (1 << 24));
                }
            }

            using var scope = NewDisposeScope();
            var device = sampler._model.Device;
            long[] shape = [prompts.Count, length];
            var ends = zeros(sampler._model.Shape.VocabSize, ScalarType.Bool);
            foreach (var end in sampler._endIds)
            {
                ends[end] = tensor(true);
            }

            _ends = ends.to(device).DetachFromDisposeScope();
            _tokens = tensor(tokens, shape).to(device).DetachFromDisposeScope();
            _draws = tensor(draws, shape).to(device).DetachFromDisposeScope();
            _limits = tensor([.. prompts.Select(prompt => Math.Min(length, (long)prompt.Length + options.MostTokens))]).to(device).DetachFromDisposeScope();
            _finished = zeros(prompts.Count, ScalarType.Bool, device).DetachFromDisposeScope();
            _shortest = prompts.Min(prompt => prompt.Length);
        }

        /// <summary>Each row's place in a writer of one text that has read what all share.</summary>
        public Tensor OfFirst() => zeros(_places.Length, ScalarType.Int64, _tokens.device);

        /// <summary>One more token of each.</summary>
        public void Step(Decoder.Writer writer)
        {
            using var scope = NewDisposeScope();
            var next = writer.Position + 1;
            var now = _tokens.select(1, next - 1);
            if (next < _shortest)
            {
                writer.Read(now);
                return;
            }

            var chosen = Choose(writer.Next(now), _draws.select(1, next), _options);
            var written = _tokens.select(1, next);
            var isOwn = written.lt(0);
            var taken = where(isOwn, chosen.masked_fill_(_finished, _end), written);
            _ = written.copy_(taken);
            _ = _finished.logical_or_(_ends.index_select(0, taken).logical_and_(isOwn)).logical_or_(_limits.le(next + 1));
        }

        /// <summary>Takes the texts that are over, and moves the others together where that is worth it.</summary>
        /// <returns>How many go on.</returns>
        public int TakeFinished(Decoder.Writer writer, SampledText[] results, bool all)
        {
            using var scope = NewDisposeScope();
            var finished = _finished.cpu().data<bool>().ToArray();
            int[] going = [.. Enumerable.Range(0, finished.Length).Where(row => !all && !finished[row])];
            if (going.Length > 0 && going.Length > ShareWorthMoving * finished.Length)
            {
                return going.Length;
            }

            var tokens = _tokens.cpu().data<long>().ToArray();
            foreach (var row in Enumerable.Range(0, finished.Length).Except(going))
            {
                var prompt = _prompts[_places[row]].Length;
                var text = tokens.AsSpan(row * _length, Math.Min(_length, prompt + _options.MostTokens))[prompt..];
                var end = 0;
                while (end < text.Length && text[end] >= 0 && !_sampler._endIds.Contains((int)text[end]))
                {
                    end++;
                }

                results[_places[row]] = new SampledText([.. text[..end].ToArray().Select(token => (int)token)], end < text.Length && text[end] >= 0);
            }

            if (going.Length > 0)
            {
                var kept = _sampler.ToDevice([.. going.Select(row => (long)row)], [going.Length]);
                writer.Keep(kept);
                Replace(ref _tokens, kept);
                Replace(ref _draws, kept);
                Replace(ref _limits, kept);
                Replace(ref _finished, kept);
                _places = [.. going.Select(row => _places[row])];
                _shortest = _places.Min(place => _prompts[place].Length);
            }

            return going.Length;
        }

        public void Dispose()
        {
            foreach (var tensor in new[] { _ends, _tokens, _draws, _limits, _finished })
            {
                tensor.Dispose();
            }
        }

        private static void Replace(ref Tensor tensor, Tensor rows)
        {
            var kept = tensor.index_select(0, rows).DetachFromDisposeScope();
            tensor.Dispose();
            tensor = kept;
        }
    }
}
