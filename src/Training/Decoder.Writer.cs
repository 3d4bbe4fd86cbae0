using static TorchSharp.torch;

namespace TreasureMarkers.Training;

/// <content>Writing texts token by token.</content>
internal sealed partial class Decoder
{
    /// <summary>
    /// Texts that are written together, each a token further with every step, with the keys and values of what stands already. All have
    /// the same length at all times: whoever has texts of several lengths gives the longer ones' own tokens while the shorter ones are written.
    /// </summary>
    internal sealed class Writer : IDisposable
    {
        private readonly Decoder _decoder;
        private readonly int _length;
        private readonly (Tensor Keys, Tensor Values)[] _caches;
        private readonly Tensor _cosines;
        private readonly Tensor _sines;

        /// <summary>Room for texts.</summary>
        public Writer(Decoder decoder, int texts, int length)
        {
            using var scope = NewDisposeScope();
            (_decoder, _length) = (decoder, length);
            var (cosines, sines) = DecoderLayer.Turns(decoder.Shape, length, decoder.Device);
            (_cosines, _sines) = (cosines.DetachFromDisposeScope(), sines.DetachFromDisposeScope());
            _caches = [.. decoder._layers.Select(_ => (Cache(texts), Cache(texts)))];
        }

        /// <summary>Tokens of each text that were read.</summary>
        public int Position { get; private set; }

        /// <summary>Reads one more token of each text.</summary>
        /// <param name="tokens">One id for each text, int64 on the model's device.</param>
        /// <returns>The logits of each text's next token, [texts, vocabulary], in the type of the products.</returns>
        public Tensor Next(Tensor tokens)
        {
            using var inference = no_grad();
            using var scope = NewDisposeScope();
            var hidden = _decoder.Kernels.Normalize(Step(tokens), null, _decoder._norm.Working).Normed;
            return _decoder.Head(hidden).MoveToOuterDisposeScope();
        }

        /// <summary>Reads one more token of each text, where nobody asks for what comes next: the largest product is left out.</summary>
        public void Read(Tensor tokens)
        {
            using var inference = no_grad();
            using var scope = NewDisposeScope();
            _ = Step(tokens);
        }

        /// <summary>Goes on with some of the texts, or with one of them several times.</summary>
        /// <param name="texts">Their places so far, int64 on the model's device.</param>
        public void Keep(Tensor texts)
        {
            using var inference = no_grad();
            for (var layer = 0; layer < _caches.Length; layer++)
            {
                var (keys, values) = _caches[layer];
                _caches[layer].Keys = Kept(keys);
                _caches[layer].Values = Kept(values);
            }

            Tensor Kept(Tensor old)
            {
                using var scope = NewDisposeScope();
                var kept = Cache(texts.shape[0]);
                if (Position > 0)
                {
                    _ = kept.narrow(2, 0, Position).copy_(old.narrow(2, 0, Position).index_select(0, texts));
                }

                old.Dispose();
                return kept;
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            foreach (var (keys, values) in _caches)
            {
                keys.Dispose();
                values.Dispose();
            }

            _cosines.Dispose();
            _sines.Dispose();
        }

        // Not cleared: what was not written yet is not read.
        private Tensor Cache(long texts) =>
            empty([texts, _decoder.Shape.NumKeyValueHeads, _length, _decoder.Shape.HeadDim], _decoder._place.Type, _decoder.Device).DetachFromDisposeScope();

        private Tensor Step(Tensor tokens)
        {
            var x = _decoder.Embed(tokens);
            var turn = (_cosines.select(0, Position), _sines.select(0, Position));
            for (var layer = 0; layer < _caches.Length; layer++)
            {
                using var inner = NewDisposeScope();
                _decoder._layers[layer].Step(x, Position, turn, _caches[layer]);
            }

            Position++;
            return x;
        }
    }
}
